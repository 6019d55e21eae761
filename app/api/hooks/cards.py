"""Cards: one for each finding, and one that names everything that was not checked."""

from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

from app.api.answers.brief import whole_address
from app.api.hooks.call import HookCall, named
from app.api.hooks.feedback import OVERRIDE_REASONS
from app.api.hooks.services import Service
from app.domain.english import capital, counted, shortened
from app.domain.facts import Action, EvidenceKind, Severity
from app.domain.interactions.result import (
    BurdenTotal,
    Checkup,
    Completeness,
    Display,
    Duplication,
    Finding,
    PairStatus,
)
from app.domain.interactions.templates import Template
from app.domain.names.input import Input, InputStatus
from app.services.feedback import topic_hash

Card = dict[str, Any]
TOPICS = "urn:materia:topics"
# CDS Hooks: fewer than 140 signs.
_LONGEST_SUMMARY = 139
_LONGEST_DISPLAY = 60
_MOST_LINES = 40
_LOUD = (Display.HARD_STOP, Display.INTERRUPTIVE)


@dataclass(frozen=True, slots=True)
class Making:
    """What every card of an answer needs. `base` is the address of this server; `minor` where
    minor findings are wanted too; `kept` is what the release keeps of the words of its findings.
    """

    call: HookCall
    service: Service
    base: str
    minor: bool = False
    kept: "MutableMapping[Template, Worded]" = field(default_factory=dict)

    def halved(self) -> "Making":
        """The same for the first half of the orders."""
        return replace(self, call=self.call.halved())

    def card(
        self,
        topic: str,
        of: str,
        indicator: str,
        summary: str,
        detail: str,
        begins: bytes | None = None,
    ) -> Card:
        """A card without suggestions. `topic` says which rule it is of, `of` which finding;
        `begins` is the hash of the topic, where it is known.
        """
        summary = shortened(summary, _LONGEST_SUMMARY)
        display = summary
        if len(summary) > _LONGEST_DISPLAY:
            display = shortened(summary, _LONGEST_DISPLAY)
        return {
            "uuid": self.uuid(begins or topic_hash(topic), of),
            "summary": summary,
            "detail": detail,
            "indicator": indicator,
            "source": {
                "label": "Materia",
                "url": f"{self.base}/",
                "topic": {"system": TOPICS, "code": topic, "display": display},
            },
        }

    def uuid(self, begins: bytes, of: str) -> str:
        """The same for the same call; its beginning tells feedback which rule it is of."""
        rest = blake2b(f"{self.call.instance} {of}".encode(), digest_size=12).digest()
        raw = bytearray(begins + rest)
        raw[6], raw[8] = raw[6] & 0x0F | 0x80, raw[8] & 0x3F | 0x80
        # As UUID writes it, without making one: a call has a dozen.
        digits = raw.hex()
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def cards_of(checkup: Checkup, making: Making) -> list[Card]:
    """All cards; the gravest first, and what was not checked before what is only beside."""
    findings = [
        one
        for one in checkup.findings
        if one.kind in making.service.kinds and (making.minor or one.severity is not Severity.MINOR)
    ]
    cards = [_finding(one, making) for one in findings]
    if not making.service.needs_medicines or making.service.bundle is None:
        cards += [_duplication(one, making) for one in checkup.duplications]
        cards += [_burden(one, making) for one in checkup.burden if one.reached]
    cards += not_checked(checkup, making)
    return sorted(cards, key=lambda card: _ORDER[card["indicator"]])


_ORDER = {"critical": 0, "warning": 1, "info": 2}


def _indicator(finding: Finding) -> str:
    """Contraindicated is critical, and so is what a boxed warning calls major; of unknown severity
    is never more than information.
    """
    boxed = any(one.kind is EvidenceKind.BOXED_WARNING for one in finding.evidence)
    if finding.severity is Severity.CONTRAINDICATED:
        return "critical"
    if finding.severity is Severity.MAJOR:
        return "critical" if boxed else "warning"
    loud = finding.severity is Severity.MODERATE and finding.display in _LOUD
    return "warning" if loud else "info"


def topic_of(finding: Finding) -> str:
    """The rule; of what is no rule's its kind."""
    return finding.rule or finding.kind.value


@dataclass(frozen=True, slots=True)
class Worded:
    """What every card of one finding says, whoever asks; of its detail what stands before the
    explanation and after it, in Markdown. `begins` is the hash of its topic, `place` where its rule
    stands, if it is of one.
    """

    topic: str
    begins: bytes
    indicator: str
    title: str
    before: str
    after: str
    place: str | None


