"""Is a long file that is compressed by itself read to its end?"""

import gzip
import zipfile
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.importers.files.archives import find_parts
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
