"""The exceptions of the service, in one tree.

MateriaError
├── RejectedImport     a file that may not be loaded; nothing of it was
├── ChangedData        rows that are not those which their import wrote
├── BadSetting         a setting that names what is not there
├── AnotherImport      an import while another one is running
├── NothingLoaded      a question before any release is there
└── TooManyDrugs       a check of more drugs than can be compared
"""


class MateriaError(Exception):
    """Anything that Materia itself raises."""


class RejectedImport(MateriaError):
    """A file that may not be loaded.

    Each problem names its place; yesterday's facts stay as they were.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class ChangedData(MateriaError):
    """Rows of a data set that are not those which its import wrote, in words."""

    def __init__(self, data_set: str, found: list[str]) -> None:
        super().__init__("\n".join(found))
        self.data_set, self.found = data_set, found


class BadSetting(MateriaError):
    """A setting that names what is not there."""


class AnotherImport(MateriaError):
    """Another import has been writing for longer than one waits for it."""


class NothingLoaded(MateriaError):
    """No readable release: the database is missing, unmigrated or empty; or there is a `fault`, in
    words.
    """

    def __init__(self, why: str, fault: str = "") -> None:
        super().__init__(why)
        self.fault = fault


class TooManyDrugs(MateriaError):
    """More drugs than one check can compare."""
