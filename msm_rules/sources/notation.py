"""JSON, YAML and TOML as plain values, strictly: nothing that two readers understand differently.

Owns what is refused beyond bad syntax: numbers that JSON does not have, a name given twice, and
in YAML aliases (a small file can stand for a huge one) and tags of programs. Words of YAML are
those of version 1.2: `no` is Norwegian, `on` the day something was settled, `7e9` a number.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any, NoReturn

from msm_rules.diagnostics.cells import visible
from msm_rules.facts.problems import name_of
from msm_rules.sources.broken import BadRecord

DEEPEST = 64
"""How deep a document in YAML may be nested; JSON has the limit of Python's own reader."""


def read_json(text: str, *, infinite: bool = False) -> Any:
    """The value of a text in JSON; raises BadRecord.  `infinite` takes `NaN` and `Infinity`, which
    JSON does not have and some programs write."""
    try:
        return (_LOOSE if infinite else _DECODER).decode(text)
    except json.JSONDecodeError as wrong:
        where = f"line {wrong.lineno}, " if wrong.lineno > 1 else ""
        raise BadRecord(
            f"is not JSON: {wrong.msg.lower()} at {where}column {wrong.colno}"
        ) from None
    except RecursionError:
        raise BadRecord("is nested too deep") from None
    except ValueError as wrong:
        raise BadRecord(f"is not JSON: {wrong}") from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"{name_of(twice)} is given twice")
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"`{word}` is no number")


_DECODER = json.JSONDecoder(object_pairs_hook=_each_once, parse_constant=_no_number)
_LOOSE = json.JSONDecoder(object_pairs_hook=_each_once)


def read_toml(text: str) -> dict[str, Any]:
    """The value of a text in TOML; raises BadRecord."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise BadRecord("is nested too deep") from None
    except ValueError as wrong:
        raise BadRecord(f"is not TOML: {wrong}") from None


_WORDS = (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
)
"""What a bare word of YAML 1.2 (its core schema, in decimal) is taken for: tag, form, first signs.
Infinities and NaN, which JSON does not have, stay words."""


def read_yaml(text: str) -> Iterator[Any]:
    """The values of a text in YAML, one a document of it; raises BadRecord."""
    import yaml  # slow to load, and few catalogues are YAML

    safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Plain(safe):  # type: ignore[misc]
        """Plain values in which no name is given twice."""

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            pairs = [(self.construct_object(key, deep=True), None) for key, _ in node.value]
            try:
                _each_once(pairs)
            except (TypeError, ValueError) as wrong:
                line = node.start_mark.line + 1
                raise BadRecord(f"is not plain YAML: {wrong}, in line {line}") from None
            return super().construct_mapping(node, deep)

    Plain.yaml_implicit_resolvers = _without(Plain.yaml_implicit_resolvers)
    for kind, form, first in _WORDS:
        Plain.add_implicit_resolver(f"{_TAG}{kind}", re.compile(f"(?:{form})$"), list(first))
    Plain.add_constructor(f"{_TAG}int", lambda loader, node: int(node.value))
    try:
        _check_events(yaml.parse(text, safe))
        yield from yaml.load_all(text, Plain)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        what = getattr(wrong, "problem", None) or str(wrong)
        raise BadRecord(f"is not YAML: {visible(what)}{where}") from None
    except ValueError as wrong:  # a date such as 2026-02-30
        raise BadRecord(f"is not plain YAML: {wrong}") from None


_TAG = "tag:yaml.org,2002:"


def _without(resolvers: dict[str, list[tuple[str, Any]]]) -> dict[str, list[tuple[str, Any]]]:
    """The words of YAML 1.1 that stay as they are: nulls, dates, merges."""
    ours = {f"{_TAG}{kind}" for kind, _, _ in _WORDS}
    return {c: [row for row in rows if row[0] not in ours] for c, rows in resolvers.items()}


def _check_events(events: Iterator[Any]) -> None:
    """Refuses aliases and deep nesting before anything is built; reading events never recurses."""
    depth = 0
    for event in events:
        kind = type(event).__name__
        line = event.start_mark.line + 1
        if kind == "AliasEvent":
            raise BadRecord(f"has an alias in line {line}, which is not read: write the value out")
        depth += kind in ("MappingStartEvent", "SequenceStartEvent")
        depth -= kind in ("MappingEndEvent", "SequenceEndEvent")
        if depth > DEEPEST:
            raise BadRecord(f"is nested more than {DEEPEST} deep in line {line}")
