"""A pharmacopoeia small enough to draw. No name of it is a real drug's.

Classes (a line up: "is a"), and the drugs in them::

              depressant                 bleeder
              /        \\                /      \\
          calmer      opiate          thinner    (asp)
          /    \\      /    \\            |
      clona   diaza  oxy   lope        warf
        |                    |
     "Calmex"          (excepted from calmer-opiate)

      lonely: in class "other", assessed together with warf in the scope "bookworm"

Rules (severity, steps):
    calmer-opiate         class calmer × class opiate   major           except lope
    depressant-depressant class depressant × itself     moderate        same mechanism as above
    clona-warf            drug clona × drug warf        minor, kinetic  ONC low
    bleeder-bleeder       class bleeder × itself        contraindicated ONC high
    calmer-sleepless      class calmer × condition apnoea               drug with condition
    diaza-oxy             drug diaza × drug oxy         minor           same mechanism: milder lead
Records: asp × diaza, rated "serious" by "bookworm"; clona × warf rated "severe" by "bookworm"
No interaction: warf × oxy, studied
Burden: sleepiness: depressant 1, opiate 2, lope 0; threshold 3
Conditions: apnoea (above: breathing), low-mood above stubborn-low-mood
"""

from dataclasses import replace

from app.domain.facts import (
    Action,
    Advice,
    AlertList,
    Assessment,
    Burden,
    BurdenKind,
    Certainty,
    Citation,
    ClassKind,
    ClassParent,
    Code,
    CodeSystem,
    Condition,
    ConditionKind,
    ConditionParent,
    Direction,
    Drug,
    DrugClass,
    DrugKind,
    Evidence,
    EvidenceKind,
    Fact,
    Factor,
    LabelMention,
    LabelStatement,
    LookAlike,
    MechanismKind,
    Membership,
    MentionCondition,
    Name,
    NameKind,
    NoInteraction,
    Onset,
    ParticipantRole,
    Product,
    ProductKind,
    ReadLabel,
    Record,
    Route,
    Rule,
    RuleException,
    RuleFrequency,
    RuleKind,
    RuleMechanism,
    Seriousness,
    Severity,
    Warning,
    WarningKind,
    Washout,
    cited_sentence,
)
from app.domain.knowledge import Knowledge
from app.domain.labels import READER
from app.index.build import build_knowledge

CITED = (Citation("book", "chapter 1"),)

CLASSES = {
    "depressant": (),
    "calmer": ("depressant",),
    "opiate": ("depressant",),
    "bleeder": (),
    "thinner": ("bleeder",),
    "other": (),
}
MEMBERS = {
    "clona": ("calmer",),
    "diaza": ("calmer",),
    "oxy": ("opiate",),
    "lope": ("opiate",),
    "warf": ("thinner",),
    "asp": ("bleeder",),
    "lonely": ("other",),
}


def drug(slug: str) -> Drug:
    """A drug of the drawing."""
    return Drug(slug, slug, DrugKind.MEDICATION, f"{slug} is drawn", CITED)


def name(slug: str, text: str, kind: NameKind = NameKind.BRAND) -> Name:
    """Another name of a drug."""
    return Name(slug, text, kind, None, CITED)


