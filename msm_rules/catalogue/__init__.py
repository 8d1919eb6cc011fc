"""The catalogue that ships with the package: facts documents of well-known models.

Owns `models.jsonl` and its reading.  How it was made is `msm_rules.catalogue.build`, which
nothing here imports; what a document means belongs to `facts`.
"""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any


def shipped_path() -> Traversable:
    """The catalogue: one facts document a line, sorted by id without case."""
    return files(__package__).joinpath("models.jsonl")


def load_shipped() -> tuple[dict[str, Any], ...]:
    """The facts documents of the catalogue, as plain dicts; each call gives new ones."""
    text = shipped_path().read_text("utf-8")
    return tuple(json.loads(line) for line in text.splitlines())
