"""What resources are made of, for tests."""

from collections.abc import Iterator

import pytest
from app.api.fhir.codes import Context, Version
from app.services.release import LoadedRelease
from app.store.database import open_engine
from sqlmodel import Session


@pytest.fixture(scope="session")
def fhir_session(seeded_url: str) -> Iterator[Session]:
    """A session on the seed."""
    engine = open_engine(seeded_url)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture(params=list(Version))
def context(
    request: pytest.FixtureRequest, loaded: LoadedRelease, fhir_session: Session
) -> Context:
    """Each version of FHIR on the seed."""
    return Context(request.param, loaded, fhir_session)
