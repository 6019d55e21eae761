"""Whom labels name: the sentences by drug and subject, and the labels that were read by drug.

Labels by the ten thousand name millions of things. Of one drug and one subject at most three
sentences are kept, and of one drug at most four labels: some tens of bytes each, as a packed map.
"""

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Raw
from msgspec.msgpack import Decoder, Encoder

from app.domain.facts import (
    Citation,
    Key,
    LabelMention,
    LabelStatement,
    MentionCondition,
    ReadLabel,
    Route,
    cited_sentence,
)
from app.domain.knowledge import Mentions, Pair
from app.index.catalogue import BETWEEN, unpack_pair
from app.index.packed import (
    Codec,
    Column,
    PackedMap,
    Parts,
    TrieKeys,
    pack_map,
    pack_values,
    pack_words,
    unpack_map,
    unpack_words,
)

# The gravest and newest of each: more would be shown nowhere but in its label.
MOST_SENTENCES, MOST_LABELS = 3, 4
_STATEMENTS = list(LabelStatement)
_CONDITIONS: list[MentionCondition | None] = [None, *MentionCondition]
_encode = Encoder().encode
# Numbers of label, section, sentence, statement and condition; the SHA-256 as bytes.
_Mention = tuple[int, int, int, int, int, bytes]
_decode_mentions = Decoder(list[_Mention]).decode
# The subjects that labels of a drug name as interacting, and those that they name besides.
_decode_named = Decoder(tuple[list[int], list[int]]).decode
_Order = tuple[int, bool, int, str, str, int]


# Keys alone: what is behind them, only the index itself can unpack.
_PAIRS: Codec[Pair, bytes] = Codec(BETWEEN.join, unpack_pair, bytes, lambda _, found: found)
_NAMED: Codec[str, tuple[list[int], list[int]]] = Codec(
    str, str, _encode, lambda _, content: _decode_named(content)
)


class MentionIndex(PackedMap[Pair, tuple[LabelMention, ...]], Mentions):
    """The sentences of labels of a drug that name a subject, the gravest first."""

    __slots__ = ("_bits", "_labels", "_named", "_sections")

    def __init__(self, parts: Parts, named: Parts) -> None:
        keys = TrieKeys(parts["keys"], _PAIRS)
        super().__init__(keys, Column(parts, "values"), self._unpack_mentions)
        self._labels = unpack_words(parts["labels"])
        self._sections = unpack_words(parts["sections"])
        self._named = unpack_map(named, _NAMED)
        self._bits = {one: place for place, one in enumerate(unpack_words(named["subjects"]))}

    def _unpack_mentions(self, pair: Pair, content: bytes) -> tuple[LabelMention, ...]:
        return tuple([self._mention(pair, one) for one in _decode_mentions(content)])

    def _mention(self, pair: Pair, packed: _Mention) -> LabelMention:
        label, section, sentence, statement, condition, sha256 = packed
        source, set_id, version, day = self._labels[label].split(BETWEEN)
        name = self._sections[section]
        cited = cited_sentence(source, set_id, version, day or None, name, sentence, sha256.hex())
        return LabelMention(
            *pair, set_id, version, day or None, name, _STATEMENTS[statement],
            _CONDITIONS[condition], (cited,),
        )  # fmt: skip

    def bits(self, subjects: Iterable[Key]) -> int:
        """A number with the bit of each of these subjects, as far as any label names it."""
        found = 0
        for one in subjects:
            place = self._bits.get(one)
            if place is not None:
                found |= 1 << place
        return found

    def named_by(self, drug: str) -> tuple[int, int]:
        """The bits of the subjects that labels of a drug name as interacting, and of all others
        that they name.
        """
        as_interacting, besides = self._named.get(drug) or ((), ())
        return sum(1 << one for one in as_interacting), sum(1 << one for one in besides)

    def sources(self) -> list[str]:
        """The ids of all sources whose labels name anybody, in order."""
        return sorted({one.split(BETWEEN)[0] for one in self._labels})


def pack_mentions(
    mentions: Iterable[LabelMention], read_labels: Iterable[ReadLabel]
) -> dict[str, dict[str, bytes]]:
    """The parts of each index: the sentences, who is named by whom, and the labels that were read.

    Of the labels at most the newest four of each drug, no two of them for the same routes.
    """
    packing = _Packing()
    for mention in mentions:
        packing.add(mention)
    newest: dict[str, list[ReadLabel]] = defaultdict(list)
    for label in read_labels:
        packing.beside[label.drug].update(label.also_names)
        newest[label.drug] = _newest([*newest[label.drug], label])
    return {
        "mentions": packing.sentences(),
        "named": packing.named(),
        "read-labels": pack_map(
            ((drug, tuple(found)) for drug, found in newest.items()), READ_LABELS
        ),
    }


