"""YAML that remembers its lines, so that a mistake can be pointed at."""

import multiprocessing
import os
import re
import signal
import threading
from collections.abc import Hashable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from app.domain.errors import RejectedImport

Loc = tuple[str | int, ...]
"""The way from the root of a file to a part of it: keys, and places in lists counted from 0."""


_TEXT = "tag:yaml.org,2002:str"
_MAPPING = "tag:yaml.org,2002:map"
_LIST = "tag:yaml.org,2002:seq"
_MERGE = "tag:yaml.org,2002:merge"
# A second process is begun for so many files, and gives back so many at once.
_MANY, _AT_ONCE = 200, 100
# A rule is nested five deep.
_DEEPEST = 100


class _Loader(yaml.CSafeLoader):
    """Plain YAML, without the surprises: `no` stays a word, a date stays text.

    It is parsed in C, which is several times as fast and keeps the lines.
    """

    _depth = 0

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        """The tag of a value. Most are text by their first sign, which is seen at once."""
        if kind is yaml.ScalarNode and not (
            implicit[0] and value[:1] in self.yaml_implicit_resolvers
        ):
            return _TEXT
        resolve: Any = super().resolve
        tag: str = resolve(kind, value, implicit)
        return tag

    def descend_resolver(self, _node: yaml.Node | None, _index: object) -> None:
        """The parser calls this on the way into a value.

        Without a limit it would overrun its stack on a value that is nested deeply enough, which
        ends the process.
        """
        self._depth += 1
        if self._depth > _DEEPEST:
            raise RecursionError

    def ascend_resolver(self) -> None:
        """The parser calls this on the way out of a value."""
        self._depth -= 1


# Only `true` and `false` are truth values (YAML 1.1 would read `no`, `on` and `off` as such too); a
# date stays text.
_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


@dataclass(frozen=True)
class NumberedFile:
    """One YAML file: its content, and the line of any place in it.

    Lines are looked up when somebody asks for one, which only a mistake does.
    """

    name: str
    content: Any
    path: Path

    @cached_property
    def _root(self) -> yaml.Node | None:
        return _parse(_read_text(self.path, self.name), self.name)[0]

    def place(self, loc: Loc) -> str:
        """`file:line` of the deepest part of `loc` that exists."""
        node, line = self._root, 1
        for step in (None, *loc):
            node = node if step is None else _child(node, step)
            if node is None:
                break
            line = node.start_mark.line + 1
        return f"{self.name}:{line}"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file; as text it is `file:line`."""

    file: NumberedFile
    loc: Loc

    def __str__(self) -> str:
        return self.file.place(self.loc)


Read = NumberedFile | list[str]
"""A file that was parsed, or what is wrong with it."""


def read_numbered(path: Path, name: str) -> NumberedFile:
    """A YAML file with its lines.

    Raises RejectedImport if it is no UTF-8, no YAML or has a key twice.
    """
    _, content, doubled = _parse(_read_text(path, name), name)
    if doubled:
        raise RejectedImport(
            [f"{name}:{line}: the key '{word}' stands twice" for line, word in doubled]
        )
    return NumberedFile(name, content, path)


Named = tuple[Path, str]
"""A file, and what it is called in messages."""


@contextmanager
def read_ahead(folders: Sequence[Sequence[Named]]) -> Iterator[Iterator[list[Read]]]:
    """The files of each folder, folder by folder, parsed by a second process while the first one
    works on what came before; by the same process where a second one is no use or not possible.
    """
    second = _second_process() if sum(map(len, folders)) >= _MANY else None
    if second is None:
        yield ([read_safely(one) for one in folder] for folder in folders)
        return
    with second:
        pending = [
            [(part, _submit(second, part)) for part in _batches(folder)] for folder in folders
        ]
        try:
            yield ([one for part in parts for one in _result(*part)] for parts in pending)
        finally:
            second.shutdown(cancel_futures=True)


def _second_process() -> ProcessPoolExecutor | None:
    """None where there may be none, or the system has no place for what two processes share."""
    if not _may_fork():
        return None
    try:
        forked = multiprocessing.get_context("fork")
        return ProcessPoolExecutor(1, forked, initializer=_ignore_interrupts)
    except (OSError, ImportError, NotImplementedError):
        return None


def _submit(second: ProcessPoolExecutor, files: list[Named]) -> "Future[list[Read]] | None":
    """None where the system has no room for one more process."""
    try:
        return second.submit(read_several, files)
    except (OSError, BrokenExecutor):
        return None


def _result(files: list[Named], read: "Future[list[Read]] | None") -> list[Read]:
    """What the second process has read. If it was killed, the first one reads the files."""
    try:
        return read_several(files) if read is None else read.result()
    except BrokenExecutor:
        return read_several(files)


def _batches(files: Sequence[Named]) -> Iterator[list[Named]]:
    left = iter(files)
    while part := list(islice(left, _AT_ONCE)):
        yield part


def _may_fork() -> bool:
    """Only a process with a single thread may be copied, and only a second core makes it worth.

    One that ends with its parent ("daemonic") may have no process of its own.
    """
    return (
        threading.active_count() == 1
        and not multiprocessing.current_process().daemon
        and (os.cpu_count() or 1) > 1
        and "fork" in multiprocessing.get_all_start_methods()
    )


def _ignore_interrupts() -> None:
    """Ctrl-C ends the first process, which ends the second one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def read_several(files: Sequence[Named]) -> list[Read]:
    """Files with their lines, each as `read_safely` gives it."""
    return [read_safely(one) for one in files]


