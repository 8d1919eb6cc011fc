"""`msm why-not` and `msm compare`: what people and machines are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

DAY = ("--as-of", "2026-11-22")


def test_the_smallest_change_is_told_with_todays_value(msm: Run) -> None:
    outcome = msm("why-not", "assistant.msm", "big.json", *DAY)
    assert outcome.status == msm("decide", "assistant.msm", "big.json", *DAY).status == 1
    assert "weights at 4 bits  at most 21.6 GiB  now 93.1 GiB; about" in outcome.out
    assert "the param gpu_memory  at least 104 GiB" in outcome.out


def test_what_is_open_is_asked_for(msm: Run) -> None:
    outcome = msm("why-not", "assistant.msm", "open.json", *DAY)
    assert "Nothing needs to change" in outcome.out


def test_an_accepted_model_needs_nothing(msm: Run) -> None:
    outcome = msm("why-not", "assistant.msm", "small.json", *DAY)
    assert outcome.status == 0
    assert "nothing needs to be different" in outcome.out


def test_machines_get_exact_values(msm: Run) -> None:
    outcome = msm("why-not", "assistant.msm", "big.json", "--format", "json", *DAY)
    document = json.loads(outcome.out)
    assert document["schema"] == "msm-why-not/2"
    (change,) = document["ways"][0]["changes"]
    assert change["fact"] == "model.memory.int4"
    assert change["value"] == pytest.approx(0.9 * 24 * 2**30)
    assert document["ways"][1]["settings"][0]["param"] == "gpu_memory"


def test_a_way_that_is_told_is_accepted_by_the_engine(msm: Run, desk: Path) -> None:
    outcome = msm("why-not", "assistant.msm", "big.json", "--format", "json", *DAY)
    value = json.loads(outcome.out)["ways"][0]["changes"][0]["value"]
    facts = json.loads((desk / "big.json").read_text("utf-8"))
    facts.get("model", facts)["memory"]["int4"] = value
    (desk / "smaller.json").write_text(json.dumps(facts), "utf-8")
    assert msm("decide", "assistant.msm", "smaller.json", *DAY).status == 0


@pytest.mark.parametrize("wrong", [("nothing.json",), (), ("big.json", "--most", "0")])
def test_a_bad_call_is_refused_in_words(msm: Run, wrong: tuple[str, ...]) -> None:
    outcome = msm("why-not", "assistant.msm", *wrong)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err


def test_two_models_are_compared_rule_by_rule(msm: Run) -> None:
    outcome = msm("compare", "assistant.msm", "big.json", "small.json", *DAY)
    assert outcome.status == 0
    assert "because A is accepted, and B is rejected: it fails `size`" in outcome.out
    assert "size" in outcome.out
    document = json.loads(
        msm("compare", "assistant.msm", "big.json", "small.json", "--format", "json", *DAY).out
    )
    assert document["by"] == "verdict"
    assert document["above"]["verdict"] == "accept"
