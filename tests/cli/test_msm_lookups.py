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


# --- lineage -------------------------------------------------------------------------------------


def family(folder: Path) -> str:
    """A catalogue in which a tuned model says less than its base allows."""
    rows = [
        ("a/tuned", "Apache-2.0", ["meta/base", "b/gone"], "merge"),
        ("meta/Base", "LicenseRef-llama3.1", [], None),
        ("x/self", "MIT", ["x/self"], "finetune"),
    ]
    documents = [
        {"id": id, "license": licence, "base_models": parents, "relation": relation}
        for id, licence, parents, relation in rows
    ]
    path = folder / "family.json"
    path.write_text(json.dumps(documents))
    return str(path)


def test_lineage_shows_each_licence_where_the_line_breaks_off_and_what_is_odd(
    msm: Run, tmp_path: Path
) -> None:
    outcome = msm("facts", "lineage", "a/Tuned", "--catalogue", family(tmp_path))
    assert outcome.status == 0
    lines = outcome.out.splitlines()
    assert lines[:6] == [
        "a/tuned       Apache-2.0  merge",
        "├─ meta/Base  LicenseRef-llama3.1",
        "└─ b/gone     not in the catalogue: the line breaks off here",
        "",
        "licences down the line  Apache-2.0, LicenseRef-llama3.1, and perhaps others",
        "not looked up           b/gone",
    ]
    finding = " ".join(line.strip() for line in lines[7:])
    assert finding.startswith(
        "! it declares `Apache-2.0` over `meta/Base`, whose licence `LicenseRef-llama3.1` requires"
    )
    assert "[2. Additional Commercial Terms]" in finding


def test_lineage_is_plain_json_for_machines(msm: Run, tmp_path: Path) -> None:
    asked = ("facts", "lineage", "a/tuned", "--catalogue", family(tmp_path), "--format", "json")
    found = json.loads(msm(*asked).out)
    assert [m["id"] for m in found["models"]] == ["a/tuned", "meta/Base"]
    assert (found["missing"], found["complete"], found["cycles"]) == (["b/gone"], False, [])
    assert found["license_chain"] == {
        "sure": ["Apache-2.0", "LicenseRef-llama3.1"],
        "possible": None,
    }


@pytest.mark.parametrize(("form", "start"), [("mermaid", "flowchart LR"), ("dot", "digraph")])
def test_lineage_is_a_picture(msm: Run, tmp_path: Path, form: str, start: str) -> None:
    asked = ("facts", "lineage", "a/tuned", "--catalogue", family(tmp_path), "--format", form)
    out = msm(*asked).out
    assert out.startswith(start)
    assert "LicenseRef-llama3.1" in out
    assert "not in the catalogue" in out


def test_lineage_says_which_records_of_a_catalogue_it_left_out(msm: Run, tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text('{"id": "a/b", "license": "mit", "base_models": []}\nno json\n[]\n')
    outcome = msm("facts", "lineage", "a/b", "--catalogue", str(path))
    assert outcome.out.splitlines()[0] == "a/b  MIT"
    assert outcome.err.strip() == f"left out, since it cannot be read: `{path}:2` and 1 more"


def test_lineage_of_a_model_that_descends_from_itself_ends(msm: Run, tmp_path: Path) -> None:
    out = msm("facts", "lineage", "x/self", "--catalogue", family(tmp_path)).out
    assert out.splitlines()[1] == "└─ x/self  MIT  finetune  descends from itself"
    assert out.splitlines()[-1] == "the line is complete"


def test_what_was_settled_is_put_over_ancestors_too(msm: Run, tmp_path: Path) -> None:
    (tmp_path / "settled.yaml").write_text(
        "- {model: meta/Base, fact: license, value: MIT, by: Legal, on: 2026-01-01,"
        " because: bought}\n"
    )
    asked = ("facts", "lineage", "a/tuned", "--catalogue", family(tmp_path))
    out = msm(*asked, "--facts", str(tmp_path / "settled.yaml"), "--as-of", "2026-02-01").out
    assert "├─ meta/Base  MIT" in out
    assert "!" not in out


# --- licences, schema, explain-error -------------------------------------------------------------


def test_a_licence_is_shown_clause_by_clause(msm: Run) -> None:
    outcome = msm("licences", "show", "llama3.1")
    assert outcome.out.startswith("LicenseRef-llama3.1")
    assert "naming" in outcome.out
    assert "not legal advice" in outcome.err
    record = json.loads(msm("licences", "show", "MIT", "--format", "json").out)
    assert "commercial-use" in record["permits"]


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("Llama 3 Community License", "LicenseRef-llama3"),
        ("MIT Licence", "MIT"),
        ("https://ai.google.dev/gemma/terms", "LicenseRef-gemma"),
        ("bsl-1.0", "BSL-1.0"),
    ],
)
def test_a_licence_is_found_by_what_people_write(msm: Run, typed: str, id: str) -> None:
    assert msm("licences", "show", typed).out.split()[0] == id


