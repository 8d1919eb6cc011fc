"""What is wrong with facts from outside: one problem a field, said for people.

Owns the problem, the error that carries all problems of a record, and the wording of what was
found instead. What is right stands in `forms` and `evidence`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from math import isfinite

from msm_rules.diagnostics.cells import visible
from msm_rules.diagnostics.nearest import nearest
from msm_rules.frozen import record

SHOWN = 60
"""How many characters of a stranger's text a message repeats."""


@record
class Problem:
    """One field that cannot be read: `record` names the document, `field` the place in it."""

    record: str
    field: str
    message: str

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.record, self.field, self.message)))


class FactsError(Exception):
    """Facts that cannot be read, with every problem found in the record, one a line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class IllFormed(Exception):
    """One value that cannot be read; `at` is the place below the field, such as `[0].method`."""

    def __init__(self, message: str, at: str = "") -> None:
        super().__init__(message)
        self.at = at


def quoted(text: str) -> str:
    """A stranger's text as messages repeat it: in backticks, visible, not too long."""
    short = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return f"`{visible(short)}`"


def shown(key: object) -> str:
    """The key of a mapping as part of a field's name."""
    return name_of(key).removeprefix("`").removesuffix("`")


def name_of(key: object) -> str:
    """The key of a mapping as messages repeat it."""
    return quoted(key) if isinstance(key, str) else found(key)


def found(raw: object) -> str:
    """What stands where something else was expected: `the text `many``, `a list`."""
    match raw:
        case None:
            return "nothing"
        case bool():
            return "`true`" if raw else "`false`"
        case int():
            return f"`{raw}`" if abs(raw) < 10**30 else "a whole number of more than 30 digits"
        case float():
            return f"`{raw:.15g}`" if isfinite(raw) else f"`{raw}`, which is not finite"
        case str():
            return f"the text {quoted(raw)}" if raw else "an empty text"
        case list() | tuple():
            return "a list" if raw else "an empty list"
        case Mapping():
            return f"a mapping with {name_of(next(iter(raw)))}" if raw else "an empty mapping"
        case date():
            return f"the date `{raw}`"
        case _:
            return "something that JSON has no form for"


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean `x`?`, or nothing where no known name is near."""
    near = nearest(word[:SHOWN], known)
    return f"; did you mean `{near[0]}`?" if near else ""
