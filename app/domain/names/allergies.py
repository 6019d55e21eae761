"""What somebody writes of an allergy: `PCN (hives)`, `codeine: nausea`, `allergic to bee stings`.

An entry is taken apart into what the allergy is to and what happened; what the former means is
looked up by the caller. Every step looks at each word a bounded number of times.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.facts import Reaction
from app.domain.names.text import normalise

_WORDS_OF: dict[Reaction, str] = {
    Reaction.INTOLERANCE: (
        "nausea; nauseous; nauseated; vomiting; vomited; throwing up; threw up; throws up; puking; "
        "upset stomach; stomach upset; stomach ache; stomach pain; stomach; abdominal pain; "
        "stomach cramps; heartburn; gi upset; gi intolerance; diarrhea; diarrhoea; constipation; "
        "constipated; headache; headaches; dizzy; dizziness; drowsy; drowsiness; sleepy; "
        "sleepiness; dry mouth; dry cough; cough; coughing; jittery; insomnia; intolerance; "
        "intolerant; side effect; side effects; adverse effect; muscle aches; muscle pain; "
        "leg cramps; makes me sick; sick; sick to my stomach; sick to stomach; fatigue; "
        "palpitations; racing heart; confusion; hallucinations; yeast infection; thrush; not felt "
        "well; unwell; makes me vomit; makes me throw up"
    ),
    Reaction.INFUSION: (
        "red man; red man syndrome; red mans syndrome; redman syndrome; vancomycin flushing "
        "syndrome; infusion reaction; infusion related reaction; flushing during infusion; flushing"
    ),
    Reaction.RASH: (
        "rash; rashes; skin rash; itching; itchy; itch; pruritus; maculopapular rash; drug rash; "
        "exanthem; eczema; contact dermatitis; dermatitis; redness; red skin; skin reaction; "
        "mild rash; morbilliform rash; photosensitivity; broke out; spots"
    ),
    Reaction.HIVES: "hives; hive; urticaria; welts; wheals; nettle rash",
    Reaction.ANGIOEDEMA: (
        "angioedema; angio oedema; angiooedema; swelling; face swelling; facial swelling; swelling "
        "of face; swelling of the face; lip swelling; tongue swelling; swollen lips; swollen "
        "tongue; swollen face; throat swelling; throat closing; throat closed; throat swelled; "
        "throat swelled up; face swelled up; tongue swelled; quincke edema"
    ),
    Reaction.BREATHING: (
        "wheezing; wheeze; bronchospasm; shortness of breath; short of breath; sob; dyspnea; "
        "dyspnoea; trouble breathing; difficulty breathing; cant breathe; could not breathe; "
        "couldnt breathe; breathing problems; asthma; asthma attack; chest tightness; stopped "
        "breathing; respiratory distress; laryngospasm"
    ),
    Reaction.ANAPHYLAXIS: (
        "anaphylaxis; anaphylactic; anaphylactic reaction; anaphylactic shock; anaphylactoid; "
        "anaphylactoid reaction; anaphylaxia; shock; collapse; collapsed; passed out; epipen; "
        "needed epinephrine; anaphilaxis; anaphalaxis; anaphylaxsis"
    ),
    Reaction.SEVERE_SKIN: (
        "sjs; ten; sjs ten; stevens johnson; stevens johnson syndrome; steven johnson syndrome; "
        "steven johnsons syndrome; stevens johnsons syndrome; toxic epidermal necrolysis; lyell; "
        "dress; dress syndrome; dihs; agep; erythema multiforme; blistering; blisters; skin "
        "peeling; peeling skin; skin came off; mouth sores; exfoliative dermatitis; "
        "hypersensitivity syndrome; drug reaction with eosinophilia"
    ),
    Reaction.ORGAN: (
        "hepatitis; liver failure; liver injury; jaundice; kidney failure; nephritis; interstitial "
        "nephritis; agranulocytosis; neutropenia; low platelets; thrombocytopenia; hit; hemolytic "
        "anemia; haemolytic anaemia; serum sickness; aplastic anemia; vasculitis; pancreatitis"
    ),
}
_REACTIONS = {
    tuple(normalise(phrase).split()): reaction
    for reaction, phrases in _WORDS_OF.items()
    for phrase in phrases.split(";")
}
_LONGEST = max(map(len, _REACTIONS))
# The gravest counts where several are named; an unwanted effect only where nothing else is.
_GRAVEST = (
    Reaction.SEVERE_SKIN,
    Reaction.ANAPHYLAXIS,
    Reaction.ANGIOEDEMA,
    Reaction.BREATHING,
    Reaction.ORGAN,
    Reaction.HIVES,
    Reaction.RASH,
    Reaction.INFUSION,
    Reaction.OTHER,
    Reaction.INTOLERANCE,
)
_NONE = frozenset(
    normalise(one)
    for one in (
        "none", "no", "nil", "nka", "nkda", "no known allergies", "no known allergy",
        "no known drug allergies", "no known drug allergy", "no drug allergies", "no allergies",
        "none known", "denies", "denies allergies", "not allergic to anything", "n/a",
    )
)  # fmt: skip
# Words around a name or a reaction that are neither.
_AROUND_WORDS = (
    "a all allergic allergies allergy am an and any anything antibiotics because by can cannot "
    "cant cause caused causes causing child childhood class containing drug drugs due during "
    "ever experienced family following for from gave get gets give gives got group had has have "
    "having history hypersensitive hypersensitivity i if im in is it kind known like made makes "
    "me medication medications medicine medicines mild mildly moderate moderately my of on once "
    "or patient products reaction reactions react reacted reacts reported sensitive sensitivity "
    "serious severe severely since sort states take taken taking that the then there these this "
    "to took type unknown unspecified was when while with years year ago as s adverse suspected "
    "possible questionable life threatening bad badly terrible"
)
_AROUND = frozenset(_AROUND_WORDS.split())
# A sign between what it is and what happened; and one between two allergies.
_DETAIL = re.compile(r"\s[-–—=>→]+\s|->|=>|→|:|[()\[\]{}]")
_LISTED = re.compile(r"[;,\n|]")


@dataclass(frozen=True, slots=True)
class AllergyWords:
    """One allergy as somebody wrote it: `names` are the words that may say what it is to, the whole
    entry first.
    """

    input: str
    names: tuple[str, ...]
    reaction: Reaction | None


def states_none(text: str) -> bool:
    """Whether the words say that no allergy is known."""
    return normalise(text) in _NONE


def reaction_of(text: str | None) -> Reaction | None:
    """The gravest reaction that the words name; OTHER for words that name none that is known, and
    None without words.
    """
    words = normalise(text or "").split()
    found = {reaction for _, _, reaction in _reactions_in(words)}
    if not found:
        others = [word for word in words if word not in _AROUND]
        return Reaction.OTHER if others else None
    return min(found, key=_GRAVEST.index)


def _reactions_in(words: Sequence[str]) -> Iterator[tuple[int, int, Reaction]]:
    """Where reactions are named, from and to, the longest phrase first."""
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST, len(words) - place), 0, -1):
            reaction = _REACTIONS.get(tuple(words[place : place + length]))
            if reaction is not None:
                yield place, place + length, reaction
                place += length - 1
                break
        place += 1


def _gravest(reactions: Iterable[Reaction]) -> Reaction | None:
    return min(reactions, key=_GRAVEST.index, default=None)


def split_allergies(text: str) -> list[AllergyWords]:
    """The allergies that one entry names. A comma or semicolon stands between two of them, unless
    what follows is only a reaction; a dash, colon or bracket before what happened.
    """
    entries: list[AllergyWords] = []
    for part in _LISTED.split(text):
        if not part.strip():
            continue
        words = _taken_apart(part)
        if entries and not words.names:
            last = entries.pop()
            reactions = [one for one in (last.reaction, words.reaction) if one is not None]
            words = AllergyWords(f"{last.input}, {words.input}", last.names, _gravest(reactions))
        entries.append(words)
    # A word that stands alone is a name, if it may be a reaction, too: `HIT`.
    return [one if one.names else replace(one, names=(one.input,)) for one in entries]


def _taken_apart(text: str) -> AllergyWords:
    """An entry: the whole as a name, then its pieces without the words of a reaction."""
    pieces = [piece.strip() for piece in _DETAIL.split(text) if piece.strip()]
    names: list[str] = []
    reactions: list[Reaction] = []
    for piece in pieces:
        name, reaction = _without_reaction(piece)
        if reaction is not None:
            reactions.append(reaction)
        if name:
            names.append(name)
    whole = [text.strip()] if names else []
    ordered = tuple(dict.fromkeys([*whole, *names]))
    return AllergyWords(text.strip(), ordered, _gravest(reactions))


def _without_reaction(piece: str) -> tuple[str, Reaction | None]:
    """What is left of a piece without a reaction and the words around it, in the asker's words."""
    written = piece.split()
    plain = [normalise(word) for word in written]
    if not all(len(word.split()) == 1 for word in plain):
        # A word of two, as `Stevens-Johnson`: the plain ones are all that can be counted.
        written = normalise(piece).split()
        plain = written
    found = list(_reactions_in(plain))
    inside = {place for start, end, _ in found for place in range(start, end)}
    kept = [place for place, word in enumerate(plain) if place not in inside]
    while kept and plain[kept[0]] in _AROUND:
        kept.pop(0)
    while kept and plain[kept[-1]] in _AROUND:
        kept.pop()
    name = " ".join(written[place] for place in kept)
    return name, _gravest(one for _, _, one in found)
