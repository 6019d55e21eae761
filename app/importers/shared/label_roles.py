"""What a drug or class is doing in a sentence of a label: what is its own, what an example, ..."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from app.domain.facts import Key
from app.importers.shared.label_classes import some, word_set
from app.importers.shared.label_phrases import Phrase, Words, is_modifier


class Role(StrEnum):
    """Why a phrase is named. Only `other`, and `own_class` beside another, may interact."""

    OWN = "own"
    OWN_CLASS = "own_class"
    EXAMPLE = "example"
    HEADING = "heading"
    DESCRIPTION = "description"
    ADJECTIVE = "adjective"
    PATIENT = "patient"
    COMPARATOR = "comparator"
    REFERENCE = "reference"
    OTHER = "other"


_EFFECTS = word_set("roles", "effects")
_OF_DRUGS = word_set("roles", "of_drugs")
_FORMED = word_set("roles", "formed")
_INSULIN = word_set("roles", "insulin")
_LIST = word_set("roles", "list_words")
_EXAMPLES = word_set("roles", "examples")
_BEFORE_EXAMPLES = word_set("roles", "before_examples")
_COMPARED = word_set("roles", "compared")
_THAN = word_set("roles", "than")
_BETWEEN_THAN = word_set("roles", "between_than")
_BEGINNINGS = word_set("roles", "beginnings")
_NOT_LEARNT = word_set("roles", "not_learnt")
_ADJECTIVES = ("ive", "ing", "ic", "al", "ant", "ator", "ory", "drug")
_OF_PEOPLE = some("hypotensive antihypertensive diabetic hypoglycemic")
_LEVELS = some("level levels concentration concentrations")
_CLASSES = some("type class classes")
_STRENGTHS = some("strong potent known moderate weak")
_ARTICLES = some("a an another")
_DRUG_WORDS = some("drugs agents medications drug products")
_BEFORE_BRACKETS = _DRUG_WORDS | some("transporter enzyme inhibitors interval")
# How far a bracket, a heading, a list of examples may reach, in signs or words.
_LONGEST_BRACKET = 240
_LONGEST_HEADING = 160
_MOST_WORDS_OF_HEADING = 24
_MOST_BETWEEN = 14
_MOST_OF_MARK = 6


def folded(phrase: Phrase) -> str:
    """The words of a phrase, without the plural's s."""
    return " ".join(phrase.spoken).removesuffix("s")


# Two phrases, of which the one is the drug of the label if the other is a class of it.
Pair = tuple[Phrase, Phrase]


def teaching(words: Words, phrases: Sequence[Phrase]) -> tuple[Pair, ...]:
    """`ACE inhibitors, including lisinopril`: drugs that a label may say are in a class, each with
    the class behind it.
    """
    found: list[Pair] = []
    for before, one in pairwise(phrases):
        between = words.words[before.last : one.first]
        if before.is_class and 0 < len(between) <= 4:
            if between[0] in ("including", "like", "such", "e"):
                found.append((one, before))
        elif one.is_class and 0 < len(between) <= 6:
            joins = {"with", "and", "to"}.isdisjoint(between)
            if joins and between[0] in ("is", "a", "an", "are"):
                found.append((before, one))
    return tuple(found)


