"""Mistakes of a seed beyond a wrong word: links that lead nowhere, circles, files that are no file.

What `test_seed_reader.py` asks of single words, this asks of facts that do not fit together.
"""

from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import SpecialState
from app.importers.seed import read

from tests.seeds import FILES, changed, write_seed

CITE = "cite: book § one"


def problems(folder: Path) -> list[str]:
    """What the reader says of a folder."""
    with pytest.raises(RejectedImport) as refused:
        list(read(folder))
    return refused.value.problems


def symptom(slug: str, more: str = "") -> str:
    """A condition on one line."""
    return f"- {{id: {slug}, name: {slug}, kind: symptom, description: x, {more}{CITE}}}\n"


def a_class(slug: str, parent: str = "calmers") -> str:
    """A class below another one, on one line."""
    up = f"parents: [{{id: {parent}, {CITE}}}]"
    return f"- {{id: {slug}, name: {slug}, kind: effect, description: x, {up}, {CITE}}}\n"


# a new file, its text, what is said of it
STRAYS = {
    "no-interaction": (
        "no-interactions/a.yaml",
        f"- {{one: alpha, other: gamma, text: x, {CITE}}}\n",
        "no-interactions/a.yaml:1: unknown drug 'gamma'",
    ),
    "condition parent": (
        "conditions/a.yaml",
        symptom("fear", f"parents: [{{id: dread, {CITE}}}], "),
        "conditions/a.yaml:1: unknown condition 'dread'",
    ),
    "condition beside": (
        "conditions/a.yaml",
        symptom("fear", f"often_with: [{{id: dread, how_often: often, {CITE}}}], "),
        "conditions/a.yaml:1: unknown condition 'dread'",
    ),
    "treatment": (
        "conditions/a.yaml",
        symptom("fear", f"treatments: [{{subject: therapy:rest, role: common, how: x, {CITE}}}], "),
        "conditions/a.yaml:1: unknown therapy 'rest'",
    ),
    "class parent": (
        "classes/classes.yaml",
        FILES["classes/classes.yaml"].replace(
            "parents:\n", f"parents:\n    - {{id: silence, {CITE}}}\n"
        ),
        "classes/classes.yaml:11: unknown class 'silence'",
    ),
    "relieves": (
        "drugs/beta.yaml",
        FILES["drugs/beta.yaml"] + "indications:\n  - condition: worry\n    status: approved\n"
        f"    goal: symptomatic\n    relieves: [dread]\n    why: So.\n    {CITE}\n",
        "drugs/beta.yaml:8: unknown condition 'dread'",
    ),
    "what it is not": (
        "drugs/beta.yaml",
        FILES["drugs/beta.yaml"] + f"is_not:\n  - {{id: rousers, {CITE}}}\n",
        "drugs/beta.yaml:8: unknown class 'rousers'",
    ),
    "rule factor": (
        "rules/a.yaml",
        FILES["rules/rules.yaml"].replace("id: alpha-beta", "id: other-rule")
        + "  factors: [{kind: disease, text: x, action: monitor, condition: dread}]\n",
        "rules/a.yaml:1: unknown condition 'dread'",
    ),
    "rule condition": (
        "rules/a.yaml",
        FILES["rules/rules.yaml"]
        .replace("id: alpha-beta", "id: other-rule\n  kind: drug_condition")
        .replace("drug:beta", "condition:dread"),
        "rules/a.yaml:1: unknown condition 'dread'",
    ),
}


@pytest.mark.parametrize("stray", STRAYS)
def test_a_link_that_leads_nowhere_is_the_only_mistake_told(tmp_path: Path, stray: str) -> None:
    name, text, expected = STRAYS[stray]
    write_seed(tmp_path)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert problems(tmp_path) == [expected]