def rule(slug: str, one: str, other: str, **changed: object) -> Rule:
    """A rule, major and pharmacodynamic unless changed."""
    plain = Rule(
        id=slug,
        version=1,
        kind=RuleKind.DRUG_DRUG,
        title=slug,
        one=one,
        other=other,
        one_role=ParticipantRole.EITHER,
        other_role=ParticipantRole.EITHER,
        exceptions=(),
        severity=Severity.MAJOR,
        action=Action.AVOID,
        evidence=(Evidence(EvidenceKind.LABEL, Certainty.HIGH),),
        seriousness=Seriousness(True, ("death",)),
        consequences=("sleep",),
        mechanism=RuleMechanism(MechanismKind.PHARMACODYNAMIC, "sleepiness", "they add up"),
        factors=(),
        onset=Onset.IMMEDIATE,
        direction=Direction.BOTH,
        frequency=RuleFrequency("unknown", "unknown"),
        washouts=(),
        separate=None,
        bound=None,
        alert_list=None,
        advice=Advice("Take care.", "Take care of the patient."),
        citations=CITED,
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


RULES = (
    rule(
        "calmer-opiate",
        "class:calmer",
        "class:opiate",
        exceptions=(RuleException("lope", "stays in the gut"),),
        evidence=(Evidence(EvidenceKind.BOXED_WARNING, Certainty.HIGH),),
        factors=(
            Factor("disease", "slow breathing", Action.AVOID, "apnoea"),
            Factor("dose", "more is worse", Action.MONITOR, None),
        ),
        washouts=(Washout("one", 14, "it lingers"),),
    ),
    rule(
        "depressant-depressant",
        "class:depressant",
        "class:depressant",
        severity=Severity.MODERATE,
        action=Action.MONITOR,
    ),
    rule(
        "clona-warf",
        "drug:clona",
        "drug:warf",
        severity=Severity.MINOR,
        action=Action.MONITOR,
        mechanism=RuleMechanism(MechanismKind.PHARMACOKINETIC, "enzyme", "slower"),
        one_role=ParticipantRole.PRECIPITANT,
        other_role=ParticipantRole.OBJECT,
        direction=Direction.OTHER,
        alert_list=AlertList.ONC_LOW,
    ),
    rule(
        "bleeder-bleeder",
        "class:bleeder",
        "class:bleeder",
        severity=Severity.CONTRAINDICATED,
        mechanism=RuleMechanism(MechanismKind.PHARMACODYNAMIC, "bleeding", "they add up"),
        alert_list=AlertList.ONC_HIGH,
    ),
    rule(
        "diaza-oxy",
        "drug:diaza",
        "drug:oxy",
        severity=Severity.MINOR,
        action=Action.NO_SPECIAL_PRECAUTION,
    ),
    rule(
        "calmer-sleepless",
        "class:calmer",
        "condition:apnoea",
        kind=RuleKind.DRUG_CONDITION,
        mechanism=RuleMechanism(MechanismKind.PHARMACODYNAMIC, "breathing", "slower"),
    ),
)


def facts() -> list[Fact]:
    """Everything that is drawn above."""
    told: list[Fact] = [
        DrugClass(slug, slug, ClassKind.EFFECT, slug, (f"{slug}s",), _doubling(slug), CITED)
        for slug in CLASSES
    ]
    told += [ClassParent(child, up, CITED) for child, above in CLASSES.items() for up in above]
    for slug, classes in MEMBERS.items():
        told += [drug(slug), *(Membership(slug, one, True, CITED) for one in classes)]
    told += [
        name("clona", "Calmex"),
        name("clona", "clona chloride", NameKind.SALT),
        name("oxy", "Twin"),
        name("asp", "Twin"),
        Membership("clona", "bleeder", False, CITED),
        Code("drug:clona", CodeSystem.RXNORM, "2598", CITED),
        Code("drug:clona", CodeSystem.ATC, "N03AE01", CITED),
        Product(
            "oxyplus",
            "OxyPlus",
            ProductKind.BRAND,
            ("oxy", "asp"),
            ("oxy plus",),
            None,
            None,
            "US",
            CITED,
        ),
        Product(
            "clona-half",
            "clona 0.5 MG tablet",
            ProductKind.CLINICAL,
            ("clona",),
            (),
            "0.5 mg",
            "tablet",
            None,
            CITED,
        ),
        Code("product:oxyplus", CodeSystem.RXNORM, "777001", CITED),
        Code("product:clona-half", CodeSystem.NDC, "55555-136", CITED),
        Code("product:clona-half", CodeSystem.NDC, "55555-0136-01", CITED),
        Code("class:opiate", CodeSystem.ATC, "N02A", CITED),
        Record("diaza", "asp", "serious", Severity.MAJOR, "bad", (Citation("bookworm", "1"),)),
        Record("clona", "warf", "severe", Severity.MODERATE, "", (Citation("bookworm", "2"),)),
        NoInteraction("warf", "oxy", "studied in 20 people", CITED),
        Assessment("bookworm", "lonely", CITED),
        Assessment("bookworm", "warf", CITED),
        Assessment("magpie", "oxy", CITED),
        BurdenKind("sleepiness", "sleepiness", "tired", 3, Advice("Rest.", "Review."), CITED),
        Burden("class:depressant", "sleepiness", 1, CITED),
        Burden("class:opiate", "sleepiness", 2, CITED),
        Burden("drug:lope", "sleepiness", 0, CITED),
        _condition("breathing"),
        _condition("apnoea", "sleep apnoea"),
        _condition("low-mood", "sadness"),
        _condition("stubborn-low-mood", "sadness"),
        ConditionParent("apnoea", "breathing", CITED),
        ConditionParent("stubborn-low-mood", "low-mood", CITED),
        stopping("class:calmer"),
        LookAlike("warf", "woof", CITED),
        *RULES,
    ]
    return told


def mention(
    drug: str,
    subject: str,
    statement: LabelStatement = LabelStatement.NAMES,
    condition: MentionCondition | None = None,
    *,
    section: str = "drug_interactions",
    sentence: int = 1,
    day: str | None = "2026-01-02",
) -> LabelMention:
    """A sentence of the one label of a drug."""
    label = (f"set-{drug}", "3", day)
    cited = cited_sentence("labels", *label, section, sentence, f"{sentence:064x}")
    return LabelMention(drug, subject, *label, section, statement, condition, (cited,))


def read_label(drug: str, *also_names: str, **changed: object) -> ReadLabel:
    """The one label of a drug, read whole, for use by mouth."""
    cited = (Citation("labels", f"set id set-{drug}"),)
    read = ReadLabel(
        drug, f"set-{drug}", "3", "2026-01-02", (Route.ORAL,), ("drug_interactions",), True,
        also_names, 0, READER.version, cited,
    )  # fmt: skip
    return replace(read, **changed)  # type: ignore[arg-type]


def draw(*more: Fact) -> Knowledge:
    """The knowledge of the drawing, and of the facts added to it."""
    return build_knowledge("sha256:drawn", [*facts(), *more])


def _condition(slug: str, *names: str) -> Condition:
    return Condition(slug, slug.replace("-", " "), ConditionKind.DISEASE, slug, names, CITED)


def _doubling(slug: str) -> str | None:
    return "Two calmers calm too much." if slug == "calmer" else None


def stopping(subject: str) -> Warning:
    """A warning not to stop it suddenly."""
    return Warning(
        id=f"{subject}:stop",
        subject=subject,
        kind=WarningKind.ABRUPT_DISCONTINUATION,
        title="Do not stop",
        text="Stopping hurts",
        definition=None,
        advice=Advice("Do not stop.", "Taper."),
        citations=CITED,
    )
