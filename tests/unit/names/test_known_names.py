"""A name that is known to exist is no misspelling of another one, whatever it is near to."""

import csv
import gzip
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import pytest
from app.domain.facts import KnownNames, NameKind, split_key
from app.domain.knowledge import Knowledge
from app.domain.names.input import Asked, Input, InputStatus
from app.domain.names.resolve import resolve
from app.domain.names.text import normalise
from app.services.interactions import Question, check_interactions
from app.services.lookup import NotFound, condition_offers, find_drug
from app.services.release import LoadedRelease, nearest_in

from tests.pharmacopoeia import CITED, draw, drug, name
from tests.unit.names.test_resolving_dangers import published

LISTS = KnownNames("register", "Clonax\nwarfa\nclona d3\nlone ly 7\nclona pm\n", CITED)


@pytest.fixture(scope="module")
def listed() -> Knowledge:
    """The drawing with a list of known names."""
    return draw(LISTS)


def read(knowledge: Knowledge, words: str) -> Input:
    """What becomes of the words."""
    return resolve(Asked(words), knowledge, nearest_in(knowledge))


@pytest.mark.parametrize("words", ["Clonax", "WARFA", "clonax 5 mg tab", "warfa bid"])
def test_a_known_name_is_not_corrected(listed: Knowledge, words: str) -> None:
    found = read(listed, words)
    assert (found.status, found.drugs, found.candidates) == (InputStatus.UNRESOLVED, (), ())
    assert "is a known name; nothing is recorded of it here" in found.explanation[0]


def test_without_the_list_it_would_have_been(drawn: Knowledge) -> None:
    assert read(drawn, "Warfa").candidates != ()


def test_a_name_that_a_drug_stands_for_is_that_drug() -> None:
    found = read(draw(LISTS, drug("clonaxine"), name("clonaxine", "Clonax")), "clonax")
    assert [one.id for one in found.drugs] == ["clonaxine"]


def test_a_longer_known_name_is_not_its_first_word(listed: Knowledge) -> None:
    assert read(listed, "clona d3").candidates == ()


def test_another_name_beside_a_known_one_is_offered(listed: Knowledge) -> None:
    found = read(listed, "clonax lope")
    assert [one.id for one in found.candidates] == ["lope"]
    assert found.not_understood == ("clonax",)


@pytest.mark.parametrize("suffix", ["pm", "PM", "DM", "HCT", "#4", "Plus D", "cold flu", "sinus"])
def test_a_suffix_that_changes_the_contents_is_said(listed: Knowledge, suffix: str) -> None:
    found = read(listed, f"clona {suffix}")
    assert found.status is InputStatus.NEEDS_CONFIRMATION
    assert [one.id for one in found.candidates] == ["clona"]
    assert found.not_understood != ()
    assert any("something else or more" in line for line in found.explanation)


@pytest.mark.parametrize(
    "words",
    [
        "felypressin",
        "2-(4-chlorphenoxy)-ethanol",
        "tribenoside",
        "tulobuterol",
        "bemegride",
        "propylhexedrine",
        "teclozan",
        "aloe",
        "acide borique",
        "carmin",
    ],
)
def test_a_drug_that_is_not_recorded_is_never_taken_for_another(
    loaded: LoadedRelease, words: str
) -> None:
    question = Question((Asked(words), Asked("clonazepam")), accept_corrections=True)
    answer = check_interactions(loaded, question)
    assert (answer.inputs[0].status, answer.inputs[0].drugs) == (InputStatus.UNRESOLVED, ())
    assert answer.completeness.value == "partial"
    assert words in answer.summary


def test_the_address_of_a_known_name_has_no_candidates(loaded: LoadedRelease) -> None:
    found = find_drug(loaded, "felypressin")
    assert isinstance(found, NotFound)
    assert found.candidates == ()
    assert "known name" in found.reason


@pytest.mark.parametrize("words", ["none", "cold", "A to Z", "foo", "bar", "food", "home", "nil"])
def test_what_is_no_name_is_offered_nothing(loaded: LoadedRelease, words: str) -> None:
    assert resolve(Asked(words), loaded.knowledge, loaded.nearest).candidates == ()


