"""What a sentence of a label says of an interaction that the reader saw: forbids, warns, or names.

The words around the name decide: some say that no interaction is meant (an allergy, `see the label
of`, what the product contains), some keep it conditional (a dose, an organ, a genotype). Nothing
else of a sentence makes a severity, and only in two sections can it be had at all. Everything here
looks at a bounded part of the sentence.
"""

import re
import tomllib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from app.domain.facts import LabelStatement, MentionCondition
from app.importers.shared.label_reader import Mention
from app.importers.shared.label_roles import Role

FORBIDDING = "contraindications"
WARNING = "boxed_warning"
# Sections in which drugs are named for many reasons: here a sentence must speak of both.
LOOSE = frozenset({"warnings", "warnings_and_cautions", "precautions", "general_precautions"})
_NEAR = 90
_FAR = 200


_WORDS = tomllib.loads(
    Path(__file__).with_name("label_statements.toml").read_text(encoding="utf-8")
)


def _any(name: str) -> re.Pattern[str]:
    """One of the expressions of `label_statements.toml`."""
    return re.compile(_WORDS[name], re.I | re.X)


_TOGETHER = _any("together")
_STUDY = _any("study")
_EXPLICIT = _any("explicit")
_ALLERGY = _any("allergy")
_ALLERGY_AFTER = _any("allergy_after")
_SEE = _any("see")
_FOR_MORE = _any("for_more")
_OF_LABEL = _any("of_label")
_FREELY = _any("freely")
_CONTAINS = _any("contains")
_MAY_CONTAIN = _any("may_contain")
_ADJECTIVE = _any("adjective")
_HELPS = _any("helps")
_MENDED = _any("mended")
_DOES = _any("does")
_HELP = _any("help")
_STATE = _any("state")
_DOSE = _any("dose")
_ORGAN = _any("organ")
_GENOTYPE = _any("genotype")
_AGE = _any("age")
_DISEASE = _any("disease")
_ROUTE_BEFORE = _any("route_before")
_ROUTE = _any("route")
_UNLESS = _any("unless")
_THIRD = _any("third")
_OUTSIDE = _any("outside")
_FORBIDS = _any("forbids")
_BECAUSE = _any("because")
_EXPLAINS = _any("explains")
_LIST_ITEM = _any("list_item")
_SOME = _any("some")
_PARTLY = _any("partly")
# Before a name, and behind it, these show that no interaction is meant.
_BEFORE = tuple(re.compile(one, re.I | re.X) for one in _WORDS["before"])
_BEHIND = tuple(re.compile(one, re.I | re.X) for one in _WORDS["behind"])


_THAT_HOLD = re.compile(r",?\s{0,2}(?:that|which) contain", re.I)
_THE = re.compile(r"\b(?:the|this|that|each)\s*$", re.I)
# What a body holds itself, and is measured.
_OF_BODIES = frozenset(
    [
        "albumin",
        "serum",
        "human",
        "carbon",
        "dioxide",
        "thiamine",
        "vitamin",
        "a",
        "b12",
        "d",
        "e",
        "zinc",
    ]
)
_WORD = re.compile(r"\w+")
_OTHER = re.compile(r"\b(?:other|another|additional)\b", re.I)
_MEASURED = re.compile(r"\b(?:serum|plasma|blood|urinary)\s*$", re.I)

_CONDITIONS = (
    (MentionCondition.OUTSIDE_PEOPLE, _OUTSIDE),
    (MentionCondition.EXCEPT, _UNLESS),
    (MentionCondition.GENOTYPE, _GENOTYPE),
    (MentionCondition.ORGAN, _ORGAN),
    (MentionCondition.DOSE, _DOSE),
    (MentionCondition.AGE, _AGE),
    (MentionCondition.THIRD_DRUG, _THIRD),
    (MentionCondition.ROUTE, _ROUTE),
    (MentionCondition.DISEASE, _DISEASE),
)

_BREAK = re.compile(r"[;•●▪◦‣]|[.:]\s|\s[–—]\s|\s\d{1,2}\.\d{1,2}\s")

# `with myasthenia, or in patients receiving ...`: what stands before says nothing of the latter.
_OR_THOSE = re.compile(
    r"\bor (?:in |those |when )?(?:patients |those )?(?:concomitantly )?(?:receiv|tak)ing", re.I
)

Sense = tuple[LabelStatement, MentionCondition | None]


