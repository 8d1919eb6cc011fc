"""Documents in JSON, YAML and TOML as plain values.

Owns the reading of the three notations, in their safe forms only, and the wording of what is wrong
with a text. What a document means is for `facts` and `decide`.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import PurePath
from typing import Any, NoReturn

from msm_rules.cli.files import STDIN, name_of, read_text
from msm_rules.cli.refusal import Refusal

NOTATIONS = {".json": "JSON", ".yaml": "YAML", ".yml": "YAML", ".toml": "TOML"}
"""Endings of files and the notation each has; any other file is taken for JSON or YAML."""


def read_document(path: str, expected: str) -> Any:
    """The content of a document; `-` is stdin. Raises Refusal with file, line and what to do."""
    suffix = PurePath(path).suffix.lower()
    if suffix == ".msm":
        raise Refusal(
            f"{name_of(path)} is a policy, and {expected} is expected here",
            "the policy comes first, what it decides on after it",
        )
    text = read_text(path, expected)
    notation = NOTATIONS.get(suffix) or ("JSON" if text.lstrip()[:1] in "{[" else "YAML")
    if path == STDIN and notation == "YAML" and text.lstrip().startswith("policy "):
        raise Refusal(f"stdin gave a policy, and {expected} is expected here")
    try:
        return _READERS[notation](text)
    except (ValueError, RecursionError) as problem:
        reason = "it is nested too deep" if isinstance(problem, RecursionError) else str(problem)
        raise Refusal(f"{name_of(path)} is not sound {notation}: {reason}") from None


def _json(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"`{key}` is given twice")
        found[key] = value
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"`{word}` is no number of JSON")


def _yaml(text: str) -> Any:
    from msm_rules.cli.plain_yaml import read_yaml  # slow to load, and JSON is common

    return read_yaml(text)


_READERS: dict[str, Callable[[str], Any]] = {
    "JSON": _json,
    "YAML": _yaml,
    "TOML": tomllib.loads,
}
