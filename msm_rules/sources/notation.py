"""JSON, YAML and TOML as plain values, strictly: nothing that two readers understand differently.

Owns what is refused beyond bad syntax: numbers that JSON does not have, a name given twice, and
in YAML tags of programs, and aliases, where they are not asked for or stand for too much (a small
file can stand for a huge one). Words of YAML are those of version 1.2: `no` is Norwegian, `on` the
day something was settled, `7e9` a number.
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
MOST_NODES = 2_000_000
"""How many values a document in YAML may hold once its aliases are written out."""


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


def read_yaml(text: str, *, aliases: bool = False) -> Iterator[Any]:
    """The values of a text in YAML, one a document of it; raises BadRecord.

    With `aliases` these are read (and `<<` merged), as long as all that they stand for, written
    out, has at most `MOST_NODES` values and is nested at most `DEEPEST` deep.
    """
    import yaml  # slow to load, and few catalogues are YAML

    safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Plain(safe):  # type: ignore[misc]
        """Plain values; merges are ours, since PyYAML 6.0.4 lets some lose what overrides them."""

        def flatten_mapping(self, node: Any) -> None:
            _merge(node)

    Plain.yaml_implicit_resolvers = _without(Plain.yaml_implicit_resolvers)
    for kind, form, first in _WORDS:
        Plain.add_implicit_resolver(f"{_TAG}{kind}", re.compile(f"(?:{form})$"), list(first))
    Plain.add_constructor(f"{_TAG}int", lambda loader, node: int(node.value))
    try:
        _check_events(yaml.parse(text, safe), aliases)
        loader = Plain(text)
        while loader.check_node():
            node = loader.get_node()
            _check_names(node)
            yield loader.construct_document(node)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        what = getattr(wrong, "problem", None) or str(wrong)
        raise BadRecord(f"is not YAML: {visible(what)}{where}") from None
    except (TypeError, ValueError) as wrong:  # a list as a name, a date such as 2026-02-30
        raise BadRecord(f"is not plain YAML: {wrong}") from None


_TAG = "tag:yaml.org,2002:"


def _without(resolvers: dict[str, list[tuple[str, Any]]]) -> dict[str, list[tuple[str, Any]]]:
    """The words of YAML 1.1 that stay as they are: nulls, dates, merges."""
    ours = {f"{_TAG}{kind}" for kind, _, _ in _WORDS} | {f"{_TAG}value"}
    return {c: [row for row in rows if row[0] not in ours] for c, rows in resolvers.items()}


def _check_names(root: Any) -> None:
    """Refuses a name given twice, before merges add names that may be given again."""
    waiting, seen = [root], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if type(node).__name__ == "SequenceNode":
            waiting += node.value
        elif type(node).__name__ == "MappingNode":
            names = [_name(key) for key, _ in node.value]
            try:
                _each_once([(name, None) for name in names if name is not None])
            except ValueError as wrong:
                line = node.start_mark.line + 1
                raise BadRecord(f"is not plain YAML: {wrong}, in line {line}") from None
            waiting += [part for pair in node.value for part in pair]


def _name(key: Any) -> str | None:
    """A name as it is compared, `1` and `+1` alike; None for merges and what is no plain word."""
    if not isinstance(key.value, str) or key.tag == f"{_TAG}merge":
        return None
    try:
        return str(int(key.value)) if key.tag == f"{_TAG}int" else str(key.value)
    except ValueError:
        return str(key.value)


def _merge(node: Any) -> None:
    """Puts what `<<` names before a mapping's own names, which override it; of several that are
    merged the first counts most."""
    own = [(key, value) for key, value in node.value if key.tag != f"{_TAG}merge"]
    merged: list[Any] = []
    for _, value in (pair for pair in node.value if pair[0].tag == f"{_TAG}merge"):
        for part in reversed(value.value if type(value).__name__ == "SequenceNode" else [value]):
            if type(part).__name__ != "MappingNode":
                line = value.start_mark.line + 1
                raise BadRecord(f"is not YAML: `<<` in line {line} merges what is no mapping")
            _merge(part)
            merged += part.value
    node.value = merged + own


_OPEN = (0, 0)


def _check_events(events: Iterator[Any], aliases: bool) -> None:
    """Refuses aliases, or what they stand for where that is too much, and deep nesting, before
    anything is built; reading events never recurses.

    `known` has what each anchor stands for, written out: how many values, and how deep. A frame is
    that of a list or mapping that is not at its end yet, behind the name of its anchor.
    """
    known: dict[str, tuple[int, int]] = {}
    frames: list[list[Any]] = [[None, 0, 0]]
    for event in events:
        kind, line = type(event).__name__, event.start_mark.line + 1
        anchor = str(getattr(event, "anchor", None) or "")
        if kind in ("MappingStartEvent", "SequenceStartEvent"):
            frames.append([anchor, 1, 0])
            known |= {anchor: _OPEN} if anchor else {}
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            name, size, deep = frames.pop()
            known |= {name: (size, deep + 1)} if name else {}
            _add(frames, size, deep + 1, line)
        elif kind == "ScalarEvent":
            known |= {anchor: (1, 0)} if anchor else {}
            _add(frames, 1, 0, line)
        elif kind == "AliasEvent":
            if not aliases:
                why = "which is not read: write the value out"
                raise BadRecord(f"has an alias in line {line}, {why}")
            if known.get(anchor) == _OPEN:
                raise BadRecord(f"has an alias in line {line} that stands for itself")
            _add(frames, *known.get(anchor, _OPEN), line)
        if len(frames) - 1 > DEEPEST:
            raise BadRecord(f"is nested more than {DEEPEST} deep in line {line}")


def _add(frames: list[list[Any]], size: int, deep: int, line: int) -> None:
    """What stands in the innermost list or mapping grows by so many values, so deep."""
    frame = frames[-1]
    frame[1] += size
    frame[2] = max(frame[2], deep)
    if len(frames) - 1 + deep > DEEPEST:
        raise BadRecord(f"is nested more than {DEEPEST} deep in line {line}")
    if frame[1] > MOST_NODES:
        raise BadRecord(f"stands for more than {MOST_NODES:,} values in line {line}")
