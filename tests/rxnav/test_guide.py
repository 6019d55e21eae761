"""Is every path answered that the guide tells, and the other way round?"""

import re

from app.api.rxnav.app import ENDPOINTS
from app.settings import Settings

from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "rxnav-migration.md").read_text(encoding="utf-8")


def test_the_guide_tells_every_path() -> None:
    rows = [line for line in GUIDE.splitlines() if line.startswith("| `/REST")]
    told = [path for row in rows for path in re.findall(r"`/REST/([^`]+)`", row)]
    assert sorted(told) == sorted(path for path in ENDPOINTS if path)


def test_the_guide_names_settings_that_there_are() -> None:
    told = set(re.findall(r"MATERIA_(\w+)", GUIDE))
    assert told <= {name.upper() for name in Settings.model_fields}
    assert {name.upper() for name in Settings.model_fields if "rxnav" in name} <= told
