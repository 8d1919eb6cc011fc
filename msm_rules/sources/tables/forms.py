"""What the fields of a stranger's record must hold, said as a table, and a record cut to it.

Owns the check that lets the readings of other people's catalogues be plain: what a table does not
name is dropped, what has another form is dropped and said, so that a reading meets nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from typing import Any, TypeAlias

from msm_rules.facts.problems import found

Form: TypeAlias = "str | Mapping[str, Form] | list[Mapping[str, Form]]"
"""A word of those below, a table of fields, or a list of records that each have such a table."""

TEXT = "a text"
TEXTS = "a list of texts"
NUMBER = "a number"
FLAG = "`true` or `false`"
FIGURE = "a number, or a text with one"

Odd: TypeAlias = list[tuple[str, str]]
"""What has another form: the place in the record, and what was expected and found."""


def fitted(record: object, form: Mapping[str, Form]) -> tuple[dict[str, Any], Odd]:
    """The fields of a record that a table names and that have its forms, and what else was odd."""
    odd: Odd = []
    if not isinstance(record, Mapping):
        return {}, [("", f"expected a mapping, found {found(record)}")]
    return _fields(record, form, "", odd), odd


def _fields(
    record: Mapping[Any, Any], form: Mapping[str, Form], at: str, odd: Odd
) -> dict[str, Any]:
    named = ((n, record[n], inner) for n, inner in form.items() if record.get(n) is not None)
    fitting = ((n, _value(v, inner, f"{at}{n}", odd)) for n, v, inner in named)
    return {name: value for name, value in fitting if value is not None}


def _value(value: object, form: Form, at: str, odd: Odd) -> Any:
    """The value, or what of it fits; None where nothing does."""
    if isinstance(form, str):
        return _leaf(value, form, at, odd)
    if isinstance(form, Mapping):
        if isinstance(value, Mapping):
            return _fields(value, form, f"{at}.", odd)
        odd.append((at, f"expected a mapping, found {found(value)}"))
        return None
    return list(_records(value, form[0], at, odd))


def _records(
    value: object, form: Mapping[str, Form], at: str, odd: Odd
) -> Iterator[dict[str, Any]]:
    if not isinstance(value, list):
        odd.append((at, f"expected a list, found {found(value)}"))
        return
    for n, item in enumerate(value):
        if isinstance(item, Mapping):
            yield _fields(item, form, f"{at}[{n}].", odd)
        else:
            odd.append((f"{at}[{n}]", f"expected a mapping, found {found(item)}"))


def _leaf(value: object, form: str, at: str, odd: Odd) -> Any:
    if form == TEXTS and isinstance(value, list):
        for n, item in enumerate(value):
            if not isinstance(item, str):
                odd.append((f"{at}[{n}]", f"expected a text, found {found(item)}"))
        return [item for item in value if isinstance(item, str)]
    if _KINDS[form](value):
        return value
    odd.append((at, f"expected {form}, found {found(value)}"))
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


_KINDS: dict[str, Callable[[object], bool]] = {
    TEXT: lambda value: isinstance(value, str),
    TEXTS: lambda value: False,
    NUMBER: _is_number,
    FLAG: lambda value: isinstance(value, bool),
    FIGURE: lambda value: _is_number(value) or isinstance(value, str),
}
