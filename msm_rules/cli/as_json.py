"""Results as JSON on stdout; apart from `console`, since the help of `msm` needs none of it."""

from __future__ import annotations

import json

from msm_rules.cli import console


def to_json(value: object) -> str:
    """A result as JSON in one line; no NaN or infinity can get out."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def say_json(value: object) -> None:
    """Write a result to stdout as JSON, in one line; no NaN or infinity can get out."""
    console.say(to_json(value))


def say_document(value: object) -> None:
    """Write a result to stdout as JSON for reading, indented."""
    console.say(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2))
