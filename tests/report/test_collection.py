"""Several proofs in one report: each is checked, what does not hold or cannot be read is told."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import msm_rules as msm
from msm_rules.report import collection as module
from msm_rules.report.collection import Broken, Collection, collected
from msm_rules.report.collection_markdown import collection_markdown
from msm_rules.report.collection_page import collection_page
from msm_rules.report.words import holding_words
from tests.proof.decisions import AS_OF, DECISIONS
from tests.report.pages import Tags


def _proof(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = DECISIONS[kind]().proof()  # type: ignore[assignment]
    return found


def _changed() -> dict[str, Any]:
    proof = copy.deepcopy(_proof("rejected"))
    proof["decision"]["verdict"] = "accept"
    return proof


@pytest.fixture(scope="module")
def found() -> Collection:
    given = [(f"{kind}.json", _proof(kind)) for kind in DECISIONS]
    other = msm.parse_policy('policy other { version "3.0.0" }').decide({"id": "a/b"}, as_of=AS_OF)
    given += [("other.json", other.proof()), ("changed.json", _changed())]
    return collected([*given, ("notes.json", Broken("it is no proof"))])


def test_each_proof_is_counted_once(found: Collection) -> None:
    assert found.total == len(DECISIONS) + 3
    assert found.holding + len(found.failing) + len(found.unread) == found.total
    counts = {group.key: group.total for group in found.groups}
    rejected = [kind for kind, made in DECISIONS.items() if made().verdict == "reject"]
    assert counts["rejected"] == len(rejected)
    assert sum(counts.values()) == found.holding == len(DECISIONS) + 1


def test_what_does_not_hold_stands_at_the_top_and_is_not_counted(found: Collection) -> None:
    page = collection_page(found, "proofs", "msm report proofs")
    assert "1 of 11 proofs does NOT hold; 1 file could not be read; 9 of 11 proofs hold." in page
    assert page.index("NOT holding") < page.index('id="accepted"')
    said = " ".join(" ".join(Tags(page).texts).split())
    assert (
        "changed.json It says: accept for BioMistral/BioMistral-7B, by clinical_assistant" in said
    )
    assert "decision.verdict" in said
    assert "notes.json it is no proof" in said


def test_every_panel_says_that_its_proof_holds_and_from_which_file(found: Collection) -> None:
    page = collection_page(found, "proofs", "msm report proofs")
    assert page.count("✓ The proof holds. ") == found.holding == found.panels
    for kind in DECISIONS:
        assert f"{kind}.json <small>sha256 {_proof(kind)['digest']}" in page


def test_each_policy_is_there_once_with_anchors_of_its_own(found: Collection) -> None:
    assert [o.graph.header.name for o in found.outlines] == ["clinical_assistant", "other"]
    ids = list(Tags(collection_page(found, "proofs", "msm report proofs")).all("id"))
    assert len(ids) == len(set(ids))
    assert {"policy-1", "policy-2", "graph-1", "L1-1", "P2L1-1"} <= set(ids)


def test_two_models_named_one_by_one_stand_side_by_side() -> None:
    two = collected([("a", _proof("accepted")), ("b", _proof("rejected"))], named=False)
    page = collection_page(two, "policy", "msm report p a b", side_by_side=True)
    assert 'id="at-once"' in page
    assert "a.json" not in page
    markdown = collection_markdown(two, "policy", "msm report p a b")
    assert "| model | why | score |" in markdown


def test_a_table_says_by_which_policy_where_there_is_more_than_one(found: Collection) -> None:
    markdown = collection_markdown(found, "proofs", "msm report proofs")
    assert "| model | policy | why | score |" in markdown


def test_beyond_the_limits_decisions_are_lines_and_then_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_PANELS", 2)
    monkeypatch.setattr(module, "MOST_LINES", 3)
    many = collected((f"{n}.json", _proof("accepted")) for n in range(9))
    (group,) = (g for g in many.groups if g.total)
    assert (group.total, len(group.panels), len(group.lines), group.hidden) == (9, 2, 3, 4)
    assert "and 4 further decisions" in collection_page(many, "proofs", "msm report proofs")


def test_policies_beyond_the_limit_are_told_in_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_POLICIES", 1)
    other = msm.parse_policy('policy other { version "3.0.0" }').decide({"id": "a/b"}, as_of=AS_OF)
    both = collected([("a.json", _proof("accepted")), ("b.json", other.proof())])
    (group,) = (g for g in both.groups if g.total)
    assert (len(group.panels), len(group.lines)) == (1, 1)


@pytest.mark.parametrize(
    "document", [{}, {"decision": 1}, {"decision": {"model": []}, "policy": {}, "nodes": []}]
)
def test_a_document_that_is_anything_is_told_as_not_holding(document: dict[str, Any]) -> None:
    found = collected([("x.json", document)])
    assert len(found.failing) == 1
    assert found.failing[0].says == "no decision that could be read"
    assert "NOT hold" in collection_page(found, "x", "msm report x")
    assert "NOT hold" in collection_markdown(found, "x", "msm report x")


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 0, 0), "There is no proof here."),
        ((1, 1, 0, 0), "The proof holds."),
        ((2, 2, 0, 0), "Both proofs hold."),
        ((1200, 1200, 0, 0), "All 1,200 proofs hold."),
        ((2, 1, 1, 0), "1 of 2 proofs does NOT hold; 1 of 2 proofs holds."),
        ((4, 0, 2, 2), "2 of 4 proofs do NOT hold; 2 files could not be read."),
    ],
)
def test_the_sentence_says_what_is_wrong_first(
    counts: tuple[int, int, int, int], words: str
) -> None:
    assert holding_words(*counts) == words