@pytest.mark.parametrize("ring", [["a"], ["a", "b"], ["a", "b", "c"]], ids=len)
@pytest.mark.parametrize("kind", ["class", "condition"])
def test_a_ring_of_any_size_is_told_for_each_of_its_links(
    tmp_path: Path, kind: str, ring: list[str]
) -> None:
    above = dict(zip(ring, [*ring[1:], ring[0]], strict=True))
    if kind == "class":
        text = "".join(a_class(child, up) for child, up in above.items())
        beta = FILES["drugs/beta.yaml"].replace("soft-calmers", "a")
        write_seed(tmp_path, classes__ring=text, drugs__beta=beta)
        file = "classes/ring.yaml"
    else:
        text = "".join(
            symptom(child, f"parents: [{{id: {up}, {CITE}}}], ") for child, up in above.items()
        )
        write_seed(tmp_path, conditions__ring=text)
        file = "conditions/ring.yaml"
    assert problems(tmp_path) == [
        f"{file}:{line}: '{one}' stands above itself" for line, one in enumerate(ring, start=1)
    ]


def test_a_thing_below_a_ring_is_not_said_to_be_in_it(tmp_path: Path) -> None:
    text = (
        symptom("a", f"parents: [{{id: b, {CITE}}}], ")
        + symptom("b", f"parents: [{{id: a, {CITE}}}], ")
        + symptom("below", f"parents: [{{id: a, {CITE}}}], ")
    )
    assert not any("below" in one for one in problems(write_seed(tmp_path, conditions__r=text)))


def test_a_class_with_members_only_far_below_it_is_no_mistake(tmp_path: Path) -> None:
    top = f"- {{id: top, name: top, kind: effect, description: x, {CITE}}}\n"
    middle = FILES["classes/classes.yaml"].replace(
        "description: Calms.\n", f"description: Calms.\n  parents: [{{id: top, {CITE}}}]\n"
    )
    write_seed(tmp_path, classes__top=top, classes__classes=middle)
    assert len(list(read(tmp_path))) == 24


def test_a_class_whose_only_member_is_said_not_to_be_one_is_empty(tmp_path: Path) -> None:
    beta = FILES["drugs/beta.yaml"] + f"is_not:\n  - {{id: hush, {CITE}}}\n"
    hush = f"- {{id: hush, name: hush, kind: effect, description: x, {CITE}}}\n"
    told = problems(write_seed(tmp_path, drugs__beta=beta, classes__hush=hush))
    assert told == ["classes/hush.yaml:1: the class 'hush' has no members"]


def test_a_drug_that_is_only_said_not_to_be_in_a_class_is_in_none(tmp_path: Path) -> None:
    told = problems(write_seed(tmp_path, **changed("drugs/beta.yaml", "classes:", "is_not:")))
    assert "drugs/beta.yaml:1: the drug 'beta' is in no class" in told


def test_the_same_class_both_held_and_denied_is_a_mistake(tmp_path: Path) -> None:
    beta = FILES["drugs/beta.yaml"] + f"is_not:\n  - {{id: soft-calmers, {CITE}}}\n"
    told = problems(write_seed(tmp_path, drugs__beta=beta))
    words = "membership beta soft-calmers stands twice (first at drugs/beta.yaml:6)"
    assert told == [f"drugs/beta.yaml:8: {words}"]


def test_a_rule_of_one_class_with_itself_needs_two_members(tmp_path: Path) -> None:
    rules = FILES["rules/rules.yaml"].replace("drug:alpha", "class:calmers")
    rules = rules.replace("drug:beta", "class:calmers")
    assert len(list(read(write_seed(tmp_path / "two", rules__rules=rules)))) == 22
    beta = FILES["drugs/beta.yaml"].replace("soft-calmers", "rousers")
    rousers = f"- {{id: rousers, name: r, kind: effect, description: x, {CITE}}}\n"
    told = problems(
        write_seed(tmp_path / "one", rules__rules=rules, drugs__beta=beta, classes__rousers=rousers)
    )
    assert ["can never fire" in one for one in told] == [True]


