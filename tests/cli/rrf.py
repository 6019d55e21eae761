"""Small files in the format of RxNorm, of any size."""

from pathlib import Path


def write_rrf(folder: Path, drugs: int, brand: str = "Brand") -> Path:
    """So many ingredients with a brand each, and the file that relates them."""
    folder.mkdir(parents=True, exist_ok=True)
    concepts, relations = [], []
    for number in range(drugs):
        ingredient, trade = 900_000 + number, 1_900_000 + number
        concepts.append(_concept(ingredient, "IN", f"substance{number:06d}"))
        concepts.append(_concept(trade, "BN", f"{brand}{number:06d}"))
        relations.append(
            f"{ingredient}||CUI|RO|{trade}||CUI|tradename_of|{number}||RXNORM|RXNORM||||"
        )
        relations.append(
            f"{trade}||CUI|RO|{ingredient}||CUI|has_tradename|{number}||RXNORM|RXNORM||||"
        )
    (folder / "RXNCONSO.RRF").write_text("\n".join(concepts) + "\n", encoding="utf-8")
    (folder / "RXNREL.RRF").write_text("\n".join(relations) + "\n", encoding="utf-8")
    return folder


def _concept(code: int, kind: str, name: str) -> str:
    return f"{code}|ENG||||||{code}|{code}|{code}||RXNORM|{kind}|{code}|{name}||N|4096|"
