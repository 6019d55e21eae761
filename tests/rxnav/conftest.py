"""The drawing with RxCUIs, once as curated facts alone and once with RxNorm imported beside them.

As curated facts (term types are worked out)::

    2598 clona (IN)   3322 diaza (IN)   7804 oxy (IN)   1191 asp (IN)   11289 warf (IN)
    777001 OxyPlus: oxy + asp (BN)    777002 clona 0.5 MG tablet (SCD)   777003 Calmex 0.5 (SBD)
    777004 oxy + asp in drops (SBDC)  lonely, lope: without a RxCUI

As RxNorm tells it, beside that::

    2598 IN ◀ tradename_of ─ 2699 BN Calmex ─ tradename_of ▶ 7804 oxy
      ▲ has_ingredient           ▲ has_ingredient
    300 SCDC ◀ consists_of ─ 301 SCD ◀ tradename_of ─ 302 SBD ─ has_dose_form ▶ 400 DF
    2599 PIN clona hydrochloride ─ form_of ▶ 2598;  303 SCD retired
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from app.domain.facts import (
    Code,
    CodeSystem,
    Concept,
    ConceptLink,
    Fact,
    Product,
    ProductKind,
    Schedule,
    Source,
    key,
)
from app.importers.run import Intake
from app.importers.source import DataSet
from app.services.importing import run_import
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.api.calling import serving
from tests.conftest import open_migrated
from tests.pharmacopoeia import CITED, facts

DRUGS = {"diaza": "3322", "oxy": "7804", "warf": "11289", "asp": "1191"}
Serve = Callable[..., TestClient]


def product(slug: str, name: str, kind: ProductKind, *drugs: str, form: str | None) -> Product:
    """What is dispensed; all of them have a strength."""
    return Product(slug, name, kind, drugs, (), "0.5 mg", form, None, CITED)


def code(subject: str, number: str, system: CodeSystem = CodeSystem.RXNORM) -> Code:
    """A code of a drug or product."""
    return Code(subject, system, number, CITED)


def curated(_: Sequence[Path], __: Intake) -> Iterator[Fact]:
    """The drawing, who says it, and more codes."""
    for slug in ("book", "bookworm", "magpie"):
        yield Source(slug, slug, "book", "nobody", "CC0", "1", None, "")
    yield from facts()
    for slug, number in DRUGS.items():
        yield code(key("drug", slug), number)
    yield product("calmex-half", "Calmex 0.5 MG tablet", ProductKind.BRAND, "clona", form="tablet")
    yield product("drops", "oxy & <asp> drops", ProductKind.BRAND, "oxy", "asp", form=None)
    yield code("product:clona-half", "777002")
    yield code("product:calmex-half", "777003")
    yield code("product:drops", "777004")
    yield code("drug:warf", "B01AA03", CodeSystem.ATC)
    yield Schedule("clona", "US", "C-IV", CITED)


CONCEPTS = {
    "2598": ("IN", "clona"), "2599": ("PIN", "clona hydrochloride"), "2699": ("BN", "Calmex"),
    "300": ("SCDC", "clona 0.5 MG"), "301": ("SCD", "clona 0.5 MG Oral Tablet"),
    "302": ("SBD", "clona 0.5 MG Oral Tablet [Calmex]"), "303": ("SCD", "clona 9 MG Oral Tablet"),
    "400": ("DF", "Oral Tablet"),
}  # fmt: skip
# The brand is of another drug too: it is sold in several products.
LINKS = [
    ("2699", "tradename_of", "2598"), ("2699", "tradename_of", "7804"), ("2599", "form_of", "2598"),
    ("300", "has_ingredient", "2598"), ("301", "consists_of", "300"),
    ("302", "tradename_of", "301"), ("302", "has_ingredient", "2699"),
    ("301", "has_dose_form", "400"), ("302", "has_dose_form", "400"),
    ("303", "consists_of", "300"),
]  # fmt: skip


def imported_facts(_: Sequence[Path], __: Intake) -> Iterator[Fact]:
    """What RxNorm would tell."""
    for number, (term_type, name) in CONCEPTS.items():
        names = ("Calmex 0.5 MG Tab",) if number == "302" else ()
        yield Concept(number, term_type, name, names, number == "303", CITED)
    for one, relation, other in LINKS:
        yield ConceptLink(one, relation, other, CITED)
    for number in ("2599", "2699", "300"):
        yield code("drug:clona", number)
    for number in ("301", "302"):
        slug, form = f"rxnorm-{number}", "Oral Tablet"
        yield product(slug, CONCEPTS[number][1], ProductKind.CLINICAL, "clona", form=form)
        yield code(key("product", slug), number)
    yield code("product:rxnorm-302", "55555013699", CodeSystem.NDC)


def fill(url: str, folder: Path, *data_sets: DataSet) -> None:
    """A database with these data sets."""
    engine = open_migrated(url)
    with Session(engine) as session:
        for data_set in data_sets:
            run_import(session, data_set, folder)
    engine.dispose()


@pytest.fixture(scope="session")
def drawn_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database of the curated facts alone."""
    folder = tmp_path_factory.mktemp("rxnav")
    url = f"sqlite:///{folder}/materia.db"
    fill(url, folder, DataSet("drawing", "A drawing", "", "CC0", curated, 1))
    return url


@pytest.fixture(scope="session")
def rxnav(drawn_url: str) -> Iterator[TestClient]:
    """The application on the curated facts alone."""
    with serving(drawn_url) as client:
        yield client


@pytest.fixture
def serve(drawn_url: str) -> Iterator[Serve]:
    """Serves the curated facts with other settings."""
    running: list[TestClient] = []

    def start(**settings: object) -> TestClient:
        client = serving(drawn_url, **settings)
        client.__enter__()
        running.append(client)
        return client

    yield start
    for client in running:
        client.__exit__(None, None, None)


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application with RxNorm imported beside the curated facts."""
    folder = tmp_path_factory.mktemp("rxnav-imported")
    url = f"sqlite:///{folder}/materia.db"
    fill(
        url,
        folder,
        DataSet("drawing", "A drawing", "", "CC0", curated, 1),
        DataSet("rxnorm", "RxNorm", "", "CC0", imported_facts, 1),
    )
    with serving(url) as client:
        yield client