def test_a_licence_says_which_text_was_read_and_what_stands_there(msm: Run) -> None:
    out = " ".join(msm("licences", "show", "llama4").out.split())
    assert "“Military, warfare, nuclear industries or applications”" in out
    assert "Acceptable Use Policy: https://github.com/meta-llama/llama-models" in out
    assert "6b346865267ef58a4592287a99e9417178223c9300e9da361ce7801be6dea61f" in out
    unread = " ".join(msm("licences", "show", "mnpl").out.split())
    assert "no text could be had; the category is what its name says" in unread


def test_an_expression_is_explained_alternative_by_alternative(msm: Run) -> None:
    outcome = msm("licences", "explain", "apache-2.0 OR (mit AND llama3.1)")
    assert outcome.status == 0
    lines = [line.strip() for line in outcome.out.splitlines()]
    assert lines[:2] == ["Apache-2.0 OR MIT AND LicenseRef-llama3.1", "one of 2 may be chosen"]
    assert "2. MIT AND LicenseRef-llama3.1" in lines
    assert "permits    commercial-use, modification, distribution" in lines
    assert "prohibits  military-use" in lines


def test_what_alternatives_mean_is_what_policies_take_them_to_mean(msm: Run) -> None:
    said = json.loads(msm("licences", "explain", "mit AND gpl-3.0", "--format", "json").out)
    (only,) = said["possible"][0]["alternatives"]
    assert only["parts"] == ["MIT", "GPL-3.0-only"]
    assert only["permits"] == ["commercial-use", "modification", "distribution"]
    assert only["prohibits"] == ["sublicensing"]
    assert {"share-alike", "include-notice"} <= {*only["requires"]}
    assert only["unknown"] == ["patent-use", "hosting", "output-training", "military-use"]
    assert only["entries"][1]["quotes"]["prohibits:sublicensing"].startswith("Sublicensing is not")


def test_a_name_of_two_editions_is_explained_as_either(msm: Run) -> None:
    out = msm("licences", "explain", "NVIDIA Open Model License").out
    assert out.startswith("! `NVIDIA Open Model License` names no one licence: two editions")
    assert "\nLicenseRef-nvidia-open-model\n" in out
    assert "\nLicenseRef-nvidia-open-model-2024\n" in out


@pytest.mark.parametrize(
    ("asked", "typed", "said"),
    [
        ("explain", "apach-2.0 OR mit", "did you mean `Apache-2.0`"),
        ("explain", "Llama 3 Comunity License", "did you mean `Llama 3 Community License`"),
        ("explain", "foo OR bar", "has no licence `foo`, `bar`"),
        ("explain", "mit OR", "expected a licence id, found the end"),
        ("explain", "openrail", "it is a family of licences"),
        ("explain", "", "has no licence ``"),
        ("explain", "\x1b[2J", "has no licence `\\u001b[2J`"),
        ("show", "mit OR isc", "is an expression, and one licence is expected"),
        ("show", "NVIDIA Open Model License", "two editions"),
        ("show", "unlicensed", "which is not The Unlicense"),
    ],
)
def test_what_is_no_licence_is_refused_with_what_could_be_meant(
    msm: Run, asked: str, typed: str, said: str
) -> None:
    outcome = msm("licences", asked, typed)
    assert (outcome.status, outcome.out) == (2, "")
    assert said in outcome.err


def test_licences_can_be_listed_by_category(msm: Run) -> None:
    every = msm("licences", "list").out.splitlines()
    some = msm("licences", "list", "--category", "permissive").out.splitlines()
    assert set(some) != set()
    assert len(some) < len(every)
    listed = json.loads(msm("licences", "list", "--format", "json").out)
    assert len(listed) == len(every)


@pytest.mark.parametrize("kind", ["facts", "proof", "diagnostics", "why-not", "comparison"])
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


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("grok", "LicenseRef-grok2-community"),
        ("kimi", "LicenseRef-kimi-modified-mit"),
        ("flux", "LicenseRef-flux-1-dev-nc"),
    ],
)
def test_a_part_of_a_licence_s_name_finds_it(msm: Run, typed: str, meant: str) -> None:
    """These are too short to look like the whole id, and people know no more of it."""
    outcome = msm("licences", "show", typed)
    assert outcome.status == 2
    assert f"`{meant}`" in outcome.err.partition("hint: ")[2]
