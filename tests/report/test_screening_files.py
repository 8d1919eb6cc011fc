"""Screenings as files: formats agree, nothing is half written, no cell is a formula."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import msm_rules as msm
from msm_rules.report import out
from msm_rules.report.out import FORMATS, UnknownFormat, check_format, write_screening
from msm_rules.report.table import COLUMNS, columns, lines
from msm_rules.report.table_files import harmless
from msm_rules.screening import Screening

DAY = date(2026, 11, 22)

POLICY = """
policy p { version "1.0.0" }
critical {
  rule size { require model.parameters <= 10B waivable }
  rule task { require "text-generation" in model.tasks }
}
important { rule medical { prefer "medical" in model.domains } }
decide { accept if score >= 0.5 review if score >= 0.2 valid for 10 days }
rank { by score descending }
obligation note "Keep the notice" { if model.license == "MIT" }
waiver "W-1" {
  rule size
  models {"big/*"}
  from 2026-01-01 until 2026-12-31
  approved by "Legal"
  because "Agreed"
}
"""

CATALOGUE: list[dict[str, object]] = [
    {
        "id": "=cmd|' /C calc'!A0",
        "parameters": 7e9,
        "tasks": ["text-generation"],
        "domains": ["medical"],
        "license": "MIT",
    },
    {
        "id": "big/waived",
        "parameters": 70e9,
        "tasks": ["text-generation"],
        "domains": ["medical"],
        "license": "Apache-2.0",
    },
    {"id": "open/one", "parameters": 7e9, "tasks": ["text-generation"]},
    {"id": "no/text", "parameters": 7e9, "tasks": ["fill-mask"], "domains": ["legal"]},
]


@pytest.fixture(scope="module")
def screening() -> Screening:
    return msm.parse_policy(POLICY).screen(CATALOGUE, as_of=DAY)


def test_every_line_has_every_column(screening: Screening) -> None:
    expected = [*COLUMNS, "rule.size", "rule.task", "rule.medical"]
    assert list(columns(screening)) == expected
    assert all(list(line) == expected for line in lines(screening))


def test_a_line_says_what_the_decision_says(screening: Screening) -> None:
    _, waived, undetermined, rejected = lines(screening)
    assert waived["verdict"] == "accept"
    assert waived["waived"] == ["size: W-1"]
    assert waived["rule.size"] == "waived"
    assert waived["valid_until"] == "2026-12-02"
    assert undetermined["determined"] is False
    assert undetermined["possible"] == ["accept", "reject", "review"]
    assert undetermined["open_facts"] == ["model.domains"]
    assert (undetermined["score_lo"], undetermined["score_hi"]) == (0.0, 1.0)
    assert undetermined["rule.medical"] == "0..1"
    assert rejected["failed"] == ["task"]
    assert rejected["rank"] is rejected["separable"] is None


def test_obligations_are_those_due(screening: Screening) -> None:
    assert [line["obligations"] for line in lines(screening)][:2] == [["note"], []]


def _read_csv(path: Path) -> list[dict[str, object]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))


def _read_jsonl(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_json_lines_and_parquet_hold_the_table(screening: Screening, tmp_path: Path) -> None:
    write_screening(screening, tmp_path / "a.jsonl")
    write_screening(screening, tmp_path / "a.parquet")
    expected = list(lines(screening))
    assert _read_jsonl(tmp_path / "a.jsonl") == expected
    assert pl.read_parquet(tmp_path / "a.parquet").to_dicts() == expected


def test_csv_holds_the_table_as_text(screening: Screening, tmp_path: Path) -> None:
    write_screening(screening, tmp_path / "a.csv")
    found = _read_csv(tmp_path / "a.csv")
    assert [line["verdict"] for line in found] == ["accept", "accept", "review", "reject"]
    assert found[2]["possible"] == "accept; reject; review"
    assert found[3]["rank"] == ""
    assert found[0]["determined"] == "true"


def test_no_cell_of_csv_is_a_formula(screening: Screening, tmp_path: Path) -> None:
    write_screening(screening, tmp_path / "a.csv")
    text = (tmp_path / "a.csv").read_text("utf-8")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert "'=cmd|' /C calc'!A0" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_texts_that_spreadsheets_run_get_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_other_texts_stay_as_they_are() -> None:
    assert harmless("author/model-1") == "author/model-1"


def test_a_screening_of_nothing_is_a_table_without_lines(tmp_path: Path) -> None:
    empty = msm.parse_policy(POLICY).screen([], as_of=DAY)
    for suffix in FORMATS:
        write_screening(empty, tmp_path / f"a{suffix}")
    assert pl.read_parquet(tmp_path / "a.parquet").columns == list(columns(empty))
    assert _read_csv(tmp_path / "a.csv") == _read_jsonl(tmp_path / "a.jsonl") == []


# --- whole or not at all ------------------------------------------------------------------------


def _fails(*_: object) -> bytes:
    raise MemoryError


def _no_space(*_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("fault", ["making", "syncing", "replacing"])
@pytest.mark.parametrize("old", [None, b"the old file"])
def test_a_failed_write_leaves_what_was_there(
    screening: Screening,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    suffix: str,
    fault: str,
    old: bytes | None,
) -> None:
    path = tmp_path / f"shortlist{suffix}"
    if old is not None:
        path.write_bytes(old)
    breaking: dict[str, Callable[[], None]] = {
        "making": lambda: monkeypatch.setitem(out.FORMATS, suffix, _fails),
        "syncing": lambda: monkeypatch.setattr(os, "fsync", _no_space),
        "replacing": lambda: monkeypatch.setattr(os, "replace", _no_space),
    }
    breaking[fault]()
    with pytest.raises((OSError, MemoryError)):
        write_screening(screening, path)
    assert (path.read_bytes() if path.exists() else None) == old
    assert [p.name for p in tmp_path.iterdir()] == ([path.name] if old is not None else [])


@pytest.mark.parametrize("suffix", FORMATS)
def test_writing_again_gives_the_same_bytes(
    screening: Screening, tmp_path: Path, suffix: str
) -> None:
    first, again = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    write_screening(screening, first)
    write_screening(screening, again)
    assert first.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("name", ["a.xlsx", "a", "a.html.txt"])
def test_an_unknown_ending_is_told_before_any_work(name: str) -> None:
    with pytest.raises(
        UnknownFormat, match=r"`a.*` does not end in .csv, .jsonl, .parquet, .md or .html"
    ):
        check_format(name)


def test_endings_ignore_case() -> None:
    assert check_format("A.CSV") == ".csv"
