"""`msm test`, `graph`, `facts`, `licences`, `schema` and `explain-error`."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import yaml

from msm_rules.diagnostics import DIAGNOSTICS
from tests.cli.conftest import POLICY, Run

# --- test ----------------------------------------------------------------------------------------


def test_passing_tests_are_clean(msm: Run) -> None:
    outcome = msm("test", "assistant.msm")
    assert (outcome.status, outcome.err) == (0, "")
    assert "1 test, all passed" in outcome.out


def test_a_failing_test_is_a_finding(msm: Run, desk: Path) -> None:
    (desk / "assistant.msm").write_text(POLICY.replace("35 GB", "3 GB"), "utf-8")
    outcome = msm("test", "assistant.msm")
    assert outcome.status == 1
    assert "1 failed" in outcome.out


def test_a_policy_with_mistakes_cannot_be_tested_but_the_others_are(msm: Run) -> None:
    outcome = msm("test", ".")
    assert outcome.status == 2
    assert "error[unknown-value]" in outcome.err
    assert "all passed" in outcome.out


def test_of_a_folder_libraries_are_passed_over(msm: Run, desk: Path) -> None:
    (desk / "wrong.msm").unlink()
    (desk / "lib.msm").write_text("let a = 1\n", "utf-8")
    assert msm("test").status == 0
    assert msm("test", "lib.msm").status == 2


def test_coverage_says_what_no_test_has_shown(msm: Run) -> None:
    assert "What no test has shown" in msm("test", "assistant.msm", "--coverage").out


def test_outcomes_as_json(msm: Run) -> None:
    outcome = msm("test", "assistant.msm", "--format", "json", "--coverage")
    report = json.loads(outcome.out)["assistant.msm"]
    assert report["tests"][0]["passed"]
    assert report["coverage"]["possible"] > 0


# --- graph ---------------------------------------------------------------------------------------


def test_the_picture_of_a_policy_shows_facts_and_rules(msm: Run) -> None:
    outcome = msm("graph", "assistant.msm")
    assert outcome.status == 0
    assert outcome.out.startswith("flowchart")
    assert "model.memory.int4" in outcome.out
    assert msm("graph", "assistant.msm", "--format", "dot").out.startswith("digraph")


def test_a_decision_colours_the_picture(msm: Run) -> None:
    plain = msm("graph", "assistant.msm").out
    coloured = msm("graph", "assistant.msm", "--model", "big.json").out
    assert "✗" not in plain
    assert "✗" in coloured
    assert "93.1 GiB" in coloured
    assert "? not known" in msm("graph", "assistant.msm", "--model", "open.json").out


def test_all_shows_every_step(msm: Run) -> None:
    short, full = msm("graph", "assistant.msm"), msm("graph", "assistant.msm", "--all")
    assert len(full.out) > len(short.out)


def test_the_file_says_the_format(msm: Run, desk: Path) -> None:
    outcome = msm("graph", "assistant.msm", "--model", "big.json", "--out", "p.svg")
    assert (outcome.status, outcome.out) == (0, "")
    root = ElementTree.fromstring((desk / "p.svg").read_text("utf-8"))
    assert root.tag.endswith("svg")


# --- facts ---------------------------------------------------------------------------------------


def test_facts_are_shown_in_human_units_with_what_stayed_unknown(msm: Run) -> None:
    outcome = msm("facts", "show", "small.json")
    assert outcome.status == 0
    assert "953.7 MiB" in outcome.out
    assert "\nnot known\n" in outcome.out
    assert "  no source says: author, " in outcome.out


def test_facts_of_the_catalogue_come_with_their_evidence(msm: Run) -> None:
    assert "estimated (name)" in msm("facts", "show", "biomistral/biomistral-7b").out


def test_settled_facts_say_who_settled_them(msm: Run) -> None:
    call = ("facts", "show", "open.json", "--facts", "settled.yaml", "--as-of", "2026-11-22")
    assert "attested by Legal" in msm(*call).out


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_facts_for_machines_are_a_document_that_decides_the_same(
    msm: Run, desk: Path, form: str
) -> None:
    outcome = msm("facts", "show", "BioMistral/BioMistral-7B", "--format", form)
    (desk / f"facts.{form}").write_text(outcome.out, "utf-8")
    call = ("--format", "json", "--as-of", "2026-11-22")
    named = msm("decide", "assistant.msm", "BioMistral/BioMistral-7B", *call)
    assert msm("decide", "assistant.msm", f"facts.{form}", *call) == named


def test_facts_that_a_policy_declares_are_known_with_it(msm: Run, desk: Path) -> None:
    (desk / "own.msm").write_text(
        'policy own { version "1.0.0" }\nfact model.supplier: string "who delivers it"\n', "utf-8"
    )
    (desk / "own.json").write_text('{"id": "a/b", "supplier": "ACME"}', "utf-8")
    assert msm("facts", "show", "own.json").status == 2
    assert "ACME" in msm("facts", "show", "own.json", "--policy", "own.msm").out
    assert "supplier" in msm("schema", "facts", "--policy", "own.msm").out


def test_a_catalogue_of_ones_own_takes_the_place_of_the_shipped_one(msm: Run, desk: Path) -> None:
    (desk / "own.jsonl").write_text('{"id": "own/model", "license": "mit"}\n', "utf-8")
    assert msm("facts", "show", "OWN/model", "--catalogue", "own.jsonl").status == 0
    outcome = msm("facts", "show", "own/modell", "--catalogue", "own.jsonl")
    assert outcome.status == 2
    assert "did you mean `own/model`?" in outcome.err


@pytest.mark.parametrize("name", ["missing.jsonl", "assistant.msm", "."])
def test_a_catalogue_that_is_none_says_so(msm: Run, name: str) -> None:
    outcome = msm("facts", "show", "a/b", "--catalogue", name)
    assert (outcome.status, outcome.out) == (2, "")
    assert "error: " in outcome.err
    assert "fault" not in outcome.err


# --- licences, schema, explain-error -------------------------------------------------------------


def test_a_licence_is_shown_clause_by_clause(msm: Run) -> None:
    outcome = msm("licences", "show", "llama3.1")
    assert outcome.out.startswith("LicenseRef-llama3.1")
    assert "naming" in outcome.out
    assert "not legal advice" in outcome.err
    record = json.loads(msm("licences", "show", "MIT", "--format", "json").out)
    assert "commercial-use" in record["permits"]


def test_licences_can_be_listed_by_category(msm: Run) -> None:
    every = msm("licences", "list").out.splitlines()
    some = msm("licences", "list", "--category", "permissive").out.splitlines()
    assert set(some) != set()
    assert len(some) < len(every)
    listed = json.loads(msm("licences", "list", "--format", "json").out)
    assert len(listed) == len(every)


@pytest.mark.parametrize("kind", ["facts", "proof", "diagnostics"])
def test_schemas_are_sound(msm: Run, kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(msm("schema", kind).out))


def test_what_check_prints_fits_its_schema(msm: Run) -> None:
    schema = json.loads(msm("schema", "diagnostics").out)
    jsonschema.validate(json.loads(msm("check", "wrong.msm", "--format", "json").out), schema)


def test_what_explain_prints_fits_its_schema(msm: Run) -> None:
    schema = json.loads(msm("schema", "proof").out)
    proof = json.loads(msm("explain", "assistant.msm", "big.json", "--format", "json").out)
    jsonschema.validate(proof, schema)


def test_what_facts_prints_fits_its_schema(msm: Run) -> None:
    schema = json.loads(msm("schema", "facts").out)
    document = yaml.safe_load(msm("facts", "show", "small.json", "--format", "yaml").out)
    jsonschema.validate(document, schema)


def test_every_diagnostic_can_be_explained(msm: Run) -> None:
    listed = msm("explain-error").out
    for name in DIAGNOSTICS:
        assert name in listed
    outcome = msm("explain-error", "[type-mismatch]")
    assert outcome.out.startswith("# type-mismatch")
