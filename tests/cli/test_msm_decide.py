"""`msm decide`: verdicts, exit statuses, params and facts from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import BIG, OPEN, SMALL, Run

DAY = ("--as-of", "2026-11-22")


@pytest.mark.parametrize(
    ("model", "status", "word"),
    [("small.json", 0, "ACCEPTED"), ("big.json", 1, "REJECTED"), ("open.json", 3, "UNDECIDED")],
)
def test_the_exit_status_says_the_verdict(msm: Run, model: str, status: int, word: str) -> None:
    outcome = msm("decide", "assistant.msm", model, *DAY)
    assert (outcome.status, outcome.err) == (status, "")
    assert word in outcome.out
    assert "Assistant for the clinic 1.2.0" in outcome.out
    assert "2026-11-22" in outcome.out


def test_of_several_models_the_worst_counts(msm: Run) -> None:
    assert msm("decide", "assistant.msm", "small.json", "open.json").status == 3
    assert msm("decide", "assistant.msm", "small.json", "open.json", "big.json").status == 1
    assert msm("decide", "assistant.msm", "big.json", "nobody/nothing", "small.json").status == 2


def test_one_bad_model_does_not_lose_the_others(msm: Run) -> None:
    outcome = msm("decide", "assistant.msm", "nobody/nothing", "small.json")
    assert "nobody/nothing" in outcome.err
    assert "ACCEPTED" in outcome.out


@pytest.mark.parametrize(
    ("model", "fail_on", "status"),
    [
        ("open.json", "reject", 0),
        ("open.json", "review", 3),
        ("big.json", "reject", 1),
        ("big.json", "review", 1),
        ("small.json", "review", 0),
    ],
)
def test_fail_on_says_what_counts(msm: Run, model: str, fail_on: str, status: int) -> None:
    assert msm("decide", "assistant.msm", model, "--fail-on", fail_on).status == status


def test_json_is_one_line_a_model_and_alone_on_stdout(msm: Run) -> None:
    outcome = msm("decide", "assistant.msm", "small.json", "big.json", "--format", "json", *DAY)
    small, big = map(json.loads, outcome.out.splitlines())
    assert (small["model"], small["verdict"], small["determined"]) == ("a/small", "accept", True)
    assert (big["verdict"], big["failed"], big["as_of"]) == ("reject", ["size"], "2026-11-22")
    assert outcome.err == ""


def test_an_undetermined_review_says_what_would_settle_it(msm: Run) -> None:
    outcome = msm("decide", "assistant.msm", "open.json")
    assert "what we still need to know" in outcome.out
    assert "its licence" in outcome.out


def test_a_model_of_the_catalogue_is_found_whatever_the_case(msm: Run) -> None:
    outcome = msm("decide", "assistant.msm", "biomistral/BIOMISTRAL-7b")
    assert outcome.out.startswith("BioMistral/BioMistral-7B ")


def test_facts_can_come_on_stdin_as_json_or_yaml(msm: Run) -> None:
    assert msm("decide", "assistant.msm", "-", stdin=SMALL).status == 0
    yaml = "model:\n  id: a/b\n  license: mit\n  memory: {int4: 2}\n"
    assert msm("decide", "assistant.msm", "-", stdin=yaml).status == 0


def test_settled_facts_answer_what_was_open(msm: Run) -> None:
    assert msm("decide", "assistant.msm", "open.json", "--facts", "settled.yaml").status == 0
    before = ("--facts", "settled.yaml", "--as-of", "2026-01-01")
    assert msm("decide", "assistant.msm", "open.json", *before).status == 3


def test_settled_facts_may_be_toml(msm: Run, desk: Path) -> None:
    (desk / "settled.toml").write_text(
        '[[attested]]\nmodel = "a/open"\nfact = "license"\nvalue = "mit"\n'
        'by = "Legal"\non = 2026-01-05\nbecause = "they wrote"\n',
        "utf-8",
    )
    assert msm("decide", "assistant.msm", "open.json", "--facts", "settled.toml").status == 0


@pytest.mark.parametrize(
    "setting", ["gpu_memory=640GiB", "gpu_memory = 640 GiB", "gpu_memory=600_000_000_000 bytes"]
)
def test_a_param_is_set_as_the_language_writes_it(msm: Run, setting: str) -> None:
    assert msm("decide", "assistant.msm", "big.json", "--set", setting).status == 0


@pytest.mark.parametrize("audience", ['"public"', "public"])
@pytest.mark.parametrize("wanted", ['{"de", "en"}', "{de,en}", "de, en", '"en"'])
def test_quotes_that_a_shell_took_away_are_not_missed(msm: Run, audience: str, wanted: str) -> None:
    sets = [f"audience={audience}", f"wanted={wanted}", "strict=true", "start=2026-06-02"]
    arguments = [part for one in sets for part in ("--set", one)]
    outcome = msm("decide", "assistant.msm", "small.json", *arguments)
    assert "review by the board" in outcome.out
    assert outcome.status == 3


def test_params_can_come_from_a_file_and_set_wins_over_it(msm: Run, desk: Path) -> None:
    (desk / "params.yaml").write_text("gpu_memory: 640 GiB\nstart: 2026-07-01\n", "utf-8")
    call = ("decide", "assistant.msm", "big.json", "--params", "params.yaml")
    assert msm(*call).status == 0
    assert msm(*call, "--set", "gpu_memory=8GiB").status == 1


@pytest.mark.parametrize("text", [SMALL, BIG, OPEN])
def test_a_decision_on_stdin_and_on_a_file_is_the_same(msm: Run, desk: Path, text: str) -> None:
    (desk / "model.json").write_text(text, "utf-8")
    named = msm("decide", "assistant.msm", "model.json", "--format", "json")
    assert msm("decide", "assistant.msm", "-", "--format", "json", stdin=text) == named
