"""`msm verify`: proofs that hold, proofs that were changed, and files that are no proof."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def proof(msm: Run, desk: Path) -> dict[str, Any]:
    """The proof of a rejection, also in `proof.json`."""
    call = ("explain", "assistant.msm", "big.json", "--format", "json", "--out", "proof.json")
    assert msm(*call, "--as-of", "2026-11-22").status == 1
    found: dict[str, Any] = json.loads((desk / "proof.json").read_text("utf-8"))
    return found


@pytest.mark.usefixtures("proof")
def test_a_proof_holds_and_says_what_it_does_not_show(msm: Run) -> None:
    outcome = msm("verify", "proof.json")
    assert (outcome.status, outcome.err) == (0, "")
    assert "✓ `proof.json` holds: reject for a/big, 2026-11-22, by assistant 1.2.0" in outcome.out
    assert "that the facts are true" in outcome.out


def test_the_digest_from_elsewhere_is_compared(msm: Run, proof: dict[str, Any]) -> None:
    assert msm("verify", "proof.json", "--digest", proof["digest"]).status == 0
    assert msm("verify", "proof.json", "--digest", "0" * 64).status == 1


def test_a_changed_verdict_is_refused(msm: Run, desk: Path, proof: dict[str, Any]) -> None:
    proof["decision"]["verdict"] = "accept"
    (desk / "proof.json").write_text(json.dumps(proof), "utf-8")
    outcome = msm("verify", "proof.json")
    assert outcome.status == 1
    assert "✗ `proof.json` does not hold" in outcome.out
    report = json.loads(msm("verify", "proof.json", "--format", "json").out)
    assert not report["ok"]
    assert report["problems"]


@pytest.mark.parametrize("text", ["{}", '{"schema": 1}', '{"decision": {"model": []}}'])
def test_what_is_no_proof_does_not_hold_and_is_no_fault(msm: Run, text: str) -> None:
    outcome = msm("verify", "-", stdin=text)
    assert outcome.status == 1
    assert "fault" not in outcome.err


@pytest.mark.parametrize("text", ["[1]", "", "{", '"x"'])
def test_what_is_no_document_is_bad_input(msm: Run, text: str) -> None:
    outcome = msm("verify", "-", stdin=text)
    assert (outcome.status, outcome.out) == (2, "")


def test_a_proof_that_is_not_there_says_so(msm: Run) -> None:
    outcome = msm("verify", "prof.json")
    assert outcome.status == 2
    assert "no file `prof.json`" in outcome.err