class _Packing:
    """The best sentences of each drug and subject so far, each packed."""

    def __init__(self) -> None:
        self.best: dict[Pair, list[tuple[_Order, bytes]]] = {}
        self.interacting: dict[str, set[Key]] = defaultdict(set)
        self.beside: dict[str, set[Key]] = defaultdict(set)
        self.labels: dict[str, int] = {}
        self.sections: dict[str, int] = {}

    def add(self, one: LabelMention) -> None:
        """One more sentence, which stays if it is one of the best."""
        no_effect = one.statement is LabelStatement.NO_EFFECT
        (self.beside if no_effect else self.interacting)[one.drug].add(one.subject)
        cited = one.citations[0]
        label = BETWEEN.join([cited.source, one.set_id, one.version, one.effective_on or ""])
        number = cited.sentence or 0
        packed = (
            self.labels.setdefault(label, len(self.labels)),
            self.sections.setdefault(one.section, len(self.sections)),
            number, _STATEMENTS.index(one.statement), _CONDITIONS.index(one.condition),
            bytes.fromhex(cited.sha256 or ""),
        )  # fmt: skip
        order = (
            packed[3], one.condition is not None, -_day(one.effective_on), one.set_id,
            one.section, number,
        )  # fmt: skip
        found = self.best.setdefault((one.drug, one.subject), [])
        found.append((order, _encode(packed)))
        found.sort()
        del found[MOST_SENTENCES:]

    def sentences(self) -> dict[str, bytes]:
        """The parts of the index of sentences."""
        values = {
            BETWEEN.join(pair): _encode([Raw(one) for _, one in found])
            for pair, found in self.best.items()
        }
        words = {"labels": pack_words(self.labels), "sections": pack_words(self.sections)}
        return {**pack_values(values), **words}

    def named(self) -> dict[str, bytes]:
        """The parts of the index of who is named by whom."""
        drugs = sorted(self.interacting.keys() | self.beside.keys())
        subjects = sorted(set().union(*self.interacting.values(), *self.beside.values()))
        bits = {one: place for place, one in enumerate(subjects)}

        def places(named: dict[str, set[Key]], drug: str) -> list[int]:
            return sorted(bits[one] for one in named.get(drug, ()))

        items = (
            (drug, (places(self.interacting, drug), places(self.beside, drug))) for drug in drugs
        )
        return {**pack_map(items, _NAMED), "subjects": pack_words(subjects)}


def _newest(read_labels: list[ReadLabel]) -> list[ReadLabel]:
    """The newest of each set of routes, those with an interactions section first."""
    of_routes: dict[tuple[Route, ...], ReadLabel] = {}
    for one in sorted(read_labels, key=_with_interactions_first):
        of_routes.setdefault(one.routes, one)
    return list(of_routes.values())[:MOST_LABELS]


def _with_interactions_first(one: ReadLabel) -> tuple[bool, bool, int, str]:
    return not one.has_interactions, one.unresolved > 0, -_day(one.effective_on), one.set_id


def _day(day: str | None) -> int:
    return int(day.replace("-", "")) if day is not None else 0


_ReadLabel = tuple[
    str, str, str | None, tuple[Route, ...], tuple[str, ...], bool, int, str, str, str
]  # fmt: skip
_decode_read_labels = Decoder(tuple[_ReadLabel, ...]).decode


def _pack_read_labels(read_labels: tuple[ReadLabel, ...]) -> bytes:
    return _encode(
        [
            (one.set_id, one.version, one.effective_on, one.routes, one.sections,
             one.has_interactions, one.unresolved, one.reader, one.citations[0].source,
             one.citations[0].section)
            for one in read_labels
        ]
    )  # fmt: skip


def _unpack_read_labels(drug: str, content: bytes) -> tuple[ReadLabel, ...]:
    return tuple([
        ReadLabel(
            drug, set_id, version, day, routes, sections, has_interactions, (), unresolved, reader,
            (Citation(source, place),),
        )
        for set_id, version, day, routes, sections, has_interactions, unresolved, reader, source,
        place in _decode_read_labels(content)
    ])  # fmt: skip


# From a drug to the labels of it that were read, without whom they name: bits say that.
READ_LABELS: Codec[str, tuple[ReadLabel, ...]] = Codec(
    str, str, _pack_read_labels, _unpack_read_labels
)
