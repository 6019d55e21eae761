"""The same house from a terminal."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Looks for no garbage while modules are loaded: what they are made of stays."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def run() -> None:
    """The command `materia`."""
    with loading():
        from app.cli.app import app
    app()
