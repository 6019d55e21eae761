"""Resolves what somebody wrote to drugs: as a whole, by its parts, or else with corrections."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.domain.facts import DrugKind, NameKind, split_key
from app.domain.knowledge import Knowledge, NameHit
from app.domain.names.codes import resolve_code
from app.domain.names.corrections import offer
from app.domain.names.directions import (
    Directions,
    is_plain,
    not_taken,
    plain_signs,
    take_directions,
)
from app.domain.names.input import (
    Asked,
    Input,
    InputStatus,
    Nearest,
    Via,
    meant,
    nothing_near,
    several,
    with_others_beside,
)
from app.domain.names.left_over import (
    MOST_IN_A_NAME,
    ends_in_a_name,
    form_apart,
    is_prescribed,
    resolve_before_rest,
    resolve_known_parts,
    with_form_apart,
    with_second_strength,
    without_maker,
    word_of_an_end,
)
from app.domain.names.lexicon import joins_names
from app.domain.names.parse import (
    ParsedDrug,
    parse_around,
    parse_drug,
    split_bare_strength,
    split_combination,
    without_fillers,
)
from app.domain.names.salts import resolve_salt
from app.domain.names.text import normalise, why_too_long

# A sign before a name tells one half of a mixture, which is another substance: `(+)-citalopram`.
_ONE_HALF = re.compile(r"\(\s*[+\-−–±/]+\s*\)")
# What tells another substance of a family, and reads like a strength or a word between: a piece of
# a peptide (`angiotensin (1-7)`), a peptide with one link changed (`vasopressin, 8-L-lysine`), and
# one of the parts of what was isolated together (`neomycin A`).
_RELATIVE = re.compile(
    r"(?<![\w.,/])1-(?:[6-9]|\d\d)(?=\)|\s*$)|(?<![\w.,/])\d-[DL]-(?=[a-z])"
    r"|(?<=[a-z]{4}) [A-C]$|(?<=[a-z])-a(?![\w-])"
)
# More drugs than any product holds: such a string is a list, and is asked to be written as one.
MAX_PARTS = 10
# A name of so many letters may be written in two words, `oxy contin`, and is still no other one.
_LONG_ENOUGH = 7


def resolve(asked: Asked, knowledge: Knowledge, nearest: Nearest = nothing_near) -> Input:
    """The input that was asked, with its one status. Never raises."""
    if asked.name is None:
        return resolve_code(asked, knowledge)
    text = asked.name
    too_long = why_too_long(text)
    if too_long is not None:
        return Input(
            text, InputStatus.UNRESOLVED, not_understood=(text[:80],), explanation=(too_long,)
        )
    apart = form_apart(text) if " " in text else None
    beside = resolve(Asked(apart[1]), knowledge, nearest) if apart is not None else None
    if apart is not None and beside is not None and beside.status is InputStatus.RESOLVED:
        return with_form_apart(text, apart[0], beside)
    found = resolve_named(text, knowledge)
    mark = not_taken(text)
    if mark is not None and found.status is InputStatus.RESOLVED:
        return offer(text, (*_left_over(text, knowledge), mark), knowledge, nearest)
    if found.status is not InputStatus.UNRESOLVED or found.explanation:
        return with_second_strength(found)
    return _asked_about(offer(text, _left_over(text, knowledge), knowledge, nearest))


def _asked_about(offered: Input) -> Input:
    """What was offered, with the word that says of it that it may not be taken at all."""
    word = word_of_an_end(offered.input)
    if word is None or not offered.candidates:
        return offered
    line = f"'{word}' may say that it is not taken, or no longer: it was not taken as a medicine"
    return replace(offered, explanation=(*offered.explanation, line))


def resolve_named(text: str, knowledge: Knowledge) -> Input:
    """What the text names exactly, as a whole or by its parts; else what it says as a code."""
    if _ONE_HALF.search(text):
        whole = Directions(text)
        return _parts(text, whole, parse_around(whole), knowledge) or resolve_code(
            Asked(text), knowledge
        )
    spelling = normalise(text)
    hits = knowledge.names.get(spelling) if is_plain(text) else None
    if hits:
        return with_others_beside(meant(text, hits, knowledge, {}), spelling, knowledge)
    plain = plain_signs(text)
    spelling = normalise(plain)
    hits = knowledge.names.get(spelling)
    if hits:
        return with_others_beside(meant(text, hits, knowledge, {}), spelling, knowledge)
    if _names_a_relative(text, knowledge):
        return resolve_code(Asked(text), knowledge)
    around = _without_reason(take_directions(plain), knowledge)
    parsed = parse_around(around)
    return (
        _whole(text, around.rest, parsed, knowledge)
        # `1A` is a maker, and not in `interferon beta-1a (Rebif)`.
        or _beside_in_brackets(text, around, knowledge)
        or _with_maker(text, plain, knowledge)
        or _parts(text, around, parsed, knowledge)
        or resolve_code(Asked(text), knowledge)
    )


def _names_a_relative(text: str, knowledge: Knowledge) -> bool:
    """Whether another substance of a family is meant; not in `Retin-A cream`, which is known."""
    found = _RELATIVE.search(text)
    return found is not None and not ends_in_a_name(
        normalise(text[: found.end()]), MOST_IN_A_NAME, knowledge
    )


def _with_maker(text: str, plain: str, knowledge: Knowledge) -> Input | None:
    """A generic name with its maker beside it. A brand holds what it holds, whoever is named."""
    made = without_maker(plain)
    if made is None:
        return None
    around = _without_reason(take_directions(made.text), knowledge)
    parsed = parse_around(around)
    found = _whole(text, around.rest, parsed, knowledge) or _parts(text, around, parsed, knowledge)
    resolved = found is not None and found.status is InputStatus.RESOLVED
    if found is None or not resolved or found.via not in _UNBRANDED or found.not_understood:
        return None
    return replace(found, understood={**found.understood, "maker": made.maker})


_UNBRANDED = (Via.GENERIC, Via.SYNONYM, Via.SALT)
_REASON = re.compile(r"(?<!\w)for ", re.IGNORECASE)
_MOST_IN_A_CONDITION = 6


def _without_reason(around: Directions, knowledge: Knowledge) -> Directions:
    """The directions with a known condition that it is taken for: `for trigeminal neuralgia`."""
    text = around.rest
    found = _REASON.search(text)
    if found is None:
        return around
    words = text[found.end() :].split(" ")
    for size in range(min(len(words), _MOST_IN_A_CONDITION), 0, -1):
        condition = normalise(" ".join(words[:size]))
        if condition in knowledge.condition_names:
            rest = " ".join([text[: found.start()].strip(), *words[size:]])
            return replace(around, rest=rest, stated=[*around.stated, f"for {condition}"])
    return around


def _whole(text: str, rest: str, parsed: ParsedDrug, knowledge: Knowledge) -> Input | None:
    """One drug or class, with whatever strength, form and directions stand beside it.

    `rest` is the text without its directions, `parsed` what it was parsed into.
    """
    if _ONE_HALF.search(text):
        return None
    for words, understood in _interpretations(parsed, normalise(rest)):
        name = " ".join(words)
        hits = knowledge.names.get(name)
        if hits and normalise(rest) == f"{name} {_A_SUFFIX}" and _is_brand(hits):
            return None
        if hits and not (understood.get("strength", "x").isdigit() and _is_class(hits)):
            found = meant(text, hits, knowledge, understood)
            return with_others_beside(found, name, knowledge)
    return _with_number(text, parsed, knowledge) or resolve_salt(text, parsed, knowledge)


# Before meals, or with codeine: `Robitussin AC`.
_A_SUFFIX = "ac"


def _is_brand(hits: tuple[NameHit, ...]) -> bool:
    return any(hit.kind is NameKind.BRAND for hit in hits)


def _is_class(hits: tuple[NameHit, ...]) -> bool:
    return any(hit.subject.startswith("class:") for hit in hits)


def _interpretations(
    parsed: ParsedDrug, spelling: str
) -> list[tuple[tuple[str, ...], dict[str, str]]]:
    """The ways to parse the words of one drug, the most literal first."""
    understood = parsed.understood
    words = without_fillers(parsed.words)
    if parsed.dose is not None:
        return [((*words, parsed.dose[0]), understood)]
    literal = tuple(spelling.split())
    plain = without_fillers(literal)
    # `vitamin a`: a letter that says nothing elsewhere may be a part of a name.
    second, third = (parsed.words, plain) if 1 in map(len, parsed.words) else (plain, parsed.words)
    ways = [(literal, understood), (second, understood), (third, understood), (words, understood)]
    if len(words) > 1 and sum(map(len, words)) >= _LONG_ENOUGH:
        ways.append((("".join(words),), understood))
    if len(words) == 1 and words[0][0].isdigit():
        # `5FU` is `5-FU`.
        ways.append(((words[0][0], words[0][1:]), understood))
    return ways


def _with_number(text: str, parsed: ParsedDrug, knowledge: Knowledge) -> Input | None:
    """A name with a number that is no part of it: a strength without its unit, or of tablets.

    Behind a brand the number may tell another product, so it must be a likely strength there.
    """
    words, understood = without_fillers(parsed.words), parsed.understood
    if parsed.dose is not None:
        hits = knowledge.names.get(" ".join(words), ())
        taken = " ".join(parsed.dose)
        name = " ".join(words)
        if hits and not (_is_numbered(hits) and _has_numbered_kin(name, knowledge)):
            stated = ", ".join(filter(None, (taken, parsed.directions)))
            return meant(text, hits, knowledge, {**understood, "directions": stated})
        return None
    if parsed.numbered or "strength" in understood:
        return None
    for any_number in (False, True):
        bare = split_bare_strength(words, any_number)
        hits = knowledge.names.get(" ".join(bare[0]), ()) if bare is not None else ()
        if bare is not None and hits and _takes_a_number(hits, bare[0], any_number, knowledge):
            return meant(text, hits, knowledge, {"strength": bare[1], **understood})
    return None


def _has_numbered_kin(name: str, knowledge: Knowledge) -> bool:
    """Whether the name with a digit behind it is known as another thing: `Tylenol 3`."""
    ways = (f"{name}{blank}{digit}" for blank in (" ", "") for digit in range(1, 10))
    return any(one in knowledge.names or one in knowledge.known_names for one in ways)


def _takes_a_number(
    hits: tuple[NameHit, ...], name: tuple[str, ...], any_number: bool, knowledge: Knowledge
) -> bool:
    """Whether a number behind the name is a strength, and tells no other thing."""
    if _is_class(hits) or (any_number and (_is_numbered(hits) or len(name[-1]) < _LEAST_LETTERS)):
        return False
    return not any(
        hit.kind is NameKind.SYNONYM
        and hit.subject.startswith("drug:")
        and knowledge.drugs[split_key(hit.subject)[1]].kind is DrugKind.SUBSTANCE
        for hit in hits
    )


# A number behind a shorter word is more likely a part of the name: `vitamin k 3`.
_LEAST_LETTERS = 4


def _is_numbered(hits: tuple[NameHit, ...]) -> bool:
    """Whether a number behind the name may tell another thing: behind a brand or a synonym."""
    kinds = (NameKind.GENERIC, NameKind.SALT)
    return any(hit.kind not in kinds or not hit.subject.startswith("drug:") for hit in hits)


def _parts(text: str, around: Directions, parsed: ParsedDrug, knowledge: Knowledge) -> Input | None:
    """A combination, or a brand beside its generic: every part must be exactly one drug.

    Where only one drug is named, and other words are no name that is known, it is that drug, and
    the words are named.
    """
    beside = _beside_in_brackets(text, around, knowledge)
    if beside is not None:
        return beside
    parts = _joined_directions(split_combination(around.rest))
    if len(parts) > MAX_PARTS:
        reason = f"names more than {MAX_PARTS} things; write each as an input of its own"
        return Input(text, InputStatus.UNRESOLVED, not_understood=(text,), explanation=(reason,))
    if len(parts) < 2:
        return resolve_before_rest(text, parsed, knowledge)
    own = parse_around(replace(around, rest=""))
    found = [(part, _part(part, knowledge)) for part in parts]
    known = [one for _, one in found if one is not None]
    if not _ADDED.search(around.rest):
        known = _without_own_classes(known, knowledge)
    if all(one is not None for _, one in found) and _are_drugs(known):
        return _and_directions(several(text, known), own)
    joined = joins_names(around.rest) or is_prescribed(parsed)
    if not joined or _HYPHENATED.search(around.rest):
        return None
    rest = resolve_known_parts(text, [(parse_drug(part), one) for part, one in found], knowledge)
    return _and_directions(rest, own) if rest is not None else None


# What joins a second thing; `warfarin / blood thinner` may be one in two words.
_ADDED = re.compile(r"\s(?:and|plus|with)\s|[&+]", re.IGNORECASE)
_BRACKET = re.compile(r"[()]")


def _beside_in_brackets(text: str, around: Directions, knowledge: Knowledge) -> Input | None:
    """A name and another in brackets, each known as a whole: `duloxetine (JAMP-DULOXETINE)`."""
    if "(" not in around.rest and ")" not in around.rest:
        return None
    cut = [part.strip(" ,") for part in _BRACKET.split(around.rest)]
    parts = _joined_directions([part for part in cut if part])
    if not 1 < len(parts) <= MAX_PARTS:
        return None
    found = [_part(part, knowledge) or _name_first(part, cut, knowledge) for part in parts]
    known = _without_own_classes([one for one in found if one is not None], knowledge)
    if None in found or not _are_drugs(known):
        return None
    return _and_directions(several(text, known), parse_around(replace(around, rest="")))


def _name_first(part: str, cut: Sequence[str], knowledge: Knowledge) -> Input | None:
    """A name that ends with a word of a form, and what stands behind its bracket: `(Toprol-XL) 50
    mg tablet`.
    """
    name = next((one for one in cut if one and part.startswith(f"{one} ")), part)
    hits = knowledge.names.get(normalise(name))
    if not hits or name == part:
        return None
    return meant(name, hits, knowledge, parse_around(Directions(part[len(name) :])).understood)


_HYPHENATED = re.compile(r"[a-z]-[a-z]", re.IGNORECASE)


def _part(part: str, knowledge: Knowledge) -> Input | None:
    hits = knowledge.names.get(normalise(part))
    if hits:
        return meant(part, hits, knowledge, {})
    return _whole(part, part, parse_around(Directions(part)), knowledge)


def _are_drugs(known: list[Input]) -> bool:
    return all(one.status is InputStatus.RESOLVED and one.via is not Via.CLASS for one in known)


def _joined_directions(parts: list[str]) -> list[str]:
    """The parts, those that name nothing with the one before: `(COUMADIN) 5 mg tablet`."""
    joined: list[str] = []
    for part in parts:
        if joined and not without_fillers(parse_around(Directions(part)).words):
            joined[-1] = f"{joined[-1]} {part}"
        else:
            joined.append(part)
    return joined


def _without_own_classes(known: list[Input], knowledge: Knowledge) -> list[Input]:
    """Without a class that a drug beside it belongs to: `warfarin (blood thinner)`."""
    above = {
        slug
        for one in known
        for drug in one.drugs
        for slug in knowledge.classes_above.get(drug.id, {})
    }
    return [one for one in known if one.drug_class is None or one.drug_class.id not in above]


def _and_directions(found: Input, own: ParsedDrug) -> Input:
    """The input with the directions that stand beside all its parts."""
    understood = dict(found.understood)
    for what, value in own.understood.items():
        understood[what] = f"{understood[what]}, {value}" if what in understood else value
    return replace(found, understood=understood)


def _left_over(text: str, knowledge: Knowledge) -> tuple[str, ...]:
    words = parse_drug(text).words
    return words if " ".join(words) in knowledge.known_names else without_fillers(words)


def find_condition(text: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The ids of all conditions that the words can mean; none when they are not known."""
    return knowledge.condition_names.get(normalise(text), ())