@dataclass(slots=True)
class Own:
    """What is a label's own: the words and keys of its drugs, and the classes these are in.
    `learnt` are classes that the label itself puts its drug into.
    """

    words: frozenset[str] = frozenset()
    keys: frozenset[Key] = frozenset()
    classes: frozenset[Key] = frozenset()
    learnt: set[str] = field(default_factory=set)

    def names(self, phrase: Phrase) -> bool:
        """Whether a phrase names the label's own drug or a metabolite of it."""
        if phrase.named and not self.keys.isdisjoint(phrase.keys):
            return True
        spoken = phrase.spoken
        metabolite = phrase.named and len(spoken) == 1 and self._has_metabolite(spoken[0])
        return metabolite or not self.words.isdisjoint(spoken)

    def _has_metabolite(self, word: str) -> bool:
        """`enalaprilat` of enalapril, `norverapamil` of verapamil."""
        long = (own for own in self.words if len(own) > 6)
        return len(word) > 7 and any(own in word or word in own for own in long)

    def is_class(self, phrase: Phrase) -> bool:
        """Whether a class is one that the label's own drug is in."""
        is_other = self.classes.isdisjoint(phrase.keys) and self.keys.isdisjoint(phrase.keys)
        return not is_other or folded(phrase) in self.learnt

    def flags(self, phrases: Sequence[Phrase]) -> tuple[int, ...]:
        """Of each phrase 2 if it names the own drug, 1 if it is a class of it, else 0."""
        return tuple(
            2 if self.names(one) else 1 if one.is_class and self.is_class(one) else 0
            for one in phrases
        )

    def learn(self, pairs: Iterable[Pair]) -> None:
        """The label says itself what its drug is."""
        for drug, of_class in pairs:
            spoken = of_class.spoken
            enzyme = any("cyp" in word or "p450" in word for word in spoken)
            if not enzyme and _NOT_LEARNT.isdisjoint(spoken) and self.names(drug):
                self.learnt.add(folded(of_class))


@dataclass(frozen=True, slots=True)
class _Place:
    """A phrase among the others of its sentence, and the roles of those before it."""

    words: Words
    phrases: Sequence[Phrase]
    roles: list[Role]
    number: int

    @property
    def one(self) -> Phrase:
        """The phrase."""
        return self.phrases[self.number]

    @property
    def before(self) -> Phrase | None:
        """The one before it."""
        return self.phrases[self.number - 1] if self.number else None

    @property
    def after(self) -> Phrase | None:
        """The one after it."""
        return self.phrases[self.number + 1] if self.number + 1 < len(self.phrases) else None

    @property
    def last_word(self) -> str:
        """Its last word."""
        return self.words.words[self.one.last - 1]

    @property
    def behind(self) -> str:
        """The next word, if nothing parts it from the phrase."""
        last = self.one.last
        return self.words.words[last] if self._goes_on(last) else ""

    def _goes_on(self, last: int) -> bool:
        return last < len(self.words.words) and self.words.joined(last - 1)

    @property
    def gap(self) -> str:
        """What stands between the phrase before and this one."""
        return self.words.text[self.before.end if self.before else 0 : self.one.start]

    def after_role(self, role: Role) -> bool:
        """Whether the one before it has that role."""
        return self.number > 0 and self.roles[self.number - 1] is role


def roles_of(words: Words, phrases: Sequence[Phrase], flags: Sequence[int]) -> list[Role]:
    """The role of each phrase of a sentence; `flags` tell what is the label's own."""
    roles: list[Role] = [Role.OTHER] * len(phrases)
    for number, flag in enumerate(flags):
        if flag == 2:
            roles[number] = Role.OWN
            continue
        place = _Place(words, phrases, roles, number)
        roles[number] = next((role for role, fits in _TESTS if fits(place)), Role.OTHER)
        if roles[number] is Role.OTHER and flag:
            roles[number] = Role.OWN_CLASS
    _mark_headings(words, phrases, roles)
    return roles


def _is_adjective(place: _Place) -> bool:
    """`antihypertensive effect`, `angiotensin formation`, `thyroid hormone levels`."""
    behind, one = place.behind, place.one
    if behind in _FORMED or (behind in _LEVELS and place.last_word.startswith("hormone")):
        return True
    if one.keys == ("drug:insulin",):
        return behind in _INSULIN or place.words.back(one.first, 2) == ["release", "of"]
    if not one.is_class or not place.last_word.endswith((*_ADJECTIVES, "or")):
        return False
    if behind in _EFFECTS:
        return behind not in _OF_DRUGS and place.last_word.endswith(_ADJECTIVES)
    if behind == "patients":
        return place.last_word in _OF_PEOPLE
    ahead = place.words.words[one.last + 1 : one.last + 4]
    return behind in ("and", "or", "natriuretic") and not _EFFECTS.isdisjoint(ahead)


