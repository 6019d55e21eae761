"""Lines of text and rows of tables, whatever their line ends, byte order mark or encoding."""

import csv
from collections.abc import Iterator, Sequence
from typing import IO

from app.domain.errors import RejectedImport
from app.importers.files.archives import Part, open_part
from app.importers.run import Intake

# No line of any known data set is longer; a longer one is no line.
LONGEST_LINE = 4 * 2**20
_MARK = b"\xef\xbb\xbf"
_BLOCK = 2**19


def read_lines(part: Part, intake: Intake, encoding: str = "utf-8") -> Iterator[tuple[int, str]]:
    """Every line with its number, without its end.

    A line that is not in the encoding is read as Latin-1, and the report notes how many were.
    Raises RejectedImport for what is no text.
    """
    start, number, odd = intake.done, 0, 0
    with open_part(part) as opened:
        for block in _blocks(opened, part):
            try:
                lines = block.decode(encoding).split("\n")
            except UnicodeDecodeError:
                lines, wrong = _decoded(block.split(b"\n"), encoding)
                odd += wrong
            for line in lines:
                number += 1
                yield number, line.rstrip("\r")
            intake.at(part, number, start + opened.tell())
    intake.done = start + part.size
    if odd:
        intake.notes.append(f"{part}: {odd} lines were not {encoding} and were read as Latin-1")


def _blocks(opened: IO[bytes], part: Part) -> Iterator[bytes]:
    """Many whole lines at once, without the last line's end: to take them one by one costs more
    than all the rest of reading.
    """
    rest, number = b"", 0
    while block := opened.read(_BLOCK):
        if not number and not rest:
            block = block.removeprefix(_MARK)
        if b"\x00" in block:
            line = number + (rest + block).count(b"\n", 0, len(rest) + block.index(b"\x00")) + 1
            raise RejectedImport([f"{part}:{line}: no text (a zero byte): another encoding?"])
        block = rest + block
        end = block.rfind(b"\n")
        rest = block[end + 1 :]
        if end >= 0:
            yield block[:end]
            number += block.count(b"\n")
        if len(rest) >= LONGEST_LINE:
            line = number + 1
            raise RejectedImport([f"{part}:{line}: a line of more than {LONGEST_LINE} bytes"])
    if rest:
        yield rest


def _decoded(lines: Sequence[bytes], encoding: str) -> tuple[list[str], int]:
    """The lines, and how many of them are not in the encoding."""
    texts, odd = [], 0
    for line in lines:
        try:
            texts.append(line.decode(encoding))
        except UnicodeDecodeError:
            odd += 1
            texts.append(line.decode("cp1252", errors="replace"))
    return texts, odd


def read_rows(
    part: Part,
    intake: Intake,
    delimiter: str = ",",
    *,
    quoted: bool = True,
    encoding: str = "utf-8",
    comment: str = "",
) -> Iterator[tuple[int, list[str]]]:
    """Every row of a table with the number of its line; blank lines are passed over, and so are
    lines before the first row that begin with the sign of a comment.
    """
    place = [0]

    def texts() -> Iterator[str]:
        begun = not comment
        for number, text in read_lines(part, intake, encoding):
            place[0] = number
            begun = begun or not text.lstrip('"').startswith(comment)
            if not begun:
                continue
            # Within a line it is text, and no end of the row.
            yield (text.replace("\r", " ") if "\r" in text else text) + "\n"

    csv.field_size_limit(LONGEST_LINE)
    rows = csv.reader(
        texts(), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    )
    try:
        for row in rows:
            if row:
                yield place[0], row
    except csv.Error as error:
        raise RejectedImport([f"{part}:{place[0]}: {error}"]) from error


def read_table(
    part: Part,
    intake: Intake,
    columns: Sequence[str],
    delimiter: str = ",",
    *,
    optional: Sequence[str] = (),
    quoted: bool = True,
    encoding: str = "utf-8",
) -> Iterator[tuple[int, list[str]]]:
    """Of a table with a header the named columns of every row, in that order, without outer blanks.

    The case of the header does not matter. A row with too few fields is skipped with that reason;
    every other row is counted by who reads it. Raises RejectedImport for a missing column. Behind
    the `columns` stand the `optional` ones, empty where there are none.
    """
    rows = read_rows(part, intake, delimiter, quoted=quoted, encoding=encoding)
    _, header = next(rows, (1, []))
    names = [name.strip().casefold() for name in header]
    missing = [one for one in columns if one.casefold() not in names]
    if missing:
        found = ", ".join(header[:12]) or "nothing"
        raise RejectedImport([f"{part}:1: no column {', '.join(missing)}; there is: {found}"])
    places = [names.index(one.casefold()) for one in columns]
    last = max(places)
    more = [names.index(one.casefold()) if one.casefold() in names else -1 for one in optional]
    for number, row in rows:
        intake.row()
        if len(row) <= last:
            intake.skip("a row with too few fields")
            continue
        stated = [row[place].strip() for place in places]
        stated += [row[place].strip() if 0 <= place < len(row) else "" for place in more]
        yield number, stated
