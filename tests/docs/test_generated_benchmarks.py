"""The page that restates the table of benchmarks is current."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import generated_benchmarks

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


def test_the_page_of_benchmarks_is_made_from_the_table(golden: Callable[[Path, str], None]) -> None:
    golden(PAGE, generated_benchmarks.page().rstrip("\n") + "\n")
