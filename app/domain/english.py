"""Small pieces of English that many answers need."""

from collections.abc import Sequence


def with_article(words: str) -> str:
    """`an opioid`, `a benzodiazepine`."""
    return f"{'an' if words[:1].lower() in 'aeio' else 'a'} {words}"


def capital(words: str) -> str:
    """The words as a sentence begins: `Clonazepam`."""
    return words[:1].upper() + words[1:]


def joined(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def counted(number: int, noun: str) -> str:
    """`1 input`, `3 inputs`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def quoted(words: Sequence[str]) -> str:
    """`'a', 'b'`, each cut to a length that keeps a sentence readable."""
    return ", ".join(f"'{shortened(word)}'" for word in words)


def shortened(text: str, limit: int = 60) -> str:
    """The text, or its beginning and an ellipsis."""
    plain = text if text.isalnum() else " ".join(text.split())
    return plain if len(plain) <= limit else f"{plain[: limit - 1]}…"
