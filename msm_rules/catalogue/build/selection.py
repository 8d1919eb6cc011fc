"""Which models ship: the curated list beside this file, read as families of ids."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files


def families() -> Mapping[str, tuple[str, ...]]:
    """Ids by family.  A line `[name] why` starts a family, every other line is an id."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in files(__package__).joinpath("selection.txt").read_text("utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("["):
            current = found.setdefault(text[1:].partition("]")[0], [])
        elif text:
            current.append(text)
    return {family: tuple(ids) for family, ids in found.items()}


def selection() -> tuple[str, ...]:
    """All ids, families in order."""
    return tuple(model_id for ids in families().values() for model_id in ids)
