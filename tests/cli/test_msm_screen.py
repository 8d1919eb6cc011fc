"""`msm screen`: the shortlist, its files, and the status of a whole catalogue."""

from __future__ import annotations

import csv
import json
import shlex
from datetime import date
from pathlib import Path

import pytest

from msm_rules import load_policy
from msm_rules.cli.records import screening_record
from msm_rules.report.reproduce import command_of
from tests.cli.conftest import BIG, OPEN, SMALL, Run

CALL = ("screen", "assistant.msm", "--catalogue", "models.jsonl", "--as-of", "2026-11-22")


@pytest.fixture
def catalogue(desk: Path) -> Path:
    """A catalogue with one model of each kind."""
    path = desk / "models.jsonl"
    path.write_text(f"{SMALL}\n{BIG}\n{OPEN}\n", "utf-8")
    return path


def test_the_shortlist_names_the_accepted_and_where_others_fell(msm: Run, catalogue: Path) -> None:
    outcome = msm(*CALL)
    assert (outcome.status, outcome.err) == (0, "")
    for words in ("Assistant for the clinic", "a/small", "size", "What would settle the 1"):
        assert words in outcome.out


@pytest.mark.parametrize(
    ("models", "status"), [([SMALL, BIG], 0), ([BIG, OPEN], 3), ([BIG], 1), ([OPEN], 3)]
)
def test_the_status_says_whether_any_is_accepted(
    msm: Run, catalogue: Path, models: list[str], status: int
) -> None:
    catalogue.write_text("\n".join(models), "utf-8")
    assert msm(*CALL).status == status


@pytest.mark.parametrize(("fail_on", "status"), [("reject", 1), ("review", 1)])
def test_fail_on_looks_at_every_model(msm: Run, catalogue: Path, fail_on: str, status: int) -> None:
    assert msm(*CALL, "--fail-on", fail_on).status == status


def test_settled_facts_and_params_count(msm: Run, catalogue: Path) -> None:
    call = (*CALL, "--facts", "settled.yaml", "--set", "gpu_memory=640GiB", "--format", "json")
    assert json.loads(msm(*call).out)["counts"]["accepted"] == 3


def test_json_says_of_a_model_what_decide_says(msm: Run, catalogue: Path) -> None:
    screening = json.loads(msm(*CALL, "--format", "json").out)
    assert screening["counts"] == {
        "models": 3,
        "accepted": 1,
        "wants_person": 0,
        "too_little_known": 1,
        "rejected": 1,
    }
    call = ("decide", "assistant.msm", "big.json", "--as-of", "2026-11-22", "--format", "json")
    decision = json.loads(msm(*call).out)
    big = screening["models"][1]
    assert {key: big[key] for key in big.keys() & decision.keys()} == {
        key: decision[key] for key in big.keys() & decision.keys()
    }
    assert big["rank"] is None
    assert screening["models"][0]["rank"] == 1


def test_a_bad_record_is_told_and_loses_no_other(msm: Run, catalogue: Path) -> None:
    catalogue.write_text(f'{SMALL}\n{{"id": \n{{"id": "a/b", "likes": "many"}}\n', "utf-8")
    outcome = msm(*CALL)
    assert outcome.status == 0
    assert "models.jsonl:2" in outcome.out
    assert "model.likes" in outcome.out
    problems = json.loads(msm(*CALL, "--format", "json").out)["problems"]
    assert len(problems) == 2


def test_a_catalogue_of_bad_records_alone_is_bad(msm: Run, catalogue: Path) -> None:
    catalogue.write_text("{\n{\n", "utf-8")
    outcome = msm(*CALL)
    assert outcome.status == 2
    assert "no record" in outcome.err


def test_files_are_written_by_their_endings(msm: Run, catalogue: Path, desk: Path) -> None:
    outcome = msm(*CALL, "--out", "s.html", "--out", "s.csv", "--out", "s.jsonl")
    assert outcome.status == 0
    assert "<html" in (desk / "s.html").read_text("utf-8")
    assert len((desk / "s.jsonl").read_text("utf-8").splitlines()) == 3
    with (desk / "s.csv").open(encoding="utf-8", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == ["a/small", "a/big", "a/open"]


def test_an_ending_that_says_no_form_is_refused_before_any_work(msm: Run, catalogue: Path) -> None:
    outcome = msm(*CALL, "--out", "shortlist.docx")
    assert (outcome.status, outcome.out) == (2, "")
    assert ".html" in outcome.err


@pytest.mark.parametrize("name", ["missing.jsonl", "assistant.msm"])
def test_a_catalogue_that_is_none_says_so(msm: Run, name: str) -> None:
    outcome = msm("screen", "assistant.msm", "--catalogue", name)
    assert (outcome.status, outcome.out) == (2, "")
    assert name in outcome.err


@pytest.mark.parametrize(
    "given",
    [
        {"gpu_memory": 48 * 2**30},
        {"gpu_memory": "48 GiB", "strict": True, "audience": "public", "start": "2026-07-01"},
        {"wanted": ["de", 'it\'s "new"']},
    ],
)
def test_the_command_on_a_page_repeats_the_screening(
    msm: Run, catalogue: Path, given: dict[str, object]
) -> None:
    policy = load_policy("assistant.msm")
    screening = policy.screen("models.jsonl", as_of=date(2026, 11, 22), params=given)
    words = shlex.split(command_of(screening))
    assert words[:3] == ["msm", "screen", "assistant.msm"]
    outcome = msm(*words[1:], "--format", "json")
    assert json.loads(outcome.out) == screening_record(screening)


def test_the_catalogue_may_be_named_by_an_option_but_once(msm: Run, catalogue: Path) -> None:
    named = msm("screen", "assistant.msm", "models.jsonl", "--as-of", "2026-11-22")
    assert msm(*CALL) == named
    assert msm(*CALL, "models.jsonl").status == 2


def test_a_catalogue_can_come_on_stdin(msm: Run) -> None:
    outcome = msm("screen", "assistant.msm", "--catalogue", "-", stdin=f"{SMALL}\n{BIG}\n")
    assert outcome.status == 0


def test_the_shipped_catalogue_is_screened_if_none_is_named(msm: Run) -> None:
    outcome = msm("screen", "assistant.msm", "--format", "json")
    assert json.loads(outcome.out)["counts"]["models"] > 100
