"""Values for a policy's params from the command line: `--set name=value` and `--params FILE`.

Owns how a value is written on a command line: as in the language, but a shell may have taken the
quotes away. Types and ranges are checked where policies are bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from msm_rules.cli.documents import read_document
from msm_rules.cli.files import name_of
from msm_rules.cli.refusal import Refusal
from msm_rules.cli.unknown import did_you_mean
from msm_rules.diagnostics.cells import visible
from msm_rules.graph.nodes import Graph, Param
from msm_rules.source import Source
from msm_rules.syntax import parse
from msm_rules.syntax import tree as t
from msm_rules.values.types import (
    BOOL,
    BYTES,
    DATE,
    DURATION,
    NUMBER,
    Enum,
    SetOf,
    Type,
    is_ordered,
    spoken,
)

_EXAMPLES: dict[Type, str] = {
    NUMBER: "`128Ki` or `0.5`",
    BYTES: "`48GiB`",
    DURATION: '`"90 days"`',
    DATE: "`2026-01-31`",
    BOOL: "`true` or `false`",
}
_UNITS = {"number": NUMBER, "bytes": BYTES, "duration": DURATION}


def read_settings(
    graph: Graph, settings: Iterable[str], files: Iterable[str] = ()
) -> dict[str, object]:
    """Values by name of param, in JSON form; a later one, and one of `--set`, wins.

    Raises Refusal that names the setting and what was expected.
    """
    params = {p.name: p for p in graph.params}
    given: dict[str, object] = {}
    for file in files:
        for name, raw in _mapping(file).items():
            param = _param(params, str(name), f"{name_of(file)}: ")
            given[param.name] = _from_file(param, raw, file)
    for setting in settings:
        name, sign, text = setting.partition("=")
        if not sign:
            raise Refusal(
                f"`--set {visible(setting)}` has no `=`",
                f"write a param and its value: `--set {visible(name.strip() or 'name')}=VALUE`",
            )
        param = _param(params, name.strip(), "")
        given[param.name] = read_value(param, text.strip())
    return given


def _mapping(file: str) -> Mapping[object, object]:
    found = read_document(file, "a mapping of params to values")
    if isinstance(found, Mapping):
        return found
    raise Refusal(
        f"{name_of(file)} holds no mapping of params to values",
        "one line a param, such as `gpu_memory: 48 GiB`",
    )


def _param(params: Mapping[str, Param], name: str, where: str) -> Param:
    if name in params:
        return params[name]
    has = f"its params are {', '.join(f'`{n}`' for n in params)}" if params else "it has none"
    raise Refusal(
        f"{where}the policy has no param called `{visible(name)}`", did_you_mean(name, params, has)
    )


def _from_file(param: Param, raw: object, file: str) -> object:
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, str) and is_ordered(param.type):
        return read_value(param, raw.strip(), f"{name_of(file)}: ")
    return raw


def read_value(param: Param, text: str, where: str = "") -> object:
    """A value as it was typed, as JSON has it. Raises Refusal where it is not of the type."""
    found = literal(text, param.type)
    if found is None:
        raise Refusal(
            f"{where}`{param.name}` is {spoken(param.type)}, and `{visible(text)}` is none",
            example(param.type),
        )
    return found


def example(type_: Type) -> str:
    """How a value of the type is typed, as a hint."""
    if isinstance(type_, Enum):
        members = sorted(type_.members)
        return f"it is one of {', '.join(members[:12])}{', …' if len(members) > 12 else ''}"
    if isinstance(type_, SetOf):
        return 'write its members in braces, and all of it in single quotes: `\'{"a","b"}\'`'
    return f"write it such as {_EXAMPLES.get(type_, '`some text`')}"


def literal(text: str, type_: Type) -> object | None:
    """The JSON form of a literal of the type, as somebody types it; None where it is none."""
    if isinstance(type_, SetOf):
        return members(text)
    expression = _expression(text)
    match expression:
        case t.Number(value, unit) if _UNITS[unit] == type_:
            return value
        case t.Unary("-", t.Number(value, unit)) if _UNITS[unit] == type_:
            return -value
        case t.Date(ordinal) if type_ == DATE:
            return date.fromordinal(ordinal).isoformat()
        case t.Bool(value) if type_ == BOOL:
            return value
        case _ if is_ordered(type_) or type_ == BOOL:
            return None
        case _:
            return _word(text)


def members(text: str) -> list[str] | None:
    """The members of `{"a", "b"}`, or of what a shell leaves of it (`{a, b}`, `a,b`)."""
    inner = text.removeprefix("{").removesuffix("}").strip() if text[:1] == "{" else text
    if text[:1] == "{" and text[-1:] != "}":
        return None
    words = re.findall(r'\s*("(?:[^"\\]|\\.)*"|[^",{}]+)\s*(?:,|$)', inner)
    if not inner:
        return []
    members = [_word(word.strip()) for word in words]
    return None if not members or None in members else [m for m in members if m is not None]


def _word(text: str) -> str | None:
    """A text with its quotes, or one that the shell took them from."""
    if text[:1] != '"':
        return text or None
    expression = _expression(text)
    return expression.value if isinstance(expression, t.Text) else None


def _expression(text: str) -> t.Expr | None:
    """What is written, read as the language reads it; None where that is no expression."""
    file, problems = parse(Source("--set", f"let value = {text}"))
    if problems or len(file.items) != 1 or not isinstance(file.items[0], t.Let):
        return None
    return file.items[0].value
