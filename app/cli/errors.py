"""Errors in words, and the exit code that goes with them."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from sqlalchemy.exc import ArgumentError, DBAPIError

from app.domain.errors import AnotherImport, BadSetting, ChangedData, MateriaError, RejectedImport
from app.settings import Settings
from app.store.faults import Fault, fault_of, how_to_mend, what_is_wrong

# Lines are not broken to a width where nobody reads them as a terminal does.
out = Console(soft_wrap=not sys.stdout.isatty(), emoji=False)
# What is printed may hold what was typed: no part of it is markup.
_err = Console(stderr=True, soft_wrap=True, markup=False, emoji=False, highlight=False)


def settings_of(**given: str | int | None) -> Settings:
    """The settings of the environment, and what the command line sets above them."""
    above: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**above)
    except ValidationError as error:
        wrong = [f"MATERIA_{str(e['loc'][0]).upper()}: {_words(e['msg'])}" for e in error.errors()]
        stop("A setting does not fit. " + "; ".join(wrong))


def _words(message: str) -> str:
    return message.removeprefix("Value error, ")


# What the database itself said helps only here.
_SHOWN = (Fault.OTHER, Fault.AWAY, Fault.DENIED, Fault.NOT_THERE)


@contextmanager
def with_plain_errors() -> Iterator[None]:
    """An error of ours in words, without a traceback."""
    try:
        yield
    except RejectedImport as error:
        for problem in error.problems:
            _err.print(f"✗ {problem}")
        mistakes = "1 mistake" if len(error.problems) == 1 else f"{len(error.problems)} mistakes"
        stop(f"{mistakes}. Nothing was loaded.")
    except ChangedData as error:
        for one in error.found:
            _err.print(f"✗ {one}")
        stop(
            f"The facts of {error.data_set} in the database are not those that were imported. "
            "The files are the same as then. Nothing was changed; the same command with --repair "
            "puts them back."
        )
    except AnotherImport as error:
        stop(f"{error}. Nothing was changed; try again when it has ended.")
    except BadSetting as error:
        stop(str(error))
    except MateriaError as error:
        stop(f"{error}. Run `materia migrate` and `materia seed` first.")
    except (ArgumentError, ModuleNotFoundError) as error:
        stop(f"MATERIA_DATABASE_URL is not the address of a database: {type(error).__name__}.")
    except OSError as error:
        stop(_of_file(error))
    except DBAPIError as error:
        fault = fault_of(error)
        why = f" ({error.orig})" if fault in _SHOWN else ""
        stop(f"{what_is_wrong(fault).capitalize()}{why}. {how_to_mend(fault)}")


def _of_file(error: OSError) -> str:
    """What is wrong with a file or its disk."""
    where = f"{error.filename}: " if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{where}{what_is_wrong(Fault.FULL)}. {how_to_mend(Fault.FULL)}"
    return (
        f"{where}{error.strerror or type(error).__name__}. Look at MATERIA_DATABASE_URL and the "
        "other paths that are set, and at who may use them."
    )


def stop(message: str, code: int = 1) -> NoReturn:
    """Says why it ends, and ends."""
    _err.print(message, style="bold red")
    raise typer.Exit(code)