@pytest.mark.parametrize("words", ["Norvasc DM", "Claritin PM", "Motrin PM"])
def test_an_accepted_name_with_a_suffix_stays_partial(loaded: LoadedRelease, words: str) -> None:
    question = Question((Asked(words), Asked("warfarin")), accept_corrections=True)
    answer = check_interactions(loaded, question)
    assert answer.inputs[0].not_understood != ()
    assert answer.completeness.value != "complete"
    assert f"Taken as corrected: '{words}'" in answer.summary


def test_an_accepted_slip_does_not_drop_the_word_beside_it(loaded: LoadedRelease) -> None:
    question = Question(
        (Asked("spironolactne potassium"), Asked("warfarin")), accept_corrections=True
    )
    answer = check_interactions(loaded, question)
    assert answer.inputs[0].corrected_to == "spironolactone"
    assert answer.inputs[0].not_understood == ("potassium",)
    assert "Not understood of 'spironolactne potassium': 'potassium'" in answer.summary


@pytest.mark.parametrize(
    ("words", "drugs"),
    [
        ("Tylenol PM", ["acetaminophen", "diphenhydramine"]),
        ("Zantac 360", ["famotidine"]),
        ("Zantac 360 20 mg tablet", ["famotidine"]),
        ("Unisom SleepTabs", ["doxylamine"]),
        ("Unisom SleepGels", ["diphenhydramine"]),
        ("INH", ["isoniazid"]),
        ("TMP-SMX", ["trimethoprim", "sulfamethoxazole"]),
    ],
)
def test_a_brand_is_what_it_holds(loaded: LoadedRelease, words: str, drugs: list[str]) -> None:
    found = resolve(Asked(words), loaded.knowledge, loaded.nearest)
    assert [one.id for one in found.drugs] == drugs


def test_a_brand_with_other_contents_elsewhere_is_ambiguous(loaded: LoadedRelease) -> None:
    found = resolve(Asked("Unisom"), loaded.knowledge, loaded.nearest)
    assert found.status is InputStatus.AMBIGUOUS
    assert {one.id for one in found.candidates} == {"doxylamine", "diphenhydramine"}


# Brands begin with the words of salts too; these are names of no brand.
SALT_WORDS = {"acetate", "carbonate", "chlorhydrate", "citrate", "potassium", "sodium", "sulfate"}


def lines_of(loaded: LoadedRelease) -> dict[str, set[str]]:
    """The brands behind each first word that is no name by itself: `coricidin`."""
    names = loaded.knowledge.names
    found: dict[str, set[str]] = defaultdict(set)
    for text, hits in names.items():
        first = text.partition(" ")[0]
        if first != text and len(first) > 4 and first not in names and first not in SALT_WORDS:
            found[first] |= {hit.subject for hit in hits if hit.kind is NameKind.BRAND}
    return found


def test_the_first_word_of_several_brands_is_offered_them_and_none_is_chosen(
    loaded: LoadedRelease,
) -> None:
    known = loaded.knowledge.known_names
    lines = {one: of for one, of in lines_of(loaded).items() if one in known and 1 < len(of) < 6}
    assert len(lines) > 30
    unlike = {}
    for first, brands in lines.items():
        found = resolve(Asked(first), loaded.knowledge, loaded.nearest)
        offered = {one.id.removeprefix("product:") for one in found.candidates}
        if offered != {split_key(one)[1] for one in brands} or found.drugs:
            unlike[first] = (found.status.value, offered)
    assert len(unlike) <= 0.1 * len(lines), unlike


@pytest.mark.parametrize("words", ["Coricidin", "Coricidin HBP", "Midol", "Maalox", "Theraflu"])
def test_a_line_of_brands_that_is_accepted_is_still_not_chosen(
    loaded: LoadedRelease, words: str
) -> None:
    question = Question((Asked(words), Asked("warfarin")), accept_corrections=True)
    answer = check_interactions(loaded, question)
    assert (answer.inputs[0].drugs, bool(answer.inputs[0].candidates)) == ((), True)
    assert answer.completeness.value == "partial"
    assert f"Not checked: '{words}'" in answer.summary


@pytest.mark.parametrize("words", ["water", "night", "nighttime", "maximum", "muscle", "extra"])
def test_a_common_word_is_no_line_of_brands(loaded: LoadedRelease, words: str) -> None:
    assert resolve(Asked(words), loaded.knowledge, loaded.nearest).candidates == ()


def test_sleep_is_insomnia_before_sleep_apnea(loaded: LoadedRelease) -> None:
    found = condition_offers(loaded.knowledge)("sleep")
    assert found.index("insomnia") < found.index("sleep-apnea")


