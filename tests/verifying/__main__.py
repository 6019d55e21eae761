"""`python -m tests.verifying DATA`: exit code 1 on any contradiction, or below a bar."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from tests.verifying import report
from tests.verifying.judging import judge_seed

_SEED = Path(__file__).resolve().parents[2] / "seed"


def main(arguments: list[str] | None = None) -> int:
    """Prints the report, and says by its exit code whether the seed passes."""
    parser = argparse.ArgumentParser(prog="python -m tests.verifying", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the public data files")
    parser.add_argument("--seed", type=Path, default=_SEED, help="folder of the curated facts")
    parser.add_argument("--all", action="store_true", help="print every fact")
    parser.add_argument("--out", type=Path, help="write every fact to this file, as TSV")
    asked = parser.parse_args(arguments)
    if not asked.data.is_dir():
        print(f"There is no folder {asked.data}. Say where the data files are: DATA=...")
        return 2
    verdicts, absent = judge_seed(asked.seed, asked.data)
    for pattern in absent:
        print(f"Not here, so nothing was compared with it: {pattern}")
    _section("Facts by kind", report.table(verdicts))
    _section(
        "RxCUIs of ingredients, and the place that confirms each", report.confirmed_rxcuis(verdicts)
    )
    _section("Cited to a file that does not say so", report.vain_citations(verdicts))
    _section("Contradicted", report.contradictions(verdicts))
    if asked.all:
        _section("Every fact", report.rows(verdicts))
    if asked.out:
        asked.out.write_text("\n".join(report.rows(verdicts)) + "\n", encoding="utf-8")
    short = report.shortfalls(verdicts)
    _section("Result", short or ["every bar is reached"])
    return 1 if short else 0


def _section(title: str, lines: Iterable[str]) -> None:
    told = list(lines)
    print(f"\n{title}\n{'-' * len(title)}")
    print("\n".join(told) if told else "none")


if __name__ == "__main__":
    raise SystemExit(main())
