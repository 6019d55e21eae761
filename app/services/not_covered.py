"""What a release does not hold, in plain words: said before anyone takes silence for safety."""

from dataclasses import dataclass

# True of every release: nothing in the program does it.
_NEVER = (
    "No doses: how much to take, how often and for how long is not told.",
    "No allergies: a drug is not checked against what a person does not tolerate.",
    "No person: age, weight, kidney and liver values are not computed with; only conditions are.",
    "No prices, no stock, no pictures of pills.",
)


@dataclass(frozen=True, slots=True)
class Missing:
    """How much of what is here is incomplete. Drugs are counted with their own facts only."""

    drugs: int
    without_monograph: int
    without_use: int
    without_side_effect: int
    without_warning: int
    without_rxnorm: int
    without_interaction: int
    records: int
    pairs_assessed: int


def not_covered(missing: Missing) -> list[str]:
    """One sentence for each gap, the gravest first; a gap that is closed is not told."""
    of = f"of {missing.drugs} drugs"
    told = [
        (
            missing.without_monograph,
            f"{of} have no full monograph: names, codes and classes, and only some of the rest.",
        ),
        (missing.without_interaction, f"{of} take part in no interaction rule and no record."),
        (
            missing.without_use,
            f"{of} have no use told: what they are prescribed for is unknown here.",
        ),
        (missing.without_side_effect, f"{of} have no side effect of their own told."),
        (missing.without_warning, f"{of} have no warning of their own told."),
        (missing.without_rxnorm, f"{of} have no RxNorm code."),
    ]
    lines = [f"{count} {words}" for count, words in told if count]
    if not missing.records:
        lines.append("No data set of pairs is imported: interactions are those of the rules only.")
    if not missing.pairs_assessed:
        lines.append("No source assessed all pairs of its drugs: no finding does not mean safe.")
    return [*lines, *_NEVER]
