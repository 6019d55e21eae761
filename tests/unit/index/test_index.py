"""Do packed indexes give again what they were made of, and miss nothing near?"""

from itertools import product as every
from random import Random

import pytest
from app.domain.facts import Citation, NameKind, Product, ProductKind, Record, Severity, key
from app.domain.knowledge import NameHit
from app.domain.names.text import normalise
from app.index.catalogue import CODES, PRODUCTS, pack_codes, pack_products
from app.index.names import NameLine
from app.index.pack import Indexes, IndexSource, pack_indexes, unpack_indexes
from app.index.packed import Codec, pack, pack_map, unpack, unpack_map
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

LINES: list[NameLine] = [
    ("drug:clona", "clona", NameKind.GENERIC, None),
    ("drug:clona", "Klono-Pin", NameKind.BRAND, "US"),
    ("drug:clona", "Clona", NameKind.BRAND, "FR"),
    ("drug:wort", "St. John’s wort", NameKind.SYNONYM, None),
    ("class:calmer", "clona", NameKind.SYNONYM, None),
    ("drug:nothing", "---", NameKind.BRAND, None),
]


def indexes(lines: list[NameLine], records: list[Record] | None = None, **weights: int) -> Indexes:
    """What was packed and unpacked again."""
    weighed = {key("drug", slug): weight for slug, weight in weights.items()}
    return unpack_indexes(pack_indexes(IndexSource(lines, [], [], records or [], weighed)))


def test_a_spelling_means_all_its_subjects_and_the_first_line_counts() -> None:
    names = indexes(LINES).names
    assert [(hit.subject, hit.text, hit.kind, hit.region) for hit in names["clona"]] == [
        ("class:calmer", "clona", NameKind.SYNONYM, None),
        ("drug:clona", "clona", NameKind.GENERIC, None),
    ]
    assert [(hit.text, hit.region) for hit in names["klono pin"]] == [("Klono-Pin", "US")]


def test_a_name_without_a_sign_that_counts_is_no_name() -> None:
    names = indexes(LINES).names
    assert "" not in names
    assert list(names) == ["clona", "klono pin", "st johns wort"]


def test_a_spelling_that_is_not_there_is_missing() -> None:
    names = indexes(LINES).names
    assert names.get("clon") is None and "zzz" not in names
    with pytest.raises(KeyError):
        names["clonaa"]


def test_what_curators_call_something_goes_before_what_others_call_so() -> None:
    curated = {"clona": (NameHit("drug:clona", "clona", NameKind.GENERIC),)}
    packed = pack_indexes(IndexSource(LINES, [], [], [], {}, curated=curated))
    names = unpack_indexes(packed).names
    assert [hit.subject for hit in names["clona"]] == ["drug:clona"]
    assert [hit.subject for hit in names.beside("clona")] == ["class:calmer"]
    assert names.beside("klono pin") == ()


def test_what_others_say_in_the_same_sense_stays() -> None:
    """A brand of another data set with just this drug in it means the same."""
    product = Product("c", "Clona", ProductKind.BRAND, ("clona",), (), None, None, None, ())
    lines = [*LINES[:1], ("product:c", "Clona", NameKind.BRAND, "FR")]
    curated = {"clona": (NameHit("drug:clona", "clona", NameKind.GENERIC),)}
    packed = pack_indexes(IndexSource(lines, [product], [], [], {}, curated=curated))
    assert len(unpack_indexes(packed).names["clona"]) == 2


@given(st.dictionaries(st.text(min_size=1), st.sampled_from(["a", "b", "c"]), max_size=12))
def test_every_name_is_found_again(named: dict[str, str]) -> None:
    lines = [(key("drug", slug), text, NameKind.BRAND, None) for text, slug in named.items()]
    names = indexes(lines).names
    for text, slug in named.items():
        if normalise(text):
            assert key("drug", slug) in {hit.subject for hit in names[normalise(text)]}


def test_a_completion_begins_a_word_and_stands_once_for_each_thing() -> None:
    found = indexes(LINES, wort=1).completions
    assert [(hit.text, hit.subject) for hit in found.complete("clo", 9)] == [
        ("clona", "class:calmer"),
        ("clona", "drug:clona"),
    ]
    assert [hit.text for hit in found.complete("jo", 9)] == ["St. John’s wort"]
    assert [hit.text for hit in found.complete("st johns w", 9)] == ["St. John’s wort"]
    assert [hit.text for hit in found.complete("pi", 9)] == ["Klono-Pin"]
    assert found.complete("ona", 9) == found.complete("", 9) == []


def test_the_best_known_thing_comes_first() -> None:
    lines: list[NameLine] = [(f"drug:d{n}", f"same{n}", NameKind.GENERIC, None) for n in range(5)]
    found = indexes(lines, d3=9, d1=5).completions.complete("same", 3)
    assert [hit.subject for hit in found] == ["drug:d3", "drug:d1", "drug:d0"]


def test_what_begins_so_comes_before_what_only_a_later_word_does() -> None:
    lines: list[NameLine] = [
        ("drug:known", "salt aspart", NameKind.GENERIC, None),
        ("drug:new", "aspirin", NameKind.GENERIC, None),
    ]
    found = indexes(lines, known=99, new=1).completions.complete("asp", 2)
    assert [hit.subject for hit in found] == ["drug:new", "drug:known"]