def test_a_rule_all_of_whose_members_are_excepted_can_never_fire(tmp_path: Path) -> None:
    rules = FILES["rules/rules.yaml"].replace(
        "one: drug:alpha",
        "one: class:calmers\n  exceptions: [{drug: alpha, reason: x}, {drug: beta, reason: y}]",
    )
    told = problems(write_seed(tmp_path, rules__rules=rules))
    assert len(told) == 1
    assert told[0].startswith("rules/rules.yaml:1: alpha-beta: this rule can never fire")


def test_the_same_rule_id_in_two_files_is_told_with_both_places(tmp_path: Path) -> None:
    told = problems(write_seed(tmp_path, rules__again=FILES["rules/rules.yaml"]))
    assert told == [
        "rules/rules.yaml:1: rule alpha-beta stands twice (first at rules/again.yaml:1)"
    ]


def test_a_pair_of_look_alikes_the_other_way_round_stands_twice(tmp_path: Path) -> None:
    pairs = f"- {{one: Alpha, other: beta, {CITE}}}\n- {{one: Beta, other: alpha, {CITE}}}\n"
    (one,) = problems(write_seed(tmp_path, look_alikes__pairs=pairs))
    assert one.startswith("look-alikes/pairs.yaml:2: look-alike alpha beta stands twice")


NAMESAKES = [
    ("conditions", "- {id: %s, name: %s, kind: symptom, description: x, names: [%s], %s}"),
    ("effects", "- {id: %s, name: %s, description: x, names: [%s], %s}"),
    ("therapies", "- {id: %s, name: %s, kind: other, description: x, names: [%s], %s}"),
]


@pytest.mark.parametrize(("folder", "line"), NAMESAKES)
def test_a_name_of_two_things_of_a_kind_is_told_with_both_places(
    tmp_path: Path, folder: str, line: str
) -> None:
    lines = [line % ("a", "a", "same", CITE), line % ("b", "b", "Same", CITE)]
    told = problems(write_seed(tmp_path, **{f"{folder}__names": "\n".join(lines)}))
    assert told == [f"{folder}/names.yaml:2: b: 'Same' is a name of 'a' ({folder}/names.yaml:1)"]


def test_a_name_of_two_classes_is_told_with_both_places(tmp_path: Path) -> None:
    text = a_class("a").replace("name: a", "name: calmer")
    beta = FILES["drugs/beta.yaml"].replace("soft-calmers", "a")
    told = problems(write_seed(tmp_path, classes__more=text, drugs__beta=beta))
    assert told == [
        "classes/more.yaml:1: a: 'calmer' is a name of 'calmers' (classes/classes.yaml:1)"
    ]


def test_mistakes_in_every_folder_are_told_in_one_run(tmp_path: Path) -> None:
    write_seed(tmp_path)
    for path, text in FILES.items():
        (tmp_path / path).write_text(text.replace("book §", "tome §", 1), encoding="utf-8")
    told = {one.partition("/")[0] for one in problems(tmp_path)}
    assert told == {path.partition("/")[0] for path in FILES} - {"sources", "effects"}


# What a state of alpha is bound by, and what is said of it.
SENSELESS_BOUNDS = [
    ("kidney", "{trimesters: [1]}", "a bound of kidney has no trimesters"),
    ("pregnancy", "{child_pugh: [C]}", "a bound of pregnancy has no child_pugh"),
    ("breastfeeding", "{from_age: 2}", "a bound of breastfeeding has no from_age"),
    ("kidney", "{below: 30}", "a value has a measure and a unit"),
    ("kidney", "{measure: egfr, unit: mL/min, below: 30}", "the unit of egfr is mL/min/1.73 m²"),
    ("kidney", "{measure: egfr, below: 30}", "the unit of egfr is mL/min/1.73 m²"),
    ("kidney", "{measure: egfr, unit: mL/min/1.73 m²}", "egfr is below or from a value"),
    ("kidney", "{measure: serum_creatinine, unit: mL/min, below: 2}", "the unit of serum_creat"),
    ("older_age", "{from_age: 70, below_age: 65}", "no value is within the bound"),
    ("pregnancy", "{trimesters: [4]}", "less than or equal to 3"),
    ("pregnancy", "{weeks: 3}", "states.0.bound.weeks"),
    ("kidney", "30", "states.0.bound"),
]


