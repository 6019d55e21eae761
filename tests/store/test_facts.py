"""Does SQL keep and find what we gave it? On every database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import (
    ClassParent,
    Concept,
    ConceptLink,
    Drug,
    DrugKind,
    Fact,
    Goal,
    Indication,
    Label,
    LabelDrug,
    LabelSection,
    Limits,
    Membership,
    Name,
    NameKind,
    Rule,
    Schedule,
    Source,
    Status,
)
from app.importers.seed import read
from app.store.faults import Fault, fault_of
from app.store.migrate import migrate
from app.store.read import count_facts, find_fact, list_facts, load_facts, page_facts
from app.store.schema import ROW_OF
from app.store.write import replace_facts
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from tests.conftest import ROOT
from tests.pharmacopoeia import CITED, drug, facts
from tests.seeds import write_seed


def kept(session: Session) -> set[str]:
    """Every fact of the database, in words."""
    return set(map(repr, load_facts(session, ROW_OF)))


def test_every_fact_comes_back_as_it_went_in(session: Session) -> None:
    told = [fact for fact in facts() if not hasattr(fact, "parts")]
    replace_facts(session, "drawn", told)
    session.commit()
    assert kept(session) == set(map(repr, told))


def test_every_kind_of_fact_of_the_seed_comes_back_as_it_went_in(
    seeded_session: Session, seed_facts: tuple[Fact, ...]
) -> None:
    assert kept(seeded_session) == set(map(repr, seed_facts))


def test_the_drawn_facts_and_the_seed_have_every_kind(seed_facts: tuple[Fact, ...]) -> None:
    kinds = {type(fact) for fact in [*facts(), *seed_facts]}
    # Only imports tell these.
    assert set(ROW_OF) - kinds == {Concept, ConceptLink, Label, LabelDrug, LabelSection}


def test_a_data_set_replaces_only_its_own_facts(session: Session) -> None:
    replace_facts(session, "one", [drug("a"), drug("b")])
    replace_facts(session, "other", [drug("c")])
    replace_facts(session, "one", [drug("d")])
    session.commit()
    assert [one.id for one in list_facts(session, Drug)] == ["c", "d"]


def test_replacing_by_nothing_leaves_nothing(session: Session) -> None:
    replace_facts(session, "one", facts())
    replace_facts(session, "one", [])
    session.commit()
    assert kept(session) == set()


@pytest.mark.parametrize(
    "stray",
    [
        Name("ghost", "Ghost", NameKind.BRAND, None, CITED),
        Membership("ghost", "calmer", True, CITED),
        ClassParent("ghost", "calmer", CITED),
    ],
)
def test_a_fact_about_nothing_is_refused_whole(session: Session, stray: Fact) -> None:
    replace_facts(session, "drawn", facts())
    session.commit()
    before = kept(session)
    with pytest.raises(RejectedImport):
        replace_facts(session, "drawn", [*facts(), stray])
        session.commit()
    session.rollback()
    assert kept(session) == before


def test_a_value_finds_its_facts(session: Session) -> None:
    replace_facts(session, "drawn", facts())
    assert [one.text for one in list_facts(session, Name, drug="clona")] == [
        "Calmex",
        "clona chloride",
    ]
    assert [
        one.drug_class for one in list_facts(session, Membership, drug="clona", holds=False)
    ] == ["bleeder"]


def test_a_list_of_values_means_any_of_them(session: Session) -> None:
    replace_facts(session, "drawn", facts())
    assert len(list_facts(session, Rule, id=["calmer-opiate", "clona-warf", "nothing"])) == 2
    assert list_facts(session, Rule, id=[]) == []


def test_one_fact_is_found_or_none(session: Session) -> None:
    replace_facts(session, "drawn", facts())
    assert find_fact(session, Drug, id="clona") == drug("clona")
    assert find_fact(session, Drug, id="ghost") is None


def test_pages_lead_through_everything_once(session: Session) -> None:
    replace_facts(session, "drawn", facts())
    pages = [page_facts(session, Drug, 3, offset) for offset in (0, 3, 6, 9)]
    assert [page.total for page in pages] == [7] * 4
    assert [one.id for page in pages for one in page.items] == sorted(
        ["clona", "diaza", "oxy", "lope", "warf", "asp", "lonely"]
    )
    assert count_facts(session, Drug, kind="medication") == 7
    assert count_facts(session, Drug, kind="substance") == 0


def test_odd_texts_are_kept(session: Session) -> None:
    odd = Drug("x", "Ω 漢 🙂 ' \" \\ %", DrugKind.SUBSTANCE, "line\nline\ttab", CITED)
    replace_facts(session, "odd", [odd])
    session.commit()
    assert list_facts(session, Drug) == [odd]


@pytest.mark.parametrize(
    "odd",
    [
        "",
        " ",
        "\\N",
        "\\.",
        "\\.\n",
        "\\t",
        "a\tb\r\nc\\",
        "\x01\x7f",
        "NULL",
        '"",',
        "{}",
        "☃" * 9_000,
    ],
)
def test_a_text_that_a_stream_has_a_sign_for_is_kept(session: Session, odd: str) -> None:
    one = Drug("x", odd or "x", DrugKind.SUBSTANCE, odd, CITED)
    plan = Schedule("x", odd, odd, CITED)
    source = Source("book", odd, "book", odd, "CC0", "1", odd or None, odd)
    replace_facts(session, "odd", [source, one, plan])
    session.commit()
    found = [
        *list_facts(session, Source),
        *list_facts(session, Drug),
        *list_facts(session, Schedule),
    ]
    assert found == [source, one, plan]


def test_a_sign_that_the_database_cannot_keep_is_its_error(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite keeps it")
    drugs = [Drug(one, one, DrugKind.SUBSTANCE, "x", CITED) for one in ("a", "b\0", "c")]
    with Session(engine) as session, pytest.raises(DBAPIError):
        replace_facts(session, "odd", drugs)
    with Session(engine) as session:
        assert count_facts(session, Drug) == 0


def test_a_server_that_goes_away_while_facts_come_is_said_to_be(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("it is no server")

    def broken_off(session: Session) -> Iterator[Fact]:
        own = session.scalar(text("SELECT pg_backend_pid()"))
        for number in range(12_000):
            yield Drug(f"d{number}", "x", DrugKind.SUBSTANCE, "x", CITED)
            if number == 7_000:
                with engine.connect() as other:
                    other.execute(text(f"SELECT pg_terminate_backend({own})"))

    with Session(engine) as session:
        facts = broken_off(session)
        with pytest.raises(DBAPIError) as ended:
            replace_facts(session, "odd", facts)
        assert fault_of(ended.value) is Fault.AWAY
    with Session(engine) as session:
        assert count_facts(session, Drug) == 0


def test_limits_that_are_not_set_stay_unset(session: Session) -> None:
    told = list(read(write_seed(Path.cwd() / "seed")))
    replace_facts(session, "small", told)
    (use,) = list_facts(session, Indication)
    assert (use.limits, bool(use.limits)) == (Limits(None, None, None), False)
    assert (use.status, use.goal) == (Status.APPROVED, Goal.SYMPTOMATIC)


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    before = sorted(inspect(engine).get_table_names())
    migrate(engine, ROOT / "migrations")
    assert sorted(inspect(engine).get_table_names()) == before


def test_every_kind_of_fact_has_its_table(engine: Engine) -> None:
    tables = set(inspect(engine).get_table_names())
    assert {row.__tablename__ for row in ROW_OF.values()} < tables  # type: ignore[attr-defined]


def test_a_reader_sees_one_release_to_the_end_of_its_question(engine: Engine) -> None:
    with Session(engine) as writer:
        replace_facts(writer, "one", [drug("a")])
        writer.commit()
    with Session(engine) as reader, Session(engine) as writer:
        first = count_facts(reader, Drug)
        replace_facts(writer, "one", [drug("a"), drug("b")])
        writer.commit()
        assert count_facts(reader, Drug) == first == 1
        reader.rollback()
        assert count_facts(reader, Drug) == 2


def test_sqlite_is_set_up_as_promised(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("SQLite only")
    with engine.connect() as connection:
        found = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        ]
    assert found == ["wal", 1, 10_000]
