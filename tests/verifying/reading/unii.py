"""FDA's list of UNIIs: every name of each substance, under its preferred one."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.verifying.evidence import Called
from tests.verifying.reading.tables import rows

_TRADE = {"TR", "bn"}
_SYSTEMATIC = {"SN", "CD", "sys", "cd"}


def read(path: Path, name: str) -> Iterator[Called]:
    """One substance for each UNII. The column of its preferred name has had two titles."""
    delimiter = "," if path.suffix == ".csv" else "\t"
    found: dict[str, list[tuple[int, str, str, str]]] = defaultdict(list)
    for line, row in rows(path, delimiter, "latin-1"):
        if len(row.get("UNII", "")) == 10:
            kind = row.get("TYPE") or row.get("Type") or ""
            title = row.get("PT") or row.get("Display Name") or row["Name"]
            found[row["UNII"]].append((line, kind, row["Name"], title))
    for unii, told in found.items():
        yield Called(
            f"{name} line {told[0][0]}, {unii}",
            told[0][3],
            tuple(one for _, kind, one, _ in told if kind not in _TRADE | _SYSTEMATIC),
            (("unii", unii),),
            tuple(one for _, kind, one, _ in told if kind in _TRADE),
        )
