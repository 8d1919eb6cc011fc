"""Lines of a snapshot: what is kept from row to row never changes what a row says, and what a
process that reads rows does wrong is told."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from msm_rules.sources import CatalogueError, read_records
from msm_rules.sources.snapshot import open_snapshot, snapshot_lines
from msm_rules.sources.snapshot.reading import Snapshot
from msm_rules.sources.snapshot.spread import Part, Span, spread
from tests.sources.snapshots import resolved, row, write_snapshot

Read = Callable[[Span], Iterator[Part]]


def lines_of(path: Path) -> list[Any]:
    return [json.loads(line) for part in snapshot_lines(path) for line in part.text.splitlines()]


def board(*results: tuple[str, object], kind: str = "acc") -> list[dict[str, Any]]:
    """Results on MMLU as cards copy them from the Open LLM Leaderboard."""
    return [
        {
            "results": [
                {
                    "dataset": {"name": name},
                    "source": {"name": "Open LLM Leaderboard"},
                    "metrics": [{"type": kind, "value": value}],
                }
                for name, value in results
            ]
        }
    ]


MMLU = "MMLU (5-Shot)"
MIT: dict[str, object] = {"license": "mit"}
KINDRED: dict[str, list[dict[str, Any]]] = {
    "a line whose members stand in it themselves": [
        row("z/one", {**MIT, "base_model": "a/x"}),
        row("a/x", {**MIT, "base_model": "a/y"}),
        row("a/y", {"license": "apache-2.0", "base_model": "a/x"}),
        row("A/X", {**MIT, "base_model": "a/x"}),
        row("z/two", {**MIT, "base_model": "a/x"}),
    ],
    "one base under licences of every form": [
        row(f"z/{n}", {"base_model": "x/b", **licence})
        for n, licence in enumerate(
            [
                dict[str, object](),
                MIT,
                {"license": ["mit"]},
                {"license": ["mit", "apache-2.0"]},
                {"license": "other", "license_name": "x"},
                {"license": 'say "x"\\'},
                MIT,
            ]
        )
    ]
    + [row("x/b", {"license": "apache-2.0"})],
    "bases that are blank, no text, or found under another name": [
        row("z/Llama-1", {**MIT, "base_model": " "}),
        row("z/plain", {**MIT, "base_model": " "}),
        row("z/2", {**MIT, "base_model": ["x/b", 7]}),
        row("z/3", {**MIT, "base_model": "x/old"}, baseModels=resolved("x/b", relation="merge")),
        row("z/4", {**MIT, "base_model": "x/old"}, baseModels=resolved("x/b")),
        row('z/"5"', {**MIT, "base_model": "x/old"}, baseModels=resolved("x/b")),
    ],
    "no base, and signs of one": [
        row("z/Llama-1", MIT, tags=["merge"]),
        row("y/Llama-2", MIT, tags=["merge"]),
        row("z/plain", MIT),
        row("z/plain-2", {}),
    ],
    "the same figure, others, and two that disagree": [
        row("z/1", {"model-index": board((MMLU, 60.5))}),
        row("z/2", {"model-index": board((MMLU, 60.5))}),
        row("z/3", {"model-index": board((MMLU, 0))}),
        row("z/4", {"model-index": board((MMLU, -0.0))}),
        row("z/5", {"model-index": board((MMLU, "15.88%"))}),
        row("z/6", {"model-index": board((MMLU, 60.5), (MMLU, 61))}),
        row("z/7", {"model-index": board((MMLU, True), (MMLU, 101), ("other", 5))}),
        row("z/8", {"model-index": board(("MuSR (0-shot)", 7.25), kind="acc_norm")}, likes=0),
    ],
}


@pytest.mark.parametrize("name", KINDRED)
@pytest.mark.parametrize("backwards", [False, True])
def test_rows_that_share_much_say_what_each_says_alone(
    tmp_path: Path, name: str, backwards: bool
) -> None:
    rows = KINDRED[name][:: -1 if backwards else 1]
    path = write_snapshot(tmp_path / "a.parquet", rows)
    assert lines_of(path) == [record for _, record in read_records(path)]


# --- what goes wrong in a process ----------------------------------------------------------------


def dying(snapshot: Snapshot) -> Read:
    """Reads the first span, and takes its process down with the next."""

    def read(span: Span) -> Iterator[Part]:
        if span[0]:
            os._exit(3)
        yield b"{}\n", 1, []

    return read


def failing(snapshot: Snapshot) -> Read:
    """Reads the first span, and fails with the next."""

    def read(span: Span) -> Iterator[Part]:
        yield b"{}\n", 1, []
        if span[0]:
            raise OSError(f"cannot read on from row {span[0]}")

    return read


SPANS = [(0, 1), (1, 1), (2, 1)]


@pytest.mark.parametrize(
    ("reader", "parts", "error", "words"),
    [
        (dying, 1, CatalogueError, "cannot be read: a process that read it ended"),
        (failing, 2, OSError, "cannot read on from row 1"),
    ],
)
def test_what_was_read_is_put_out_before_a_fault_is_told(
    tmp_path: Path,
    reader: Callable[[Snapshot], Read],
    parts: int,
    error: type[Exception],
    words: str,
) -> None:
    snapshot = open_snapshot(write_snapshot(tmp_path / "a.parquet", [row("a/b")]))
    found = spread(snapshot, reader, SPANS, 2)
    assert [next(found) for _ in range(parts)] == [(b"{}\n", 1, [])] * parts
    with pytest.raises(error, match=words):
        next(found)