def sense_of(section: str, text: str, mentions: Sequence[Mention], number: int) -> Sense | None:
    """What a sentence says of an interaction that was seen in it; None where the words around the
    name show that none is meant.
    """
    mention = mentions[number]
    if _is_one_product(text, mentions, number):
        return None
    if number and _is_short_for(text, mentions[number - 1], mention):
        # `proton pump inhibitors (PPIs)`
        return sense_of(section, text, mentions, number - 1)
    part, place = _part(text, mention)
    before, behind = part[:place], part[place + mention.end - mention.start :]
    if _means_none(section, text, mention, before, behind):
        return None
    if section not in (FORBIDDING, WARNING):
        outside = _OUTSIDE.search(part) is not None
        return LabelStatement.NAMES, MentionCondition.OUTSIDE_PEOPLE if outside else None
    condition = condition_of(text, mentions, number)
    if condition is not None or _is_some(text, mention, before, behind):
        return LabelStatement.NAMES, condition
    # A class that is an example of another one is meant only as far as it is that.
    partly = mention.role is Role.EXAMPLE and is_class(mention)
    if section == FORBIDDING and not partly and _forbids(text, mention):
        return LabelStatement.FORBIDS, None
    if section == WARNING:
        return LabelStatement.WARNS, None
    return LabelStatement.NAMES, None


def condition_of(text: str, mentions: Sequence[Mention], number: int) -> MentionCondition | None:
    """What keeps a mention conditional."""
    part, place = _part(text, mentions[number])
    condition = _condition(part, part[:place])
    if condition is None and _needs_third(text, mentions, number):
        return MentionCondition.THIRD_DRUG
    return condition


def _is_one_product(text: str, mentions: Sequence[Mention], number: int) -> bool:
    """`Darunavir/ritonavir`, `contraindicated with darunavir co-administered with ritonavir` in a
    label of darunavir.
    """
    before = mentions[number - 1] if number else None
    if before is None or before.role is not Role.OWN:
        return False
    gap = text[before.end : mentions[number].start].strip()
    if gap in ("/", "-"):
        return True
    return text[: before.start].endswith("with ") and _BOOSTED.fullmatch(gap) is not None


_BOOSTED = re.compile(r"co-?administered with", re.I)


def _is_short_for(text: str, before: Mention, mention: Mention) -> bool:
    return mention.keys == before.keys and text[before.end : mention.start] in (" (", " [")


def _needs_third(text: str, mentions: Sequence[Mention], number: int) -> bool:
    """`Simvastatin, when co-administered with cyclosporine`, in a label of neither: both. So is
    `sacubitril/valsartan`.
    """
    before = mentions[number - 1] if number else None
    of_another = before is not None and before.role is not Role.OWN
    if of_another and text[mentions[number - 1].end : mentions[number].start] == "/":
        return True
    if of_another and _WHEN_WITH.search(text[mentions[number - 1].end : mentions[number].start]):
        return True
    if _WITH_ANOTHER.match(text[mentions[number].end :]):
        return True
    for before, one in pairwise(mentions[number:]):
        if _WHEN_WITH.search(text[before.end : one.start]):
            return one.role is not Role.OWN
    return False


_WITH_ANOTHER = re.compile(r"\s{0,2}\(\s{0,2}with \w+\s{0,2}\)")
_WHEN_WITH = re.compile(r"\bwhen (?:co-?administered|used|given|taken) (?:\w+ )?with\b", re.I)


def _is_some(text: str, mention: Mention, before: str, behind: str) -> bool:
    """Whether only some of a class are meant: `certain narcotics`, `non-selective MAO inhibitors`,
    `drugs that are metabolised by CYP3A4, and for which ...`.
    """
    if not is_class(mention):
        return False
    words = text[mention.start : mention.end].lower()
    if _SOME.search(before[-30:]) or _PARTLY.search(words):
        return True
    return _OF_WHICH.match(behind) is not None


_OF_WHICH = re.compile(
    r"[^.;]{0,30}\b(?:for which|whose|and (?:which|that) are|with (?:a )?narrow)\b"
)


def is_only_beside(text: str, mention: Mention) -> bool:
    """`Amiodarone (with ritonavir)`: a part of the other's therapy. `With these drugs: alpha
    blockers:`, and `CYP3A4 inhibitors).` behind `(see WARNINGS:`: what follows is listed under it,
    or it names a part of the label.
    """
    before, behind = text[: mention.start], text[mention.end :].strip()
    if behind.startswith(")"):
        return before.endswith("(with ") or not before.strip()
    return behind == ":" and ":" in before and is_class(mention)


def is_class(mention: Mention) -> bool:
    """Whether it names a class, or several things that are as good as one."""
    return len(mention.keys) > 1 or not mention.keys or mention.keys[0].startswith("class:")


def _part(text: str, mention: Mention) -> tuple[str, int]:
    """The part of a sentence between two marks that holds the name, and the name's place in it."""
    start = max(0, mention.start - 600)
    for found in _BREAK.finditer(text, start, mention.start):
        start = found.end()
    for found in _OR_THOSE.finditer(text, start, mention.start):
        start = found.start()
    end = _BREAK.search(text, mention.end, mention.end + 600)
    last = end.start() if end is not None else min(len(text), mention.end + 600)
    return text[start:last], mention.start - start


