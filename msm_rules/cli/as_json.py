"""Results as JSON or YAML on stdout; apart from `console`: the help of `msm` needs neither."""

from __future__ import annotations

import json

from msm_rules.cli import console


def to_json(value: object) -> str:
    """A result as JSON in one line; no NaN or infinity can get out."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def say_json(value: object) -> None:
    """Write a result to stdout as JSON, in one line; no NaN or infinity can get out."""
    console.say(to_json(value))


def as_yaml(value: object) -> str:
    """A result in YAML."""
    import yaml  # slow to load

    text: str = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100)
    return text.rstrip("\n")


def say_in(form: str, value: object) -> None:
    """Write a result to stdout as `yaml`, or as JSON for reading."""
    if form == "yaml":
        console.say(as_yaml(value))
    else:
        say_document(value)


def say_document(value: object) -> None:
    """Write a result to stdout as JSON for reading, indented."""
    console.say(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2))