def read_safely(file: Named) -> Read:
    """A YAML file with its lines, or what is wrong with it."""
    try:
        return read_numbered(*file)
    except RejectedImport as error:
        return error.problems


def _read_text(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RejectedImport([f"{name}: not UTF-8 text (byte {error.start})"]) from error
    except OSError as error:
        raise RejectedImport([f"{name}:1: cannot be read ({error.strerror})"]) from error


def _parse(text: str, name: str) -> tuple[yaml.Node | None, Any, list[tuple[int, str]]]:
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        doubled: list[tuple[int, str]] = []
        # A list within itself ends here, by its depth, and is not followed for ever.
        content = _content(root, loader, doubled) if root is not None else None
        loader.dispose()
        return root, content, doubled
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RejectedImport([f"{name}:{line}: not valid YAML: {error.problem}"]) from error
    except yaml.YAMLError as error:
        raise RejectedImport([f"{name}:1: not valid YAML: {error}"]) from error
    except RecursionError as error:
        raise RejectedImport([f"{name}:1: a value within itself, or too deep"]) from error


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child: yaml.Node = node.value[step]
        return child
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == str(step)), None)
    return None


def _content(node: yaml.Node, loader: _Loader, doubled: list[tuple[int, str]]) -> Any:
    """What a node says, and the keys that stand twice in it, with their lines.

    Texts, lists and mappings are made here, which is faster; all else by the library.
    """
    if node.tag == _TEXT and isinstance(node, yaml.ScalarNode):
        return node.value
    if node.tag == _LIST and isinstance(node, yaml.SequenceNode):
        return [_content(item, loader, doubled) for item in node.value]
    if node.tag == _MAPPING and isinstance(node, yaml.MappingNode):
        if any(name.tag == _MERGE for name, _ in node.value):
            loader.flatten_mapping(node)
        found: dict[Any, Any] = {}
        seen: set[str] = set()
        for name, value in node.value:
            key = name.value if name.tag == _TEXT else loader.construct_object(name, deep=True)
            if not isinstance(key, Hashable):
                raise yaml.constructor.ConstructorError(
                    None, None, "found unhashable key", name.start_mark
                )
            if name.value in seen:
                doubled.append((name.start_mark.line + 1, name.value))
            seen.add(name.value)
            found[key] = _content(value, loader, doubled)
        return found
    return loader.construct_object(node, deep=True)