def _means_none(section: str, text: str, mention: Mention, before: str, behind: str) -> bool:
    near = before[-_NEAR:]
    if any(one.search(near) for one in _BEFORE) or any(one.match(behind[:40]) for one in _BEHIND):
        return True
    if is_only_beside(text, mention):
        return True
    if _CONTAINS.search(near) and not _MAY_CONTAIN.search(before[-_FAR:]):
        return True
    # Of some of a class nobody knows which.
    several = len(mention.keys) > 1 and mention.keys[0][:1] != "c"
    if several and (_SOME.search(before[-30:]) or _THAT_HOLD.match(behind)):
        return True
    if _FREELY.search(text[max(0, mention.start - 600) : mention.start]):
        return True
    if _FOR_MORE.search(text[: mention.start]):
        return True
    if _is_allergy(before[-_FAR:], behind[:_NEAR]) or _is_elsewhere(near, behind[:_FAR]):
        return True
    return _is_name_of_else(text, mention, before, near) or _is_weak(
        section, text, mention, before, behind
    )


def _is_name_of_else(text: str, mention: Mention, before: str, near: str) -> bool:
    """Whether the name is of a substance of the body, of the own class, or of one drug meant."""
    name = text[mention.start : mention.end].lower()
    if _OF_BODIES.issuperset(_WORD.findall(name)):
        return True
    if mention.role is Role.OWN_CLASS and not _OTHER.search(near[-30:]):
        return True
    if before.endswith("non-") and is_class(mention):
        return True
    alone = len(name) > 1 and name[-1] != "s"
    return alone and _THE.search(before[-8:]) is not None and is_class(mention)


def _is_weak(section: str, text: str, mention: Mention, before: str, behind: str) -> bool:
    """Whether too little around the name speaks of an interaction, for the kind of the section."""
    if section != WARNING and section not in LOOSE:
        return False
    near = before[-_NEAR:]
    part = before + text[mention.start : mention.end].lower() + behind
    together = _TOGETHER.search(part) is not None
    if section == WARNING and not together and not _FORBIDS.search(part):
        return True
    explicit = _EXPLICIT.search(part) is not None
    if not explicit and (_MEASURED.search(near) or _STATE.search(text)):
        return True
    if not together and (_HELP.search(before[-_FAR:]) or _ADJECTIVE.match(behind)):
        return True
    if (
        _HELPS.match(behind[:_NEAR])
        or _MENDED.search(near)
        or (_STUDY.search(text) and not explicit)
    ):
        return True
    if section == WARNING:
        return False
    return not together and not (mention.sure and _DOES.search(part))


def _is_allergy(before: str, behind: str) -> bool:
    """`hypersensitivity to aspirin`, `urticaria after taking aspirin`; not `angioedema with it`."""
    last = max((found.end() for found in _ALLERGY.finditer(before)), default=-1)
    if last >= 0 and not _TOGETHER.search(before, last):
        return True
    return _AFTER.search(before) is not None and _ALLERGY_AFTER.search(before) is not None


_AFTER = re.compile(
    r"\b(?:after|by|following|to)\ (?:taking|use\ of|the\ use\ of|ingestion\ of)?[^.;]{0,60}$"
)


def _is_elsewhere(near: str, behind: str) -> bool:
    """`see the prescribing information of ritonavir`."""
    return _OF_LABEL.search(near) is not None or (_SEE.search(near) is not None and "[" not in near)


def _condition(part: str, before: str) -> MentionCondition | None:
    if _ROUTE_BEFORE.search(before[-30:]):
        return MentionCondition.ROUTE
    return next((kind for kind, words in _CONDITIONS if words.search(part)), None)


_ITEM_START = re.compile(r"[•●▪◦‣]|[.\])]\s(?=[A-Z])|[.\]]\s")
_ITEM_END = re.compile(r"[•●▪◦‣]|\.\s(?=[A-Z])")


def _forbids(text: str, mention: Mention) -> bool:
    """Whether a sentence among the contraindications itself forbids taking both."""
    start = 0
    for found in _ITEM_START.finditer(text[: mention.start]):
        start = found.end()
    end = _ITEM_END.search(text, mention.end)
    part = text[start : end.start() if end else len(text)]
    place = mention.start - start
    because = _BECAUSE.search(part)
    if _FORBIDS.search(part):
        if because is None or because.start() > place:
            return True
        # `Because it may rise, the use of both is contraindicated`: the names behind the comma.
        comma = part.find(",", because.start())
        return 0 <= comma < place and _FORBIDS.search(part, comma) is not None
    if _LIST_ITEM.match(part) is None or _EXPLAINS.search(part):
        return False
    return because is None or because.start() > place


def forbids_all(text: str) -> bool:
    """Whether a sentence before a list forbids whatever the list names."""
    return _FORBIDS.search(text) is not None and _condition(text, "") is None


def is_item(text: str) -> bool:
    """Whether a text is an item of a list that begins with taking another drug, too."""
    return len(text) < _LONGEST_ITEM and _LIST_ITEM.match(text) is not None


_LONGEST_ITEM = 200
