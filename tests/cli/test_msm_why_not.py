"""`msm why-not` and `msm compare`: what people and machines are told."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
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
    assert document["schema"] == "msm-why-not/1"
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


@pytest.mark.parametrize("facts", ["big.json", "open.json", "small.json"])
def test_what_is_printed_fits_its_schema(msm: Run, facts: str) -> None:
    told = json.loads(msm("why-not", "assistant.msm", facts, "--format", "json", *DAY).out)
    jsonschema.validate(told, json.loads(msm("schema", "why-not").out))


def test_a_comparison_fits_its_schema(msm: Run) -> None:
    told = msm("compare", "assistant.msm", "big.json", "small.json", "--format", "json", *DAY).out
    jsonschema.validate(json.loads(told), json.loads(msm("schema", "comparison").out))


@pytest.fixture
def proofs(msm: Run) -> tuple[str, str]:
    """The proofs of two decisions."""
    for name in ("big", "small"):
        out = ("--format", "json", "--out", f"{name}_proof.json")
        msm("explain", "assistant.msm", f"{name}.json", *out, *DAY)
    return "big_proof.json", "small_proof.json"


def test_a_proof_is_enough_to_say_why_not(msm: Run, proofs: tuple[str, str]) -> None:
    of_proof = msm("why-not", proofs[0])
    of_model = msm("why-not", "assistant.msm", "big.json", *DAY)
    assert (of_proof.status, of_proof.out) == (of_model.status, of_model.out) == (1, of_model.out)
    assert msm("why-not", proofs[1]).status == 0


def test_two_proofs_are_compared_as_their_models_are(msm: Run, proofs: tuple[str, str]) -> None:
    of_models = msm("compare", "assistant.msm", "big.json", "small.json", *DAY)
    assert msm("compare", *proofs).out == of_models.out


def test_proofs_of_different_days_are_not_compared(msm: Run, proofs: tuple[str, str]) -> None:
    out = ("--format", "json", "--out", "later.json", "--as-of", "2026-11-23")
    msm("explain", "assistant.msm", "small.json", *out)
    outcome = msm("compare", proofs[0], "later.json")
    assert (outcome.status, outcome.out) == (2, "")
    assert "different days" in outcome.err


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("why-not", "assistant.msm"), "no model is named"),
        (("why-not", "big.json"), "is a facts document"),
        (("why-not", "big_proof.json", "--as-of", "2026-11-22"), "--as-of would change"),
        (("why-not", "big_proof.json", "--out", "big_proof.json"), "would be written over"),
        (("compare", "assistant.msm", "big.json"), "two models are compared"),
        (("compare", "big_proof.json", "nothing.json"), "nothing.json"),
        (("explain", "assistant.msm", "big.json", "--advice"), "goes into a proof"),
    ],
)
def test_what_is_missing_or_too_much_is_said(
    msm: Run, proofs: tuple[str, str], call: tuple[str, ...], said: str
) -> None:
    outcome = msm(*call)
    assert (outcome.status, outcome.out) == (2, "")
    assert said in outcome.err


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_answer_can_be_written_to_a_file(msm: Run, desk: Path, form: str) -> None:
    call = ("why-not", "assistant.msm", "big.json", "--format", form, *DAY)
    outcome = msm(*call, "--out", "answer.txt")
    assert (outcome.status, outcome.out) == (1, "")
    assert (desk / "answer.txt").read_text("utf-8") == msm(*call).out


def test_advice_lies_beside_the_proof_and_changes_nothing_in_it(msm: Run, desk: Path) -> None:
    call = ("explain", "assistant.msm", "big.json", "--format", "json", *DAY)
    plain = json.loads(msm(*call).out)
    advised = json.loads(msm(*call, "--advice", "--out", "advised.json").out or "null") or (
        json.loads((desk / "advised.json").read_text("utf-8"))
    )
    advice = advised.pop("advice")
    assert advised == plain
    assert "does not check it" in advice["notice"]
    jsonschema.validate(advice["why_not"], json.loads(msm("schema", "why-not").out))
    assert msm("verify", "advised.json", "--replay").status == 0
