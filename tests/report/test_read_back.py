"""A proof read back is the decision it was made of; what cannot be read says why."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules.proof.document import proof_document
from msm_rules.proof.forms import value_form
from msm_rules.report.collection import collected
from msm_rules.report.decision_markdown import decision_markdown
from msm_rules.report.decision_page import decision_page, told
from msm_rules.report.proof_values import value_of
from msm_rules.report.read_back import NotReadable, read_back
from msm_rules.values.possible import Value
from msm_rules.values.types import (
    BOOL,
    BYTES,
    DATE,
    LICENCE,
    NUMBER,
    SCORE,
    STRING,
    VERDICT,
    SetOf,
    Type,
)
from tests.proof.decisions import AS_OF, DECISIONS


@pytest.mark.parametrize("kind", DECISIONS)
def test_the_proof_of_what_was_read_back_is_the_same(kind: str) -> None:
    proof = DECISIONS[kind]().proof()
    assert proof_document(read_back(proof).subject) == proof


def test_no_file_is_read_but_those_in_the_proof(tmp_path: Any, monkeypatch: Any) -> None:
    (tmp_path / "base.msm").write_text('policy base { version "9.9.9" }', "utf-8")
    monkeypatch.chdir(tmp_path)
    texts = {"base.msm": 'policy base { version "1.0.0" } critical { rule a { require true } }'}
    policy = msm.parse_policy('policy p { version "1.0.0" extends "base.msm" }', files=texts)
    proof = policy.decide({"id": "a/b"}, as_of=AS_OF).proof()
    graph = read_back(proof).subject.graph
    assert [s.text for s in graph.sources][1:] == list(texts.values())
    proof["policy"]["files"] = proof["policy"]["files"][:1]  # type: ignore[index]
    with pytest.raises(NotReadable, match="text of its policy has errors"):
        read_back(proof)


def test_a_policy_in_a_folder_above_is_read_back(tmp_path: Any, monkeypatch: Any) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "lib.msm").write_text("define small(x: number) = x < 3", "utf-8")
    main = tmp_path / "p.msm"
    main.write_text(
        'policy p { version "1.0.0" } use "lib.msm" as lib '
        "critical { rule a { require lib.small(model.likes) } }",
        "utf-8",
    )
    monkeypatch.chdir(tmp_path / "below")
    for path in (main, "../p.msm"):
        proof = msm.load_policy(path).decide({"id": "a/b", "likes": 1}, as_of=AS_OF).proof()
        assert read_back(proof).subject.verdict == "accept"


Change = Callable[[dict[str, Any]], object]

BROKEN: dict[str, Change] = {
    "no nodes": lambda p: p.pop("nodes"),
    "no decision": lambda p: p.pop("decision"),
    "another node": lambda p: p["nodes"][0].update(id="other"),
    "a node fewer": lambda p: p["nodes"].pop(),
    "no such verdict": lambda p: p["decision"].update(verdict="maybe"),
    "no such day": lambda p: p["decision"].update(as_of="2026-13-01"),
    "a value of another type": lambda p: p["nodes"][-1].update(value={"a": 1}),
    "no files": lambda p: p["policy"].update(files=[]),
    "a text that is none": lambda p: p["policy"]["files"][0].update(text="policy {"),
    "bad facts": lambda p: p["facts"]["document"]["model"].update(parameters="many"),
    "facts of nothing": lambda p: p["facts"].update(document=None),
    "params that are none": lambda p: p["policy"].update(params=[1]),
    "an unknown param": lambda p: p["policy"]["params"].update(other=1),
}


@pytest.mark.parametrize("how", BROKEN)
def test_what_cannot_be_read_says_so(how: str) -> None:
    proof = copy.deepcopy(DECISIONS["accepted"]().proof())
    BROKEN[how](proof)
    with pytest.raises(NotReadable):
        read_back(proof)


@pytest.mark.parametrize("document", [{}, {"policy": 1}, {"policy": {"files": [[]]}, "nodes": 3}])
def test_no_document_at_all_says_so(document: dict[str, Any]) -> None:
    with pytest.raises(NotReadable):
        read_back(document)


def _places(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document, by the keys that lead there."""
    inner = part.items() if isinstance(part, dict) else enumerate(part)
    found = []
    for key, value in inner:
        found.append((*path, key))
        if isinstance(value, dict | list):
            found += _places(value, (*path, key))
    return found


OTHERS = (None, "other", 3, -1.5, [], {}, ["a"], {"a": 1}, True, {"between": [5, 1]})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_is_changed_in_a_proof_it_is_told_or_refused(data: st.DataObject) -> None:
    proof = copy.deepcopy(data.draw(st.sampled_from(MADE)))
    place = data.draw(st.sampled_from(_places(proof)))
    part = proof
    for key in place[:-1]:
        part = part[key]
    if data.draw(st.booleans()):
        part[place[-1]] = data.draw(st.sampled_from(OTHERS))
    else:
        part.pop(place[-1])
    try:
        found = told(proof)
    except NotReadable:
        collected([("x", proof)])
        return
    assert "<h1>" in decision_page(found, "msm report x")
    assert "## " in decision_markdown(found, "msm report x")


MADE = tuple(DECISIONS[kind]().proof() for kind in ("rejected", "escalated and waived"))


@pytest.mark.parametrize("part", ["failed", "escalated", "waived", "open_facts", "obligations"])
def test_a_decision_that_names_what_is_not_there_is_refused_or_told(part: str) -> None:
    proof = copy.deepcopy(DECISIONS["rejected"]().proof())
    decision: Any = proof["decision"]
    if part in ("failed", "escalated"):
        decision[part] = ["nothing of the kind"]
    elif part == "obligations":
        decision[part] = {"due": ["nothing"], "not_due": [], "uncertain": []}
    else:
        decision[part] = {"nothing": "W"} if part == "waived" else ["nothing", "licence x: y"]
    try:
        assert not told(proof).checking.ok
    except NotReadable:
        assert not msm.verify(proof).ok


_words = st.frozensets(st.text(max_size=3), min_size=1, max_size=3)
_numbers = st.floats(allow_nan=False).map(lambda x: x + 0.0)
_days = st.integers(1, 3_652_059).map(float) | st.just(float("inf")) | st.just(float("-inf"))


def _ends(of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, Any]]:
    return st.tuples(of, of).map(lambda pair: (min(pair), max(pair)))


_sets = st.tuples(_words, st.none() | _words).map(
    lambda pair: (pair[0], None if pair[1] is None else pair[0] | pair[1])
)
VALUES: dict[Type, st.SearchStrategy[Any]] = {
    BOOL: st.sampled_from([0, 1, 3]),
    NUMBER: _ends(_numbers),
    BYTES: _ends(_numbers),
    DATE: _ends(_days),
    STRING: st.none() | _words,
    LICENCE: st.none() | _words,
    SetOf(STRING): _sets,
    SCORE: _ends(st.integers(0, 1_000_000)),
    VERDICT: st.integers(1, 7),
}


@given(st.data())
def test_every_value_reads_back_from_its_form(data: st.DataObject) -> None:
    type_ = data.draw(st.sampled_from(list(VALUES)))
    value: Value = data.draw(VALUES[type_])
    assert value_of(type_, value_form(type_, value)) == value
