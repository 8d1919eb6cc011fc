"""YAML as plain values: the safe part of it, with the words of YAML 1.2.

Owns which YAML is read: no tags of programs, no aliases (which can grow without bound), no key
twice; `on`, `off`, `yes` and `no` are words (`on` names a day in attested facts, `no` is
Norwegian) and `7e9` is a number. Loaded late, since YAML is slow to load.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

_FLOAT = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"


class Plain(yaml.SafeLoader):
    """The loader of plain values."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse aliases; else as the safe loader does."""
        if self.check_event(yaml.events.AliasEvent):
            raise ValueError(f"line {self.line + 1}: aliases (`*name`) are not read")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """Refuse a key that is given twice; else as the safe loader does."""
        seen: list[object] = []
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                line = key_node.start_mark.line + 1
                raise ValueError(f"line {line}: `{key}` is given twice")
            seen.append(key)
        return super().construct_mapping(node, deep)


_WORDS = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:float", "tag:yaml.org,2002:int"}

Plain.yaml_implicit_resolvers = {
    first: [row for row in rows if row[0] not in _WORDS]
    for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _tag, _pattern, _first in (
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", _FLOAT, "-+.0123456789"),
):
    Plain.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first)
    )
Plain.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))


def read_yaml(text: str) -> Any:
    """The content of a YAML text. Raises ValueError with the line and what is wrong there."""
    try:
        return yaml.load(text, Plain)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        what = getattr(problem, "problem", None) or getattr(problem, "reason", str(problem))
        raise ValueError(where + str(what)) from None
