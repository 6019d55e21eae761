"""Finds the regular expressions of the program, and those that may take more than linear time."""

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, TypeGuard

_ASKED = {"search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"}
# What is met by all signs of these kinds is compared over the first signs of Unicode only.
_SIGNS = [chr(number) for number in range(0x180)]
_ANCHORED = {"match", "fullmatch"}


@dataclass(frozen=True, slots=True)
class Written:
    """A regular expression, where it stands, and the function of `re` that takes it."""

    place: str
    pattern: str | bytes
    flags: int
    function: str


def patterns_of(folder: Path) -> Iterator[Written]:
    """Every regular expression of a package: compiled by a module, or written where it is asked.

    But for those of the importers: what they read is a field of a file that somebody chose to
    import, and no question of a client.
    """
    for file in sorted(set(folder.rglob("*.py")) - set((folder / "importers").rglob("*.py"))):
        source = file.read_text(encoding="utf-8")
        name = ".".join(file.relative_to(folder.parent).with_suffix("").parts)
        calls = [node for node in ast.walk(ast.parse(source)) if _is_asked(node)]
        if calls or "re.compile" in source:
            module = importlib.import_module(name.removesuffix(".__init__"))
            for place, value in vars(module).items():
                for one in _compiled(value):
                    yield Written(f"{name}:{place}", one.pattern, one.flags, _asked(place, source))
            yield from (_written(call, f"{name}:{call.lineno}", vars(module)) for call in calls)


def _compiled(value: Any) -> Iterator["re.Pattern[Any]"]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from _compiled(tuple(value.values()))
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _compiled(one)


def _asked(place: str, source: str) -> str:
    """How a compiled pattern is asked: `match` where it always begins at the beginning."""
    asked = set(re.findall(rf"\b{place}\.(\w+)\(", source))
    return "match" if asked and asked <= _ANCHORED else "search"


