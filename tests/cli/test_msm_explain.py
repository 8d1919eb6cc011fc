"""`msm explain`: the same verdict as `msm decide`, told in full or kept as a proof."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

DAY = ("--as-of", "2026-11-22")


@pytest.mark.parametrize("model", ["small.json", "big.json", "open.json"])
def test_the_status_is_that_of_the_decision(msm: Run, model: str) -> None:
    decided = msm("decide", "assistant.msm", model)
    assert msm("explain", "assistant.msm", model).status == decided.status
    assert msm("explain", "assistant.msm", model, "--fail-on", "reject").status in (0, 1)


def test_a_failed_requirement_is_told_with_its_values(msm: Run) -> None:
    outcome = msm("explain", "assistant.msm", "big.json", *DAY)
    assert "✗ size" in outcome.out
    assert "93.1 GiB" in outcome.out
    assert "ARCH-12" in outcome.out


def test_what_is_open_is_told(msm: Run) -> None:
    assert "What we still need to know" in msm("explain", "assistant.msm", "open.json").out


def test_every_step_is_there_for_who_asks(msm: Run) -> None:
    short = msm("explain", "assistant.msm", "small.json").out
    full = msm("explain", "assistant.msm", "small.json", "--all").out
    assert len(full.splitlines()) > len(short.splitlines())


def test_the_proof_is_the_same_bytes_every_time(msm: Run) -> None:
    call = ("explain", "assistant.msm", "small.json", "--format", "json", *DAY)
    first, second = msm(*call), msm(*call)
    assert first == second
    proof = json.loads(first.out)
    assert proof["schema"] == "msm-proof/1"
    assert proof["decision"]["verdict"] == "accept"


def test_the_proof_says_what_the_decision_was_for(msm: Run) -> None:
    call = ("explain", "assistant.msm", "small.json", "--format", "json")
    proof = json.loads(msm(*call, "--for", "triage desk", "--ref", "CHG-1").out)
    assert proof["decision"]["purpose"] == {"system": "triage desk", "reference": "CHG-1"}


def test_out_writes_the_same_as_stdout_and_no_colour(msm: Run, desk: Path) -> None:
    call = ("explain", "assistant.msm", "big.json", *DAY)
    said = msm(*call).out
    outcome = msm("--color", "always", *call, "--out", "why.txt")
    assert (outcome.status, outcome.out) == (1, "")
    assert (desk / "why.txt").read_text("utf-8") == said


def test_a_folder_that_is_not_there_leaves_no_file(msm: Run) -> None:
    outcome = msm("explain", "assistant.msm", "big.json", "--out", "nowhere/why.txt")
    assert (outcome.status, outcome.out) == (2, "")
    assert "nowhere" in outcome.err
