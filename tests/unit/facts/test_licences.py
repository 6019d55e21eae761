"""Data whose licence does not allow every use is named in every answer that uses it."""

from dataclasses import replace

import pytest
from app.domain.facts import Assessment, Citation, Record, Severity, Source
from app.domain.facts.stated import is_free
from app.domain.interactions.check import Manner
from app.domain.interactions.policy import QUIET
from app.domain.interactions.summary import NOTICE

from tests.asking import ask, only
from tests.pharmacopoeia import draw

BOUND = Source("atlas", "The atlas", "list", "nobody", "CC BY-NC 4.0", "1", None, "")
OPEN = replace(BOUND, licence="CC BY 4.0")
RECORD = Record("asp", "lonely", "red", Severity.MINOR, "", (Citation("atlas", "3"),))


@pytest.mark.parametrize(
    "licence", ["CC BY-NC-SA 4.0", "for non-commercial use", "noncommercial", "x (not free)"]
)
def test_a_licence_that_forbids_some_use_is_not_free(licence: str) -> None:
    assert not is_free(licence)


@pytest.mark.parametrize("licence", ["CC BY 4.0", "public domain", "all rights reserved; facts"])
def test_other_licences_are(licence: str) -> None:
    assert is_free(licence)


def test_a_rating_names_the_licence_of_its_source() -> None:
    assert only(ask(draw(RECORD, BOUND), "asp", "lonely")).native_ratings[0].licence == (
        "CC BY-NC 4.0"
    )
    assert only(ask(draw(RECORD), "asp", "lonely")).native_ratings[0].licence == "not told"


def test_the_notice_names_what_is_not_free_and_was_used() -> None:
    notice = ask(draw(RECORD, BOUND), "asp", "lonely").notice
    assert notice.startswith(NOTICE)
    assert notice.endswith("The atlas (CC BY-NC 4.0).")


def test_it_says_nothing_where_nothing_of_it_was_used() -> None:
    assert ask(draw(RECORD, BOUND), "clona", "oxy").notice == NOTICE
    assert ask(draw(RECORD, OPEN), "asp", "lonely").notice == NOTICE


def test_a_rating_under_a_rule_or_hidden_by_the_policy_was_used_too() -> None:
    beside = replace(RECORD, one="clona", other="oxy")
    assert "The atlas" in ask(draw(beside, BOUND), "clona", "oxy").notice
    hidden = ask(draw(RECORD, BOUND), "asp", "lonely", manner=Manner(policy=QUIET))
    assert hidden.findings == ()
    assert "The atlas" in hidden.notice


def test_to_have_assessed_a_pair_without_a_record_is_a_use() -> None:
    cited = (Citation("atlas", "4"),)
    told = (Assessment("atlas", "lope", cited), Assessment("atlas", "lonely", cited))
    assert "The atlas" in ask(draw(*told, BOUND), "lope", "lonely").notice
    assert ask(draw(*told, BOUND), "warf", "lonely").notice == NOTICE
