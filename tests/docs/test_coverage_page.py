"""The page that says how much the real snapshot tells is what the program counts in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from msm_rules.cli.main import main

DOCS = Path(__file__).resolve().parents[2] / "docs"

HEAD = """\
# How much a hub snapshot tells

`msm facts coverage CATALOGUE` counts of how many models each fact is known: exactly, within bounds
(a number between two, one of several words, at least these members), or not at all. Nothing is
guessed to make a share larger: a model that names no licence has none here.

What follows is its output for a real snapshot in the *hub-stats* schema, taken from
evaleval/eval-card-registry (Apache-2.0): 2,051 rows, the last change of any model on 2026-05-20,
SHA-256 of `models.parquet`
`{digest}`.
A test makes this page anew and compares. Every row gives a facts document that can be read.

```
{table}```

What the columns of a snapshot cannot tell, another source can: context and cache come with a
checkpoint's `config.json`, results with evaluation files, a gate and a revision with the Hub's own
answer.
"""


def test_the_page_of_coverage_is_what_the_program_counts(
    shared: Path,
    golden: Callable[[Path, str], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = shared / "data/hub_snapshot"
    monkeypatch.chdir(folder)
    monkeypatch.delenv("COLUMNS", raising=False)
    assert main(["facts", "coverage", "models.parquet"]) == 0
    digest = hashlib.sha256((folder / "models.parquet").read_bytes()).hexdigest()
    golden(DOCS / "coverage.md", HEAD.format(digest=digest, table=capsys.readouterr().out))
