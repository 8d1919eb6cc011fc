"""What counts as the same proof: replay, and the facts that an auditor has."""

from __future__ import annotations

from typing import Any

import pytest

from msm_rules.cli.verify_against import Files, against_files, differences
from msm_rules.cli.verify_text import Summary, one_proof
from msm_rules.cli.verifying import Checked
from msm_rules.proof.check import Problem


def placed(path: str, value: object) -> dict[str, Any]:
    """A document with a value at a path."""
    first, _, rest = path.partition(".")
    return {first: placed(rest, value) if rest else value}


@pytest.mark.parametrize(
    "path",
    ["digest", "facts.digest", "policy.graph.digest", "licences.digest", "licences.version",
     "engine", "advice"],
)  # fmt: skip
def test_what_differs_with_every_engine_is_passed_over(path: str) -> None:
    assert list(differences(placed(path, "a"), placed(path, "b"))) == []


@pytest.mark.parametrize(
    "path",
    ["facts.document.model.benchmarks.digest", "policy.params.advice", "decision.verdict",
     "decision.scores.score.digest", "licences.entries.digest"],
)  # fmt: skip
def test_nothing_else_is_passed_over_whatever_it_is_called(path: str) -> None:
    (problem,) = differences(placed(path, 1), placed(path, 2))
    assert (problem.node, problem.expected, problem.found) == (path, 1, 2)


@pytest.mark.parametrize(
    ("a", "b"), [(True, 1), (0, False), ([1], [True]), ({"x": 0}, {"x": False})]
)
def test_a_truth_value_is_no_number(a: object, b: object) -> None:
    assert list(differences({"nodes": a}, {"nodes": b}))
    facts = {"id": "a/b", "likes": a}
    proof = {"decision": {"model": {"id": "a/b"}}, "facts": {"document": {"model": facts}}}
    own = Files(facts={"a/b": {"id": "a/b", "likes": b}})
    assert [p.node.startswith("facts.model.likes") for p in against_files(proof, own).problems] == [
        True
    ]


def test_numbers_that_are_written_otherwise_are_the_same() -> None:
    assert list(differences({"nodes": [1, 1e25]}, {"nodes": [1.0, int(1e25)]})) == []


def test_a_part_that_is_null_is_not_one_that_is_missing() -> None:
    assert [p.node for p in differences({"waivers": None}, {})] == ["waivers"]
    assert [p.node for p in differences({}, {"waivers": None})] == ["waivers"]


def test_what_the_engine_decides_otherwise_is_not_headed_as_if_all_were_well() -> None:
    said = {"verdict": "accept", "model": "a/b", "as_of": "2026-01-01", "policy": "p 1"}
    other = (Problem("decision.verdict", "the engine finds another value", "reject", "accept"),)
    checked = Checked("`a.json`", False, said=said, replay=other)
    for first in (next(one_proof(checked, 80)), next(Summary(80).add(checked))):
        assert first.startswith("✗ `a.json` follows from what it holds, but the engine here")
    assert next(one_proof(Checked("`a.json`", True, said=said, replay=()), 80)).startswith("✓")
