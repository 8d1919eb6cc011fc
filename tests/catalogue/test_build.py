"""The build: from the inputs to the committed file, and every row of the snapshot on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from msm_rules.catalogue import shipped_path
from msm_rules.catalogue.build import inputs
from msm_rules.catalogue.build.__main__ import input_records, line, main
from msm_rules.catalogue.build.assemble import build
from msm_rules.catalogue.build.selection import selection
from msm_rules.facts import builtin, check_document
from msm_rules.sources.normalise.claims import document
from msm_rules.sources.normalise.entries import front_matter
from msm_rules.sources.normalise.identity import name_of
from msm_rules.sources.normalise.repository import entry_claims, identity
from msm_rules.sources.normalise.sizes import counted, size_in_name


def test_the_inputs_give_exactly_the_committed_file(shared: Path) -> None:
    made = "".join(line(d) for d in build(shared / "data", selection()))
    assert made == shipped_path().read_text("utf-8")


def test_the_record_of_inputs_is_the_committed_one(shared: Path) -> None:
    committed = Path(str(shipped_path())).with_name("inputs.jsonl").read_text("utf-8")
    assert "".join(line(r) for r in input_records(shared / "data")) == committed


def test_check_says_by_its_status_whether_a_file_is_current(shared: Path, tmp_path: Path) -> None:
    out = tmp_path / "models.jsonl"
    assert main(["--data", str(shared / "data"), "--out", str(out), "--check"]) == 1
    assert main(["--data", str(shared / "data"), "--out", str(out)]) == 0
    assert main(["--data", str(shared / "data"), "--out", str(out), "--check"]) == 0


def test_a_folder_without_the_inputs_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(tmp_path), "--out", str(tmp_path / "x")]) == 2
    assert "lacks: hub_snapshot/models.parquet" in capsys.readouterr().err


def test_every_row_of_the_snapshot_becomes_a_valid_document(shared: Path) -> None:
    rows = inputs.snapshot(shared / "data")
    known = {entry.id.casefold(): entry for entry in rows}
    problems = []
    for entry in rows:
        made = document(entry.id, [*entry_claims(entry, known), *identity(entry.id)])
        problems += check_document(made, builtin())
    assert len(rows) == 2051
    assert problems == []


def test_sizes_in_names_hold_for_98_percent_of_the_models_that_have_both(shared: Path) -> None:
    both = inside = 0
    for entry in inputs.snapshot(shared / "data"):
        stated = size_in_name(name_of(entry.id))
        count = counted(entry.dtypes, entry.total, None)
        if stated is None or stated.total is None or count is None or count.lo != count.hi:
            continue
        both += 1
        inside += stated.total[0] <= count.lo <= stated.total[1]
    assert both > 1236
    assert inside / both > 0.98


@pytest.mark.parametrize(
    ("text", "front"),
    [
        ("---\nlicense: mit\n---\n# Hello", "license: mit"),
        ("\ufeff---\r\nlicense: mit\r\n---\r\n# Hello", "license: mit"),
        ("# Hello\n---\nlicense: mit\n---\n", None),
        ("", None),
    ],
)
def test_front_matter_stands_before_everything_else(text: str, front: str | None) -> None:
    assert front_matter(text) == front