def _is_asked(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether a function of `re` is called with a pattern that is not compiled."""
    function = node.func if isinstance(node, ast.Call) else None
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
        and function.attr in _ASKED
    )


def _written(call: ast.Call, place: str, names: dict[str, Any]) -> Written:
    """Raises NameError for a pattern that is put together of what a question holds."""
    assert isinstance(call.func, ast.Attribute)
    flags = re.NOFLAG
    for one in (*call.args[1:], *(keyword.value for keyword in call.keywords)):
        if "re." in ast.unparse(one) and isinstance(one, ast.Attribute | ast.BinOp):
            flags |= eval(ast.unparse(one), {"re": re})
    pattern = eval(ast.unparse(call.args[0]), dict(names))
    return Written(place, pattern, int(flags), call.func.attr)


def why_slow(written: Written) -> str | None:
    """Why a pattern may take more steps than a text has signs, several times over; None if not.

    An unbounded repetition within another one, or two with nothing certain between, may try every
    way to share the signs among them. One in which a search can begin anew begins at every sign.
    """
    tree = parser.parse(written.pattern, written.flags)
    walk = _Walk(tree.state.flags & (re.IGNORECASE | re.ASCII))
    walk.through(tree, frozenset())
    if written.function not in _ANCHORED:
        walk.restart(tree)
    return walk.found


Signs = frozenset[str]


class _Walk:
    """Goes through a pattern with the signs that an unbounded repetition before may have taken."""

    def __init__(self, flags: int) -> None:
        self.flags = flags
        self.found: str | None = None

    def through(self, tree: Any, before: Signs) -> Signs:
        for code, value in tree:
            before = self.step(code, value, before)
        return before

    def step(self, code: Any, value: Any, before: Signs) -> Signs:
        if code in _REPEATS:
            return self.repeat(value, before, possessive=code is codes.POSSESSIVE_REPEAT)
        if code is codes.SUBPATTERN:
            return self.through(value[3], before)
        if code is codes.BRANCH:
            return frozenset().union(*(self.through(one, before) for one in value[1]))
        if code in (codes.ASSERT, codes.ASSERT_NOT):
            if value[0] > 0:
                self.through(value[1], before)
            return before
        return before if code is codes.AT else before & self.signs([(code, value)])

    def repeat(self, value: Any, before: Signs, possessive: bool) -> Signs:
        least, most, inner = value
        if most != codes.MAXREPEAT:
            after = self.through(inner, before)
            return after if least else after | before
        signs = self.signs(inner)
        shared = before & self.first(inner)
        if shared:
            self.found = f"two unbounded repetitions, both of {sorted(shared)[:3]}"
        if not possessive and self.ends_as_it_begins(inner):
            self.found = "an unbounded repetition within another one"
        self.through(inner, frozenset())
        taken = frozenset() if possessive else signs
        return taken if least else taken | before

    def ends_as_it_begins(self, inner: Any) -> bool:
        """Whether a round may share signs with the next one."""
        left = self.through(inner, frozenset())
        return bool(left and left & self.first(inner))

    def restart(self, tree: Any) -> None:
        """A search that fails begins again one sign later: with the same repetition, if all that
        stands before it can be a part of it.
        """
        before: list[Signs] = []
        for place, (code, value) in enumerate(tree):
            if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
                return
            if code is codes.SUBPATTERN and not before:
                self.restart([*value[3], *list(tree)[place + 1 :]])
                return
            if code is codes.BRANCH and not before:
                for one in value[1]:
                    self.restart([*one, *list(tree)[place + 1 :]])
                return
            signs = self.signs([(code, value)])
            if code in _REPEATS and value[1] == codes.MAXREPEAT:
                can_fail = any(not self.may_be_empty(*one) for one in list(tree)[place + 1 :])
                if can_fail and all(one & signs for one in before):
                    self.found = "an unbounded repetition that a search begins anew"
                return
            if not self.may_be_empty(code, value):
                before.append(signs)

    def may_be_empty(self, code: Any, value: Any) -> bool:
        if code in _REPEATS:
            return value[0] == 0 or all(self.may_be_empty(*one) for one in value[2])
        if code is codes.SUBPATTERN:
            return all(self.may_be_empty(*one) for one in value[3])
        if code is codes.BRANCH:
            return any(all(self.may_be_empty(*part) for part in one) for one in value[1])
        return code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT) and code is not codes.AT

    def first(self, tree: Any) -> Signs:
        """The signs with which a sequence may begin."""
        found: Signs = frozenset()
        for code, value in tree:
            if code is codes.SUBPATTERN:
                found |= self.first(value[3])
            elif code is codes.BRANCH:
                found = found.union(*map(self.first, value[1]))
            else:
                found |= self.signs([(code, value)])
            if not self.may_be_empty(code, value):
                break
        return found

    def signs(self, items: Any) -> Signs:
        """All signs that the elements can take anywhere."""
        found: Signs = frozenset()
        for code, value in items:
            if code in (codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN):
                source = re.compile(_class_of(code, value), self.flags)
                found |= {sign for sign in _SIGNS if source.fullmatch(sign)}
            elif code in _REPEATS:
                found |= self.signs(value[2])
            elif code is codes.SUBPATTERN:
                found |= self.signs(value[3])
            elif code is codes.BRANCH:
                found = found.union(*map(self.signs, value[1]))
        return found


_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)


def _class_of(code: Any, value: Any) -> str:
    if code is codes.LITERAL:
        return re.escape(chr(value))
    if code is codes.NOT_LITERAL:
        return f"[^{re.escape(chr(value))}]"
    if code is codes.ANY:
        return "(?s:.)"
    return f"[{''.join(map(_part_of_class, value))}]"


_CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_NOT_DIGIT: r"\D", codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S", codes.CATEGORY_WORD: r"\w", codes.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def _part_of_class(part: tuple[Any, Any]) -> str:
    code, value = part
    if code is codes.NEGATE:
        return "^"
    if code is codes.LITERAL:
        return re.escape(chr(value))
    if code is codes.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return _CATEGORIES[value]
