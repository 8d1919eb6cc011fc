"""The pages that restate data are current."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import generated

DOCS = Path(__file__).resolve().parents[2] / "docs"

Golden = Callable[[Path, str], None]


def test_the_page_of_facts_is_made_from_the_vocabulary(golden: Golden) -> None:
    golden(DOCS / "facts.md", generated.facts_page())


def test_the_page_of_licences_is_made_from_the_knowledge_base(golden: Golden) -> None:
    golden(DOCS / "licences.md", generated.licences_page())
