"""Is a long file that is compressed by itself read to its end?"""

import gzip
from pathlib import Path

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