def test_a_usual_name_comes_before_a_rare_one_of_a_better_known_thing() -> None:
    lines: list[NameLine] = [
        ("drug:known", "methanoid", NameKind.SYNONYM, None),
        ("drug:branded", "Metex", NameKind.BRAND, None),
        ("drug:new", "metformin", NameKind.GENERIC, None),
    ]
    found = indexes(lines, known=30, branded=10, new=6).completions.complete("met", 3)
    assert [hit.subject[5:] for hit in found] == ["new", "branded", "known"]


def test_what_is_completed_beforehand_is_what_is_ranked_one_by_one() -> None:
    random = Random(1)
    lines: list[NameLine] = [
        (f"drug:d{n % 900}", f"{'ab'[n % 2]}{random.choice('xyz')}{n} tail", NameKind.BRAND, None)
        for n in range(6_000)
    ]
    weights = {f"d{n}": random.randrange(50) for n in range(900)}
    found = indexes(lines, **weights).completions
    for beginning in ("a", "ax", "b", "t", "tail"):
        fitting = {
            subject for subject, text, _, _ in lines
            if any(word.startswith(beginning) for word in text.split())
        }  # fmt: skip
        best = [weights[hit.subject[5:]] for hit in found.complete(beginning, 20)]
        assert best == sorted((weights[one[5:]] for one in fitting), reverse=True)[:20], beginning


@pytest.mark.parametrize("length", [5, 7, 9, 13, 18])
def test_every_spelling_within_the_slips_is_near(length: int) -> None:
    random = Random(length)
    allowed = 2 if length < 16 else 3
    words = ["".join(random.choices("abc", k=length + random.randint(-2, 2))) for _ in range(800)]
    segments = indexes(
        [(f"drug:d{n}", word, NameKind.BRAND, None) for n, word in enumerate(words)]
    ).segments
    for _ in range(20):
        written = "".join(random.choices("abc", k=length))
        near = {one for one in set(words) if Levenshtein.distance(written, one) <= allowed}
        assert near <= set(segments.near(written))


def test_a_record_is_found_by_its_pair_in_order() -> None:
    cited = (Citation("book", "1", 2, 3, "00"),)
    stated = [
        Record("b", "a", "bad", Severity.MAJOR, "words", cited),
        Record("a", "b", "worse", Severity.MINOR, "", (Citation("atlas", "2"),)),
        Record("c", "a", "ü", Severity.UNKNOWN, "x", cited),
    ]
    records = indexes([], stated).records
    found = records["a", "b"]
    assert [(one.rating, one.severity, one.text) for one in found] == [
        ("worse", Severity.MINOR, ""),
        ("bad", Severity.MAJOR, "words"),
    ]
    assert found[1].citations == cited
    assert records["a", "c"][0].rating == "ü"
    assert list(records) == [("a", "b"), ("a", "c")] and len(records) == 2
    for pair in every("abcd", repeat=2):
        assert (pair in records) == (pair in {("a", "b"), ("a", "c")})


@pytest.mark.parametrize("broken", [b"", b"\x00", b"\x05\x00\x00\x00[1,2]", b"not an index at all"])
def test_bytes_that_are_no_index_are_refused(broken: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        unpack(broken)


def test_an_index_that_was_cut_short_is_refused() -> None:
    with pytest.raises(ValueError, match="cut short"):
        unpack(pack({"a": b"12345", "b": b"6"})[:-1])


BYTES: Codec[str, bytes] = Codec(str, str, bytes, lambda _, content: content)


KEYS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@given(st.dictionaries(KEYS, st.binary(), max_size=20), st.text())
def test_a_packed_map_is_the_dictionary_it_was_packed_from(
    items: dict[str, bytes], other: str
) -> None:
    packed = unpack_map(pack_map(items.items(), BYTES), BYTES)
    assert dict(packed) == items and len(packed) == len(items)
    assert list(packed) == sorted(items, key=str.encode)
    absent = other.encode("utf-8", "replace").decode()
    assert packed.get(absent) == items.get(absent) and (absent in packed) == (absent in items)


def test_a_nul_character_ends_no_key() -> None:
    packed = unpack_map(pack_map([("a", b"1")], BYTES), BYTES)
    assert packed.get("a\0") is None and "a\0b" not in packed
    with pytest.raises(ValueError, match="NUL"):
        pack_map([("a\0", b"1")], BYTES)


def test_a_packed_map_without_the_key_raises_or_gives_the_default() -> None:
    packed = unpack_map(pack_map([("a", b"1")], BYTES), BYTES)
    assert packed.get("b", b"2") == b"2"
    with pytest.raises(KeyError):
        packed["b"]


def test_a_code_names_all_its_things_in_order_and_once() -> None:
    lines = [("ndc", "1 2", "product:b"), ("ndc", "1 2", "drug:a"), ("ndc", "1 2", "drug:a")]
    codes = unpack_map(pack_codes([*lines, ("atc", "1 2", "drug:c")]), CODES)
    assert dict(codes) == {("atc", "1 2"): ("drug:c",), ("ndc", "1 2"): ("drug:a", "product:b")}


def test_a_product_is_unpacked_with_every_field() -> None:
    cited = (Citation("book", "1", 2, None, "00"), Citation("atlas", "2"))
    product = Product("p", "Pü", ProductKind.BRAND, ("a", "b"), (), "1 mg", None, "US", cited)
    assert dict(unpack_map(pack_products([product]), PRODUCTS)) == {"p": product}