def _worded(finding: Finding, kept: MutableMapping[Template, Worded]) -> Worded:
    template: Template | None = getattr(finding, "template", None)
    if template is None:
        return _word(finding)
    worded = kept.get(template)
    if worded is None:
        worded = kept[template] = _word(finding)
    return worded


def _word(finding: Finding) -> Worded:
    """What to do and what may happen; then how it is shown, and who says so."""
    grade = capital(finding.severity.value)
    if finding.severity is Severity.UNKNOWN:
        grade = "Severity not known"
    sources = dict.fromkeys(f"{one.source} § {one.section}" for one in finding.citations)
    follow = f"**May follow:** {plain(', '.join(finding.consequences))}"
    before = [plain(finding.message), *([follow] if finding.consequences else [])]
    after = [
        f"**Shown so because:** {plain(finding.display_reason)}",
        "**Sources:**\n" + bullets(list(sources)[:_MOST_LINES]),
    ]
    topic = topic_of(finding)
    return Worded(
        topic,
        topic_hash(topic),
        _indicator(finding),
        f"{grade}: {finding.title}",
        "\n\n".join((*before, "**Why it was found:**\n")),
        "\n\n".join(("", *after)),
        whole_address(finding) if finding.rule is not None else None,
    )


def _finding(finding: Finding, making: Making) -> Card:
    worded = _worded(finding, making.kept)
    topic, indicator = worded.topic, worded.indicator
    between = " × ".join(dict.fromkeys(one.input for one in finding.participants))
    detail = f"{worded.before}{bullets(finding.explanation)}{worded.after}"
    summary = f"{worded.title} ({between})"
    card = making.card(topic, finding.id, indicator, summary, detail, worded.begins)
    suggestions = _suggestions(finding, making)
    if suggestions:
        card["suggestions"] = suggestions
        card["selectionBehavior"] = "at-most-one"
    if indicator != "info":
        card["overrideReasons"] = OVERRIDE_REASONS
    address = f"{making.base}{worded.place or whole_address(finding)}"
    card["links"] = [{"label": "All that is recorded of it", "url": address, "type": "absolute"}]
    return card


# The backslash first: those that follow are marked with one.
_MARKUP = "\\`*_[]<>#|"


def plain(words: str) -> str:
    """Words as Markdown shows them: what somebody wrote is no markup."""
    return " ".join(_escaped(words).split())


def _escaped(words: str) -> str:
    # To look for each sign is quicker than one expression for all: most words have none.
    for sign in _MARKUP:
        if sign in words:
            words = words.replace(sign, f"\\{sign}")
    return words


def bullets(lines: Sequence[str]) -> str:
    """A list."""
    text = _escaped("\n".join(lines))
    if " ".join(text.split()) == text.replace("\n", " ") and text.count("\n") == len(lines) - 1:
        return "- " + text.replace("\n", "\n- ")
    # A line has a break or blanks of its own, or is empty.
    return "\n".join([f"- {plain(line)}" for line in lines])


_OF_SUGGESTIONS = topic_hash("suggestion")


def _suggestions(finding: Finding, making: Making) -> list[dict[str, Any]]:
    """Where a source says to avoid it: to leave out one of the drafts that take part."""
    avoid = finding.action is Action.AVOID or finding.severity is Severity.CONTRAINDICATED
    if not avoid or making.service.needs_medicines:
        return []
    inputs = {one.input for one in finding.participants}
    drafts = {one.address: one for one in making.call.new if one.address and named(one) in inputs}
    return [
        {
            "label": shortened(f"Leave out {named(order)}", 80),
            "uuid": str(making.uuid(_OF_SUGGESTIONS, f"{finding.id} {address}")),
            "isRecommended": False,
            "actions": [
                {
                    "type": "delete",
                    "description": f"Removes the draft order of {named(order)}",
                    "resourceId": address,
                }
            ],
        }
        for address, order in drafts.items()
    ]


def _duplication(one: Duplication, making: Making) -> Card:
    summary = f"Duplicate: {one.name} ({' and '.join(one.inputs)})"
    sources = dict.fromkeys(f"{cited.source} § {cited.section}" for cited in one.citations)
    detail = f"{plain(one.text)}\n\n**Sources:**\n{bullets(list(sources)[:_MOST_LINES])}"
    return making.card("duplication", f"{one.kind}:{one.id}", "warning", summary, detail)