@pytest.mark.parametrize("words", ["flu", "none"])
def test_a_short_word_is_no_slip_of_a_condition(loaded: LoadedRelease, words: str) -> None:
    assert condition_offers(loaded.knowledge)(words) == ()


def approved(loaded: LoadedRelease) -> Iterator[str]:
    """Drugs that some authority approved, and that the seed doesn't have."""
    for file in ("FDA", "EMA", "PMDA"):
        path = published(f"drugcentral/{file}_Approved.csv")
        for row in csv.reader(path.read_text(encoding="utf-8").splitlines()):
            if not resolve(Asked(row[1]), loaded.knowledge).drugs:
                yield row[1]
    with gzip.open(published("drugcentral/structures.smiles.tsv.gz"), "rt") as lines:
        for item in csv.DictReader(lines, delimiter="\t"):
            if not resolve(Asked(item["INN"]), loaded.knowledge).drugs:
                yield item["INN"]


def test_real_drugs_that_are_not_recorded_get_no_offer(loaded: LoadedRelease) -> None:
    """But a salt is rightly offered the recorded drug that its name begins with."""
    names = sorted(set(approved(loaded)))
    assert len(names) > 900
    offered = [
        (one, found.candidates[0].matched_name)
        for one in random.Random(7).sample(names, 900)
        if (found := resolve(Asked(one), loaded.knowledge, loaded.nearest)).candidates
        and not normalise(one).startswith(f"{found.candidates[0].matched_name} ")
    ]
    assert len(offered) <= 0.003 * 900, offered


def test_of_names_that_no_list_has_few_get_an_offer(loaded: LoadedRelease) -> None:
    """As if each drawn name were new: without the list, only the rules of spelling decide."""
    knowledge = without_lists(loaded)
    names = [one for one in sorted(set(approved(loaded))) if " " not in normalise(one)]
    assert len(names) > 1_500
    offered = [one for one in names if resolve(Asked(one), knowledge, loaded.nearest).candidates]
    assert len(offered) <= 0.04 * len(names), offered


def without_lists(loaded: LoadedRelease) -> Knowledge:
    """The seed as if no register had been read."""
    return replace(loaded.knowledge, known_names=frozenset())


def test_one_slip_in_a_name_that_is_not_recorded_is_seldom_another_drug(
    loaded: LoadedRelease,
) -> None:
    drawing = random.Random(5)
    names = [one for one in sorted(loaded.knowledge.known_names) if one.isalpha() and len(one) > 5]
    offered = []
    for one in drawing.sample(names, 2_000):
        place = drawing.randrange(len(one))
        slip = one[:place] + drawing.choice("aeioulnrst") + one[place + 1 :]
        if resolve(Asked(slip), loaded.knowledge, loaded.nearest).candidates:
            offered.append((one, slip))
    assert len(offered) <= 20, offered


def test_a_word_nearer_to_a_known_name_is_no_slip_of_a_drug_further_away() -> None:
    """Of `alphadrugs` both are a slip or two away: `alphadrus` is listed, `alphadruxy` a drug."""
    lists = KnownNames("register", "alphadrus\n", CITED)
    with_list = draw(lists, drug("far"), name("far", "alphadruxy"))
    without = draw(drug("far"), name("far", "alphadruxy"))
    found = read(with_list, "alphadrugs")
    assert (found.status, found.candidates) == (InputStatus.UNRESOLVED, ())
    assert "'alphadrus'; nothing is recorded" in found.explanation[0]
    assert [one.id for one in read(without, "alphadrugs").candidates] == ["far"]
    assert [one.id for one in read(with_list, "alphadruxi").candidates] == ["far"]


def test_two_slips_in_a_recorded_name_still_lead_to_it(loaded: LoadedRelease) -> None:
    drawing, lost = random.Random(4), []
    names = sorted(
        one.name
        for one in loaded.knowledge.drugs.values()
        if one.is_described and one.name.isalpha() and len(one.name) > 8
    )
    for one in names:
        first, second = sorted(drawing.sample(range(1, len(one)), 2))
        slip = one[:first] + one[first + 1 : second] + one[second + 1 :]
        found = resolve(Asked(slip), loaded.knowledge, loaded.nearest)
        if not (found.candidates or found.drugs) and "nothing is recorded" in found.explanation[0]:
            lost.append((one, slip, found.explanation))
    assert len(lost) <= 0.01 * len(names), lost
