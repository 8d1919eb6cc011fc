"""`msm facts lint`: findings by model, counted, and as JSON; bad records never lose the others."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from msm_rules.cli import facts_lint
from msm_rules.facts import builtin
from msm_rules.sources.lints import LINTS, lint_records
from tests.cli.conftest import SMALL, Run

SIZED = {"model": {"id": "x/big-24B", "parameters": 414720}}
YOUNG = {"model": {"id": "x/young", "modified": "2031-01-01"}}


@pytest.fixture
def models(desk: Path) -> Path:
    lines = [json.dumps(SIZED), SMALL, '{"id": 3}', "{", json.dumps(YOUNG)]
    (desk / "models.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return desk


def test_findings_stand_below_their_model_and_are_counted(msm: Run, models: Path) -> None:
    outcome = msm("facts", "lint", "models.jsonl", "--as-of", "2026-11-22")
    assert outcome.status == 1
    assert outcome.out.startswith("x/big-24B  (models.jsonl:1)\n  size-and-name: parameters\n")
    assert "2 findings on 2 models of 5 records" in outcome.out
    assert "      1  size-and-name  a size that contradicts the name" in outcome.out
    assert "2 records could not be read" in outcome.out
    assert "note: models.jsonl:3: model.id: expected a name" in outcome.err
    assert "note: models.jsonl:4: is not JSON" in outcome.err


def test_a_note_on_a_field_is_no_record_that_could_not_be_read(msm: Run, desk: Path) -> None:
    """Of results of evaluations, 10 models were told as 90 records, and 80 of them as unread."""
    text = "id,parameters,license\na/b,7e9,no such licence\nc/d,1e400,mit\n"
    (desk / "models.csv").write_text(text, "utf-8")
    outcome = msm("facts", "lint", "models.csv")
    assert outcome.status == 0
    assert outcome.out == (
        "nothing found in 2 records\n2 notes on what of the records was not read, or is in doubt\n"
    )
    assert len(outcome.err.splitlines()) == 2
    document = json.loads(msm("facts", "lint", "models.csv", "--format", "json").out)
    assert (document["records"], document["unread"], document["notes"]) == (2, 0, 2)


def test_json_has_a_line_for_each_finding_and_the_counts(msm: Run, models: Path) -> None:
    outcome = msm("facts", "lint", "models.jsonl", "--as-of", "2026-11-22", "--format", "json")
    assert (outcome.status, outcome.err) == (1, "")
    document = json.loads(outcome.out)
    assert document["counts"] == {"size-and-name": 1, "future-date": 1}
    assert (document["records"], document["unread"], len(document["problems"])) == (5, 2, 2)
    first = document["findings"][0]
    assert first.pop("message").startswith("the facts say 414,720 parameters, the name says `24B`")
    assert first == {
        "record": "models.jsonl:1",
        "model": "x/big-24B",
        "lint": "size-and-name",
        "fact": "parameters",
        "figures": {"counted": 414720, "name": "24B", "between": [19_200_000_000, 36_000_000_000]},
    }
    assert len(outcome.out.splitlines()) == 3


@pytest.mark.parametrize("file", ["models.jsonl", "small.json"])
def test_yaml_is_the_same_document_and_a_table_the_same_text(
    msm: Run, models: Path, file: str
) -> None:
    call = ("facts", "lint", file, "--as-of", "2026-11-22", "--format")
    assert yaml.safe_load(msm(*call, "yaml").out) == json.loads(msm(*call, "json").out)
    assert msm(*call, "table").out == msm(*call, "text").out


def test_what_is_clean_says_so(msm: Run) -> None:
    outcome = msm("facts", "lint", "small.json", "big.json")
    assert (outcome.status, outcome.out) == (0, "nothing found in 2 records\n")
    document = json.loads(msm("facts", "lint", "small.json", "--format", "json").out)
    assert (document["findings"], document["counts"], document["records"]) == ([], {}, 1)


def test_lints_are_chosen_by_name(msm: Run, models: Path) -> None:
    call = ("facts", "lint", "models.jsonl", "--as-of", "2026-11-22", "--format", "json")
    only = json.loads(msm(*call, "--only", "future-date").out)
    skipped = json.loads(msm(*call, "--skip", "size-and-name", "--skip", "unmaintained").out)
    assert only["counts"] == skipped["counts"] == {"future-date": 1}
    wrong = msm(*call, "--only", "future-dates")
    assert (wrong.status, wrong.out) == (2, "")
    assert (
        "there is no lint called `future-dates`\n  = hint: did you mean `future-date`?" in wrong.err
    )
    assert msm(*call, "--only", "future-date", "--skip", "future-date").status == 2


def test_the_day_decides_what_lies_ahead(msm: Run, models: Path) -> None:
    call = ("facts", "lint", "models.jsonl", "--only", "future-date", "--format", "json")
    assert json.loads(msm(*call, "--as-of", "2031-01-01").out)["counts"] == {}
    assert json.loads(msm(*call, "--as-of", "2030-12-31").out)["counts"] == {"future-date": 1}


def test_what_is_settled_is_no_finding_any_more(msm: Run, desk: Path) -> None:
    rows = [{"method": "declared", "source": s, "raw": r} for s, r in (("a", "mit"), ("b", "zlib"))]
    said = {
        "model": {"id": "a/open", "license": {"one_of": ["MIT", "Zlib"]}},
        "evidence": {"license": rows},
    }
    (desk / "said.json").write_text(json.dumps(said), "utf-8")
    call = ("facts", "lint", "said.json", "--as-of", "2026-11-22", "--only", "disagreement")
    assert msm(*call).status == 1
    assert msm(*call, "--facts", "settled.yaml").status == 0


def test_the_same_model_in_two_files_is_found(msm: Run, desk: Path) -> None:
    (desk / "other.json").write_text(SMALL.replace("a/small", "A/Small"), "utf-8")
    outcome = msm("facts", "lint", "small.json", "other.json")
    assert "`A/Small` differs from `a/small` in small.json by case alone" in " ".join(
        outcome.out.split()
    )


def test_a_card_and_a_checkpoint_can_be_looked_at(msm: Run, desk: Path) -> None:
    (desk / "x-24B.md").write_text("---\nlicense: mit\n---\n", "utf-8")
    folder = desk / "ckpt"
    folder.mkdir()
    (folder / "config.json").write_text('{"model_type": "llama"}', "utf-8")
    outcome = msm("facts", "lint", "x-24B.md", "ckpt")
    assert "of 2 records" in outcome.out or "in 2 records" in outcome.out


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("nope.jsonl",), "there is no file `nope.jsonl`"),
        (("small.json", "nope.jsonl"), "there is no file `nope.jsonl`"),
        (("-", "-"), "stdin is named twice"),
        (("assistant.msm",), "`assistant.msm` has `.msm`"),
        (("bad.jsonl",), "no record of the catalogue could be read"),
        (("empty.jsonl",), "`empty.jsonl` is empty"),
        (("\0",), "there is no file"),
    ],
)
def test_a_bad_call_says_why(msm: Run, desk: Path, call: tuple[str, ...], said: str) -> None:
    (desk / "bad.jsonl").write_text('{"id": 3}\n', "utf-8")
    (desk / "empty.jsonl").write_text("", "utf-8")
    outcome = msm("facts", "lint", *call)
    assert outcome.status == 2
    assert said in outcome.err


def test_one_file_that_cannot_be_read_never_loses_the_others(msm: Run, models: Path) -> None:
    (models / "worse.parquet").write_bytes(b"PAR1 no")
    outcome = msm("facts", "lint", "worse.parquet", "models.jsonl", "--as-of", "2026-11-22")
    assert outcome.status == 1
    assert "2 findings on 2 models" in outcome.out
    assert "worse.parquet: is not Parquet" in outcome.err


def test_of_very_many_problems_the_first_are_told(msm: Run, desk: Path) -> None:
    (desk / "bad.jsonl").write_text('{"id": 3}\n' * 500 + SMALL, "utf-8")
    outcome = msm("facts", "lint", "bad.jsonl")
    assert outcome.err.count("note: bad.jsonl") == facts_lint.MOST_TOLD
    assert f"note: {500 - facts_lint.MOST_TOLD} more of the kind" in outcome.err
    assert "500 records could not be read" in outcome.out


def test_texts_from_strangers_move_no_cursor(msm: Run, desk: Path) -> None:
    odd = {"model": {"id": "x/\u202ea-24B", "parameters": 3, "benchmarks": {"\u202em": 0.5}}}
    row = {"method": "verified", "source": "\x1b[2J", "raw": 0.123456, "n": 7, "metric": "acc"}
    odd["evidence"] = {'benchmarks["\u202em"]': [row, {**row, "raw": 0.9}]}
    odd["model"]["benchmarks"]["\u202em"] = {"between": [0.1, 0.95]}  # type: ignore[index]
    (desk / "odd.json").write_text(json.dumps(odd), "utf-8")
    outcome = msm("facts", "lint", "odd.json")
    assert outcome.status == 1
    assert not set(outcome.out) & set("\u202e\x1b")


def test_records_are_not_kept() -> None:
    """Of ten thousand records no more is held than ids, and for licences a few fields."""

    class Kept(dict[str, Any]):
        pass

    def records() -> Iterator[tuple[str, object]]:
        for n in range(2000):
            yield f"r:{n}", Kept(id=f"a/{n}", likes=n)

    lints = [lint for lint in LINTS.values() if lint.name != "licence"]
    most = 0
    for n, _ in enumerate(lint_records(records(), lints, builtin(), 738000.0)):
        if n % 500 == 499:
            most = max(most, sum(isinstance(each, Kept) for each in gc.get_objects()))
    assert most < 10
