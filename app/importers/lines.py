"""Lines of text and rows of tables, whatever their line ends, byte order mark or encoding."""

import csv
from collections.abc import Iterator, Sequence
from typing import IO

from app.domain.errors import RejectedImport
from app.importers.intake import Intake
from app.importers.parts import Part, open_part

# No line of any known data set is longer; a longer one is no line.
LONGEST_LINE = 4 * 2**20
_MARK = b"\xef\xbb\xbf"
# So many lines are told to the watcher at once.
_STEP = 5_000


def read_lines(part: Part, intake: Intake, encoding: str = "utf-8") -> Iterator[tuple[int, str]]:
    """Every line with its number, without its end.

    A line that is not in the encoding is read as Latin-1, and the report notes how many were.
    Raises RejectedImport for what is no text.
    """
    start, odd = intake.done, 0
    with open_part(part) as opened:
        for number, line in _raw_lines(opened, part):
            try:
                text = line.decode(encoding)
            except UnicodeDecodeError:
                odd += 1
                text = line.decode("cp1252", errors="replace")
            yield number, text
            if number % _STEP == 0:
                intake.at(part, number, start + opened.tell())
    intake.done = start + part.size
    if odd:
        intake.notes.append(f"{part}: {odd} lines were not {encoding} and were read as Latin-1")


def read_rows(
    part: Part,
    intake: Intake,
    delimiter: str = ",",
    *,
    quoted: bool = True,
    encoding: str = "utf-8",
) -> Iterator[tuple[int, list[str]]]:
    """Every row of a table with the number of its line; blank lines are passed over."""
    place = [0]

    def texts() -> Iterator[str]:
        for number, text in read_lines(part, intake, encoding):
            place[0] = number
            yield text + "\n"

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
        told = [row[place].strip() for place in places]
        told += [row[place].strip() if 0 <= place < len(row) else "" for place in more]
        yield number, told


def _raw_lines(opened: IO[bytes], part: Part) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := opened.readline(LONGEST_LINE):
        number += 1
        if number == 1:
            line = line.removeprefix(_MARK)
        if b"\x00" in line:
            raise RejectedImport([f"{part}:{number}: no text (a zero byte): another encoding?"])
        if len(line) >= LONGEST_LINE:
            raise RejectedImport([f"{part}:{number}: a line of more than {LONGEST_LINE} bytes"])
        yield number, line.rstrip(b"\r\n")