def a_state(state: str, bound: str) -> str:
    """A state of a drug, as its file lists it."""
    return f"  - {{state: {state}, bound: {bound}, judgement: avoid, text: x, {CITE}}}\n"


def with_states(folder: Path, *states: str) -> Path:
    """The small seed, with these states of alpha and the conditions that they are."""
    alpha = FILES["drugs/alpha.yaml"] + "states:\n" + "".join(states)
    slugs = ["kidney-disease", "pregnancy", "breast-feeding", "older-age"]
    conditions = "".join(map(symptom, slugs))
    return write_seed(folder, drugs__alpha=alpha, conditions__states=conditions)


@pytest.mark.parametrize(("state", "bound", "problem"), SENSELESS_BOUNDS)
def test_a_bound_that_no_state_can_have_is_told(
    tmp_path: Path, state: str, bound: str, problem: str
) -> None:
    (found,) = problems(with_states(tmp_path, a_state(state, bound)))
    assert problem in found


def test_a_judgement_within_two_bounds_is_two_facts(tmp_path: Path) -> None:
    bounds = (f"{{measure: egfr, unit: mL/min/1.73 m², below: {n}}}" for n in (30, 45))
    folder = with_states(tmp_path, *(a_state("kidney", bound) for bound in bounds))
    assert {fact.id for fact in read(folder) if isinstance(fact, SpecialState)} == {
        "alpha:kidney:avoid:below=30:measure=egfr",
        "alpha:kidney:avoid:below=45:measure=egfr",
    }


def test_a_judgement_within_one_bound_stands_once(tmp_path: Path) -> None:
    twice = [a_state("pregnancy", "{trimesters: [1]}")] * 2
    (found,) = problems(with_states(tmp_path, *twice))
    assert "alpha:pregnancy:avoid:trimesters=1 stands twice" in found


# What is said of stopping alpha, and how fast its dose may go down.
SENSELESS_ENDS = [
    ("stopping", "about: signs, allowed: true", "`allowed` is said of `at_once`"),
    ("stopping", "about: at_once", "`allowed` is said of `at_once`"),
    ("stopping", "about: at_once, allowed: true, outcomes: [fit]", "outcomes follow where"),
    ("stopping", "about: pace, from_days: 3", "days are said of `onset` and `duration`"),
    ("stopping", "about: onset, from_days: 3, to_days: 2", "no day is between"),
    ("taper_limits", "strength: ceiling, days: 7", "a percentage, an amount, or of the whole"),
    ("taper_limits", "strength: ceiling, days: 7, percent: 5, whole: true", "a percentage, an"),
    ("taper_limits", "strength: ceiling, days: 7, amount: 5", "has a unit"),
    ("taper_limits", "strength: ceiling, days: 7, percent: 5, unit: mg", "has a unit"),
    (
        "taper_limits",
        "strength: ceiling, days: 7, percent: 5, above: 2, up_to: 2, unit: mg",
        "no d",
    ),
    ("taper_limits", "strength: ceiling, days: 0, percent: 5", "greater than or equal to 1"),
    ("taper_limits", "strength: ceiling, days: 7, percent: 105", "less than or equal to 100"),
]


@pytest.mark.parametrize(("part", "fields", "problem"), SENSELESS_ENDS)
def test_an_end_that_makes_no_sense_is_told(
    tmp_path: Path, part: str, fields: str, problem: str
) -> None:
    alpha = FILES["drugs/alpha.yaml"] + f"{part}:\n  - {{{fields}, text: x, {CITE}}}\n"
    (found,) = problems(write_seed(tmp_path, drugs__alpha=alpha))
    assert problem in found
