"""stub"""

from __future__ import annotations

from collections.abc import Iterator


def is_bom(one: object) -> bool:
    return isinstance(one, dict) and one.get("bomFormat") == "CycloneDX"


def bom_records(name: str, one: object) -> Iterator[tuple[str, object]]:
    yield name, one
