"""Is a long file that is compressed by itself read to its end?"""

import gzip
import io
import random
import warnings
import zipfile
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.importers.files.archives import find_parts, open_part
from app.importers.files.text import read_lines
from app.importers.run import Intake


def test_the_progress_through_a_gzip_file_is_told(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "a.txt.gz", "wt", encoding="utf-8") as file:
        file.write("x" * 99 + "\n")
        file.writelines(f"{n:099d}\n" for n in range(1, 20_000))
    seen: list[int] = []
    intake = Intake(watch=lambda one: seen.append(one.done))
    (part,) = find_parts([tmp_path / "a.txt.gz"])
    assert sum(1 for _ in read_lines(part, intake)) == 20_000
    assert len(seen) >= 4 and seen == sorted(set(seen))
    assert seen[-1] == 2_000_000


@pytest.mark.parametrize(("members", "is_refused"), [(1, False), (4, False), (6, True)])
def test_an_archive_has_a_bound_in_total(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, members: int, is_refused: bool
) -> None:
    """Each of its files is no larger than one may be."""
    monkeypatch.setattr("app.importers.files.archives._LARGE", 5_000_000)
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(members):
            archive.writestr(f"{number}.txt", bytes(1_000_000))
    if is_refused:
        with pytest.raises(RejectedImport, match="6 files of 6000000 bytes together"):
            find_parts([tmp_path / "x.zip"])
    else:
        assert len(find_parts([tmp_path / "x.zip"])) == members


def test_a_large_archive_of_text_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.importers.files.archives._LARGE", 100_000)
    text = "".join(f"{number * 7919} {number:x}\n" for number in range(10_000))
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", text)
    assert len(find_parts([tmp_path / "x.zip"])) == 1


def packed(method: int = zipfile.ZIP_DEFLATED) -> bytearray:
    """An archive of two files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("a.csv", b"a,b\n" * 50)
        archive.writestr("b.csv", b"c,d\n")
    return bytearray(file.getvalue())


def read_all(file: Path) -> bytes:
    """Whatever is in the files of an archive."""
    found = b""
    for part in find_parts([file]):
        with open_part(part) as opened:
            found += opened.read()
    return found


def test_an_archive_that_needs_a_password_is_refused(tmp_path: Path) -> None:
    content = packed()
    content[content.find(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(RejectedImport, match=r"x.zip/a.csv: it needs a password"):
        find_parts([tmp_path / "x.zip"])


def test_an_archive_with_two_files_of_one_name_is_refused(tmp_path: Path) -> None:
    """One of them would be read twice, and the other one not at all."""
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for content in ("first", "second"):
            archive.writestr("a.csv", content)
    with pytest.raises(RejectedImport, match=r"x.zip/a.csv: there are two of this name"):
        find_parts([tmp_path / "x.zip"])


@pytest.mark.fault(
    "Archives with any byte changed, or cut short",
    "Read as they are, or refused with their name; never a traceback",
)
@pytest.mark.parametrize("method", [0, 8, 12, 14], ids=["stored", "deflate", "bzip2", "lzma"])
def test_a_damaged_archive_is_read_or_refused(tmp_path: Path, method: int) -> None:
    whole, file, drawn = packed(method), tmp_path / "x.zip", random.Random(method)
    refused = 0
    for place in range(len(whole)):
        content = whole.copy()
        content[place] = drawn.choice([0, 255, content[place] ^ 1])
        file.write_bytes(content if place % 5 else content[:place] + b"\0")
        try:
            read_all(file)
        except RejectedImport as error:
            assert "x.zip" in str(error)
            refused += 1
    assert refused > len(whole) / 3
