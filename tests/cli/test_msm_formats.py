"""`msm decide --format` in other tools' formats: one document on stdout, statuses unchanged."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import Run

CALL = ("decide", "assistant.msm", "small.json", "big.json", "open.json", "--as-of", "2026-11-22")


def test_sarif_tells_findings_of_all_models_in_one_log(msm: Run) -> None:
    outcome = msm(*CALL, "--format", "sarif")
    assert (outcome.status, outcome.err) == (1, "")
    (run,) = json.loads(outcome.out)["runs"]
    assert [(r["ruleId"], r["kind"], r["properties"]["model"]) for r in run["results"]] == [
        ("size", "fail", "a/big"),
        ("licence", "open", "a/open"),
    ]
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "assistant.msm"


def test_junit_has_a_suite_for_the_policy(msm: Run) -> None:
    outcome = msm(*CALL, "--format", "junit")
    (suite,) = ElementTree.fromstring(outcome.out.encode())
    assert (suite.get("name"), suite.get("failures"), suite.get("tests")) == (
        "assistant 1.2.0", "2", "12",
    )  # fmt: skip


def test_prov_describes_every_decision(msm: Run) -> None:
    found = json.loads(msm(*CALL, "--format", "prov", "--log", "x.db", "--for", "ward 7").out)
    assert len(found["activity"]) == 3
    assert all(activity["msm:system"] == "ward 7" for activity in found["activity"].values())


@pytest.mark.parametrize("form", ["sarif", "junit", "prov"])
def test_a_model_that_cannot_be_read_loses_no_other(msm: Run, form: str) -> None:
    outcome = msm("decide", "assistant.msm", "none.json", "big.json", "--format", form)
    assert outcome.status == 2
    assert "no file `none.json`" in outcome.err
    assert "a/big" in outcome.out
    if form != "prov":
        assert "none.json" in outcome.out


def test_no_decision_at_all_is_a_document_too(msm: Run) -> None:
    log = json.loads(msm("decide", "assistant.msm", "none.json", "--format", "sarif").out)
    (ran,) = log["runs"][0]["invocations"]
    assert not ran["executionSuccessful"]
    (suite,) = ElementTree.fromstring(
        msm("decide", "assistant.msm", "none.json", "--format", "junit").out.encode()
    )
    assert suite.get("errors") == "1"