def _burden(one: BurdenTotal, making: Making) -> Card:
    names = [f"{part.input} ({part.weight})" for part in one.contributors]
    summary = f"Adds up: {one.name}, {one.total} where {one.threshold} is much"
    detail = (
        f"{plain(one.advice.professional)}\n\n**Contributors:**\n{bullets(names)}\n\n"
        f"Nothing is known of the weight of {counted(one.without_data, 'input')}."
    )
    return making.card("burden", one.id, "info", summary, detail)


def not_checked(checkup: Checkup, making: Making) -> Iterator[Card]:
    """One card that names each order that was not understood, what was not sent, and what nothing
    is known of; none where everything was compared.
    """
    call = making.call
    orders = (*call.new, *call.current)
    read = list(zip(orders, checkup.inputs, strict=True))
    open_ = [(named(order), one) for order, one in read if one.status is not InputStatus.RESOLVED]
    whole = checkup.completeness is Completeness.COMPLETE
    if whole and not (open_ or call.beyond or call.gaps):
        return
    total = len(orders) + len(call.beyond)
    unread = len(open_) + len(call.beyond)
    indicator = "warning" if unread else "info"
    parts = [plain(checkup.summary)]
    parts += [f"**Not understood:**\n{bullets([_why(*one) for one in open_])}"] if open_ else []
    parts += _beyond(call)
    parts += [f"**Not sent or not usable:**\n{bullets(call.gaps)}"] if call.gaps else []
    parts += _not_assessed(checkup)
    parts.append(plain(checkup.notice))
    summary = _summary([name for name, _ in open_], unread, total, checkup)
    yield making.card("not-checked", "not-checked", indicator, summary, "\n\n".join(parts))


def _summary(names: Sequence[str], unread: int, total: int, checkup: Checkup) -> str:
    if unread:
        beginning = ", ".join(shortened(name, 30) for name in names[:3])
        return (
            f"Not checked: {unread} of {counted(total, 'medicine')}{': ' * bool(names)}{beginning}"
        )
    if checkup.completeness is Completeness.COMPLETE:
        return "Not checked: parts of the record were not sent, or could not be used"
    return "Not checked in full: nothing is recorded of a part of what was compared"


def _why(name: str, one: Input) -> str:
    reason = one.explanation[0] if one.explanation else one.status.value.replace("_", " ")
    near = ", ".join(dict.fromkeys(candidate.matched_name for candidate in one.candidates[:3]))
    return f"{shortened(name, 120)}: {reason}{'; like it: ' if near else ''}{near}"


def _beyond(call: HookCall) -> list[str]:
    if not call.beyond:
        return []
    names = [shortened(named(one), 120) for one in call.beyond]
    return [f"**Too many for one check; not checked:**\n{bullets(names)}"]


_SILENT = (PairStatus.NOT_ASSESSED, PairStatus.NOT_NAMED)


def _not_assessed(checkup: Checkup) -> list[str]:
    """Pairs, and medicines beside what is known of the patient, of which nothing is recorded."""
    pairs = [
        f"{pair.drugs[0] or '?'} × {pair.drugs[1] or '?'}"
        for pair in checkup.pairs
        if pair.status in _SILENT
    ]
    states: list[tuple[str, str | None]] = [
        *(
            (checkup.conditions[one.condition_input].input, one.drug)
            for one in checkup.drug_conditions
            if one.status.value == "not_assessed"
        ),
        *(
            (one.stated, one.drug)
            for one in checkup.person_states
            if one.status.value == "not_assessed"
        ),
        *(
            (checkup.allergy_inputs[one.allergy_input].input, one.drug)
            for one in checkup.allergies
            if one.status.value == "not_assessed"
        ),
    ]
    lines = [*pairs, *(f"{drug or '?'} × {words}" for words, drug in states)]
    unread = [one.input for one in checkup.conditions if one.condition is None]
    unread += [one.input for one in checkup.allergy_inputs if not one.understood]
    more = len(lines) - _MOST_LINES
    shown = lines[:_MOST_LINES] + ([f"and {more} more"] if more > 0 else [])
    parts = [f"**Of the patient, not understood:**\n{bullets(unread)}"] if unread else []
    return parts + ([f"**No source assessed:**\n{bullets(shown)}"] if lines else [])
