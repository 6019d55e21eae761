"""Does the judge of the reader count as it says?"""

from pathlib import Path

import pytest

from tests.conftest import SHARED
from tests.verifying_labels.corpus import fold, read_corpus
from tests.verifying_labels.judging import Found, judge

CORPUS = SHARED / "data" / "nlm_ddi_cardiovascular_2014"
XML = """<document setID="a"><labelDrug name="Brand and Other"/><generic name="ownol"/>
<sentence id="s1" text="Avoid ownol with alphas and beta." type="regular">
<entity id="e1" type="Drug" text="ownol" charOffset="6:11"/>
<entity id="e2" type="Drug_Class" text="alphas" charOffset="17:23"/>
<entity id="e3" type="Substance" text="beta" charOffset="28:32"/>
<drugInteraction><interaction><relations>
<relation type="hasPrecipitant"><entity id="e2"/><entity id="lost"/></relation>
<relation type="hasObject"><entity id="e1"/><entity id="e3"/></relation>
</relations></interaction></drugInteraction></sentence>
<sentence id="s2" text="Gamma did nothing." type="negative"/></document>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.xml").write_text(XML, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Beta-Blockers", "beta blocker"), ("ＡＣＥ™s", "acetm")],
)
def test_texts_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_gold_is_the_precipitant_and_other_objects_are_neutral(folder: Path) -> None:
    (label,) = read_corpus(folder)
    assert label.gold == {("a", "alpha")}
    assert label.neutral == {("a", "beta")}


@pytest.mark.parametrize(
    ("spans", "right", "predicted", "quiet"),
    [
        ([(17, 20)], 1, 1, 1),
        ([(17, 23), (28, 30)], 1, 1, 1),
        ([(0, 5)], 0, 1, 1),
        ([], 0, 0, 1),
    ],
)
def test_predictions_are_counted(
    folder: Path, spans: list[tuple[int, int]], right: int, predicted: int, quiet: int
) -> None:
    found = [Found(tuple(spans), ""), Found((), "too little")]
    figures = judge(read_corpus(folder), lambda _: found)
    assert (figures.right, figures.predicted, figures.quiet) == (right, predicted, quiet)
    assert (figures.gold, figures.negatives) == (1, 1)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the marked labels are not here")
def test_the_corpus_is_read_whole() -> None:
    labels = list(read_corpus(CORPUS))
    assert len(labels) == 91
    assert sum(len(one.gold) for one in labels) == 1230
    assert sum(len(one.neutral) for one in labels) == 119