def _is_example(place: _Place) -> bool:
    """What stands behind `such as`, or in brackets behind a class, and what goes on with these."""
    opened = _bracket(place.words.text, place.one.start)
    before = place.before
    if opened >= 0 and before is not None and before.start > opened:
        if place.after_role(Role.EXAMPLE):
            return True
    elif opened >= 0 and before is not None and before.is_class and before.end <= opened:
        between_them = place.words.text[before.end : opened]
        if not between_them.strip():
            return True
    between = place.words.words[before.last if before else 0 : place.one.first]
    if place.after_role(Role.EXAMPLE):
        return _list_goes_on(place.gap, between)
    mark = _mark_of_examples(between[-_MOST_BETWEEN:])
    if mark is not None:
        return _is_announced(place, mark)
    opens = place.gap.rstrip().endswith(("(", "["))
    last = place.words.words[place.one.first - 1] if place.one.first else ""
    bare = before is not None and place.gap.strip() in ("(", "[")
    return opens and (bare or last in _BEFORE_BRACKETS or (last != "" and is_modifier(last)))


def _list_goes_on(gap: str, between: Sequence[str]) -> bool:
    if any(sign in gap for sign in (")", "]", ";", ": ")):
        return False
    if "other" in between and ("and" in between or "or" in between):
        return False
    strange = sum(word not in _LIST for word in between)
    few = strange <= 2 and "," in gap and len(between) <= 4 and "with" not in between
    return strange == 0 or few


def _is_announced(place: _Place, mark: int) -> bool:
    """Whether examples are announced so many words before, of a class that was named."""
    start = place.one.first - mark
    tail = place.words.text[place.words.starts[start] : place.one.start]
    of_drugs = not _DRUG_WORDS.isdisjoint(place.words.back(start, 40))
    # `with certain drugs (including ...)` names no class: what is in the brackets is meant itself.
    outside = _bracket(place.words.text, place.one.start) < 0
    named = place.before is not None or (of_drugs and outside)
    like = place.words.words[start] == "like" and mark > 2
    return named and ")" not in tail and not like


def _mark_of_examples(between: Sequence[str]) -> int | None:
    """How many words before the end examples are announced; None if they are not."""
    for back in range(1, min(len(between), _MOST_OF_MARK) + 1):
        word, following = between[-back], between[-back + 1] if back > 1 else ""
        two = (word, following) in (("such", "as"), ("e", "g"), ("for", "example"), ("i", "e"))
        if two or word in _EXAMPLES:
            return back
        if word not in _LIST and word not in _BEFORE_EXAMPLES:
            return None
    return None


def _bracket(text: str, place: int) -> int:
    """Where the bracket opens in which the place lies; -1 outside of brackets."""
    least = max(0, place - _LONGEST_BRACKET)
    opened = max(text.rfind("(", least, place), text.rfind("[", least, place))
    closed = max(text.rfind(")", least, place), text.rfind("]", least, place))
    return opened if opened > closed else -1


def _is_description(place: _Place) -> bool:
    """`the alpha-agonists prazosin`, `fluconazole, an inhibitor`, `the muscle relaxant`."""
    one, before, after = place.one, place.before, place.after
    if _is_kind(place):
        return True
    if not one.is_class:
        return False
    text = place.words.text
    if after is not None and not after.is_class and text[one.end : after.start] == " ":
        return True
    if before is not None and text[before.end : one.start] == " ":
        # Two classes side by side are a list that lost its commas.
        return not before.is_class
    the_one = place.words.back(one.first, 1) == ["the"] and not place.last_word.endswith("s")
    return _is_apposed(place) or (place.number > 0 and the_one)


def _is_kind(place: _Place) -> bool:
    """`calcium channel blockers of the verapamil type`."""
    back = place.words.back(place.one.first, 4)
    ahead = place.words.words[place.one.last : place.one.last + 4]
    return not _CLASSES.isdisjoint(ahead) and "the" in back and ("of" in back or "in" in back)


