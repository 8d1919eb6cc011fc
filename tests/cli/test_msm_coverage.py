"""`msm facts coverage`, and `msm` on files that end in `.parquet`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run
from tests.sources.snapshots import row, write_snapshot


def test_shares_of_a_catalogue(msm: Run, desk: Path) -> None:
    (desk / "two.jsonl").write_text('{"id": "a/b", "likes": 3}\n{"id": "a/c"}\n', "utf-8")
    outcome = msm("facts", "coverage", "two.jsonl")
    assert (outcome.status, outcome.err) == (0, "")
    assert "two.jsonl: 2 models" in outcome.out
    shares = next(line for line in outcome.out.splitlines() if line.split()[:1] == ["likes"])
    assert shares.split() == ["likes", "50.0", "%", "0.0", "%", "50.0", "%"]
    assert "known of no model: author" in outcome.out


def test_counts_as_json_stand_alone_on_stdout(msm: Run, desk: Path) -> None:
    (desk / "two.jsonl").write_text('{"id": "a/b", "likes": 3}\n{"id": "A/B"}\nnone\n', "utf-8")
    outcome = msm("facts", "coverage", "two.jsonl", "--format", "json")
    assert outcome.status == 1
    found = json.loads(outcome.out)
    assert found["models"] == 1
    assert found["facts"]["likes"] == {"exact": 1, "bounded": 0, "unknown": 0}
    assert outcome.err.count("left out or in doubt") == 2


def test_without_a_name_it_is_the_shipped_catalogue(msm: Run) -> None:
    assert msm("facts", "coverage").out.startswith("shipped: ")


def test_a_snapshot_is_screened_and_its_bad_rows_are_told(msm: Run, desk: Path) -> None:
    write_snapshot(desk / "models.parquet", [row("a/b-7B", {"license": "mit"}), row("a/c", "{")])
    outcome = msm("screen", "assistant.msm", "models.parquet", "--format", "json")
    assert outcome.status in (0, 1, 3)
    found = json.loads(outcome.out)
    assert [m["model"] for m in found["models"]] == ["a/b-7B", "a/c"]
    assert [p["field"] for p in found["problems"]] == ["cardData"]


def test_any_bytes_as_parquet_are_a_clear_error(msm: Run, desk: Path) -> None:
    for content in (b"", b"PAR1", b"\x00" * 100, b"PAR1" + b"\xff" * 50 + b"PAR1", b"{}"):
        (desk / "models.parquet").write_bytes(content)
        for command in (("screen", "assistant.msm"), ("facts", "coverage")):
            outcome = msm(*command, "models.parquet")
            assert (outcome.status, outcome.out) == (2, "")
            assert outcome.err.startswith("error: `models.parquet` ")


def test_a_column_of_another_type_is_named_and_the_status_is_2(msm: Run, desk: Path) -> None:
    import polars as pl

    pl.DataFrame({"id": ["a/b"], "cardData": [7]}).write_parquet(desk / "models.parquet")
    outcome = msm("screen", "assistant.msm", "models.parquet")
    assert outcome.status == 2
    assert "`models.parquet` has a column `cardData` of type Int64" in outcome.err


def test_a_note_on_a_field_leaves_no_record_out_and_changes_no_status(msm: Run, desk: Path) -> None:
    (desk / "models.csv").write_text("id,license\na/b,no such licence\nc/d,mit\n", "utf-8")
    outcome = msm("facts", "coverage", "models.csv")
    assert outcome.status == 0
    assert "models.csv: 2 models" in outcome.out
    assert "no licence is known by the name `no such licence`" in outcome.err
