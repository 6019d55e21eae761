"""The verdicts in words: a table, what is wrong, and what does not reach its bar."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.verifying.outcome import Outcome, Verdict

# Of the names, memberships and indications together, so many must stand in a file.
SHARE = 90
BARRED = ("name", "membership", "indication")
# Of each of these, so many in a hundred by a file or by a page that is named.
SHARE_BY_PAGE = 95
BARRED_BY_PAGE = ("name", "membership", "indication", "non-use", "rule")
# So many ingredients must have an RxCUI that a file confirms.
RXCUIS = 250
# Of the rows of the backbone, so many must stand at the place that they cite.
ROWS, SHARE_OF_ROWS = "backbone ", 95


def shortfalls(verdicts: list[Verdict]) -> list[str]:
    """Why the seed does not pass; empty when it does."""
    found = []
    wrong = sum(one.outcome is Outcome.CONTRADICTED for one in verdicts)
    if wrong:
        found.append(f"{wrong} facts are contradicted by a file")
    share = percent([one for one in verdicts if one.kind in BARRED])
    if share < SHARE:
        found.append(f"{share:.1f} % of {'s, '.join(BARRED)}s are confirmed; {SHARE} % are asked")
    share = percent([one for one in verdicts if one.kind.startswith(ROWS)])
    if share < SHARE_OF_ROWS:
        found.append(
            f"{share:.1f} % of the rows of the backbone are confirmed; {SHARE_OF_ROWS} % are asked"
        )
    for kind in BARRED_BY_PAGE:
        share = percent([one for one in verdicts if one.kind == kind], with_pages=True)
        if share < SHARE_BY_PAGE:
            found.append(
                f"{share:.1f} % of the facts of kind {kind} have a file or a page; "
                f"{SHARE_BY_PAGE} % are asked"
            )
    coded = len(rxcuis(verdicts))
    if coded < RXCUIS:
        found.append(f"{coded} ingredients have a confirmed RxCUI; {RXCUIS} are asked")
    return found


def percent(verdicts: list[Verdict], *, with_pages: bool = False) -> float:
    """How many of the verdicts are confirmations, by a file's words or by the drug's group; with
    pages, those too that rest on a page with an address.
    """
    counted = {Outcome.CONFIRMED, Outcome.BY_GROUP} | ({Outcome.BY_PAGE} if with_pages else set())
    count = sum(one.outcome in counted for one in verdicts)
    return 100 * count / len(verdicts) if verdicts else 100.0


def rxcuis(verdicts: list[Verdict]) -> dict[str, Verdict]:
    """The first confirmed RxCUI of each ingredient. Products have their own, and are no drugs."""
    drugs = {one.subject for one in verdicts if one.kind == "name"}
    found: dict[str, Verdict] = {}
    for one in verdicts:
        if one.kind == "code rxnorm" and one.outcome is Outcome.CONFIRMED and one.subject in drugs:
            found.setdefault(one.subject, one)
    return dict(sorted(found.items()))


def table(verdicts: list[Verdict]) -> Iterator[str]:
    """One line for each kind of fact."""
    counts: dict[str, Counter[Outcome]] = defaultdict(Counter)
    for one in verdicts:
        counts[one.kind][one.outcome] += 1
    yield (
        f"{'kind':<16}"
        + "".join(f"{outcome.value:>14}" for outcome in Outcome)
        + f"{'confirmed':>14}"
    )
    for kind, by_outcome in counts.items():
        cells = "".join(f"{by_outcome[outcome]:>14}" for outcome in Outcome)
        share = percent([one for one in verdicts if one.kind == kind])
        yield f"{kind:<16}{cells}{share:>12.1f} %"


def contradictions(verdicts: list[Verdict]) -> Iterator[str]:
    """Each fact that a file contradicts, and where."""
    for one in verdicts:
        if one.outcome is Outcome.CONTRADICTED:
            yield f"{one.kind} {one.subject}: {one.fact}: {one.why} ({'; '.join(one.places)})"
            yield f"    cited: {one.cited}"


def vain_citations(verdicts: list[Verdict]) -> Iterator[str]:
    """Each citation to a file that is here and does not say so, whatever another file says."""
    for one in verdicts:
        if one.in_vain:
            yield f"{one.kind} {one.subject}: {one.fact}: {one.in_vain} ({one.outcome.value})"


def confirmed_rxcuis(verdicts: list[Verdict]) -> Iterator[str]:
    """Each ingredient's RxCUI, and the place that confirms it."""
    for drug, one in rxcuis(verdicts).items():
        yield f"{drug:<28}{one.fact:>9}  {one.places[0]}"


def rows(verdicts: list[Verdict]) -> Iterator[str]:
    """Every fact, as a table with tabs."""
    yield "\t".join(("kind", "subject", "fact", "outcome", "places", "why", "cited"))
    for one in verdicts:
        places = " | ".join(one.places)
        cells = (one.kind, one.subject, one.fact, one.outcome.value, places, one.why, one.cited)
        yield "\t".join(" ".join(cell.split()) for cell in cells)