def _is_apposed(place: _Place) -> bool:
    """`as an anticoagulant`, `captopril, another ACE inhibitor`, `(a strong CYP3A4 inhibitor)`."""
    one, back = place.one, place.words.back(place.one.first, 2)
    if back in (["as", "an"], ["as", "a"]):
        return True
    of_kind = back in (["in", "the"], ["of", "the"])
    if of_kind and not _CLASSES.isdisjoint(place.words.words[one.first : one.last]):
        return True
    while back and back[-1] in _STRENGTHS:
        back.pop()
    if not back or back[-1] not in _ARTICLES:
        return False
    beginning = place.gap.strip() if place.before else place.gap[place.gap.rfind("(") :]
    words = beginning.strip(" ,(").split()
    marked = beginning.startswith((",", "(")) or beginning.startswith("is ")
    return marked and len(words) <= 3 and {"is", *_ARTICLES, *_STRENGTHS}.issuperset(words)


def _is_reference(place: _Place) -> bool:
    """`(see Use with antiarrhythmics)` only says where to read."""
    opened = _bracket(place.words.text, place.one.start)
    return opened >= 0 and place.words.text[opened + 1 : opened + 4].lower() in ("see", "ref")


def _is_patient(place: _Place) -> bool:
    """`volume-depleted (including those on diuretic therapy)` says which patients are meant."""
    opened = _bracket(place.words.text, place.one.start)
    inside = place.words.text[opened : place.one.start].lower() if opened >= 0 else ""
    return any(word in inside for word in ("those", "patients", "treated"))


def _is_comparator(place: _Place) -> bool:
    """`as with other ACE inhibitors`, `another beta blocker`, `less than with captopril`."""
    one = place.one
    if place.after_role(Role.COMPARATOR) and one.named and place.gap.strip() in (",", "(", ""):
        return True
    for word in reversed(place.words.back(one.first, 3)):
        if word in _THAN:
            return True
        if word not in _BETWEEN_THAN:
            break
    return one.is_class and _is_compared(place.words.back(one.first, 5))


def _is_compared(back: list[str]) -> bool:
    if back[-1:] == ["another"]:
        return True
    for size in range(2, len(back) + 1):
        first, second = back[-size], back[-size + 1]
        with_all = (first, second) in (("as", "with"), ("with", "any"), ("with", "all"))
        if with_all or (first in ("like", "unlike") and second in ("all", "other", "many")):
            return _COMPARED.issuperset(back[-size:])
    return False


_TESTS: tuple[tuple[Role, Callable[[_Place], bool]], ...] = (
    (Role.ADJECTIVE, _is_adjective),
    (Role.EXAMPLE, _is_example),
    (Role.DESCRIPTION, _is_description),
    (Role.REFERENCE, _is_reference),
    (Role.PATIENT, _is_patient),
    (Role.COMPARATOR, _is_comparator),
)


def _mark_headings(words: Words, phrases: Sequence[Phrase], roles: list[Role]) -> None:
    """What stands before a colon at the beginning is a heading, if others are named behind it."""
    marks = ((": ", _LONGEST_HEADING), (" - ", 120), ("   ", 120))
    ends = (words.text.find(mark, 0, most) for mark, most in marks)
    end = next((one for one in ends if one >= 0), -1)
    end = end if end >= 0 else _end_of_heading(words)
    rest = (role for one, role in zip(phrases, roles, strict=True) if one.start > end)
    if end < 0 or Role.OTHER not in rest:
        return
    for number, one in enumerate(phrases):
        if one.end <= end and roles[number] is Role.OTHER:
            roles[number] = Role.HEADING


def _end_of_heading(words: Words) -> int:
    """`Non-Steroidal Anti-Inflammatory Agents In patients who ...`: where the sentence begins."""
    for place in range(1, min(_MOST_WORDS_OF_HEADING, len(words.words))):
        between = words.text[words.ends[place - 1] : words.starts[place]]
        if ". " in between:
            return -1
        if words.text[words.starts[place] : words.ends[place]] in _BEGINNINGS:
            return words.starts[place] if not between.strip(" )") else -1
    return -1
