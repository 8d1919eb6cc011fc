"""The independent checker: it accepts what the engine proves, and nothing that was changed."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from functools import cache, reduce
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules.proof.check import verify
from msm_rules.proof.check_proof import CHOICES, LEAVES, LICENCE_OPERATORS, PLAIN, QUANTIFIERS
from msm_rules.proof.checker.claims import canonical
from msm_rules.proof.checker.meaning.types import FACTS, to_json
from msm_rules.values.operators import OPERATORS
from tests.campaign import examples
from tests.proof.conformance import CASES, decide
from tests.proof.decisions import AS_OF, DECISIONS
from tests.proof.mutations import reseal

POLICIES = Path(__file__).parents[2] / "policies"


@cache
def proof_of(name: str) -> dict[str, Any]:
    """A proof as somebody reads it from a file."""
    found: dict[str, Any] = json.loads(canonical(DECISIONS[name]().proof()))
    return found


def changed(name: str, *path: str | int, to: Any) -> dict[str, Any]:
    """A proof with one value changed and every digest made to fit again."""
    return sealed(put(proof_of(name), path, to))


def put(proof: dict[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    changed_ = copy.deepcopy(proof)
    reduce(lambda part, name: part[name], path[:-1], changed_)[path[-1]] = value  # type: ignore[index]
    return changed_


def sealed(proof: dict[str, Any]) -> dict[str, Any]:
    """What a careful forger would do: make all digests anew, wherever that can be done."""
    reseal(proof)
    return proof


def at(proof: dict[str, Any], id: str) -> int:
    """The position of a node."""
    return next(n for n, row in enumerate(proof["nodes"]) if row["id"] == id)


def first_problem(proof: dict[str, Any]) -> str:
    report = verify(proof)
    assert not report.ok
    return report.problems[0].node


# --- what holds ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DECISIONS)
def test_the_proofs_of_the_engine_are_accepted(name: str) -> None:
    assert verify(proof_of(name)).problems == ()


@pytest.mark.parametrize("case", CASES)
def test_the_proof_of_every_conformance_case_is_accepted(case: dict[str, Any]) -> None:
    assert verify(json.loads(canonical(decide(case).proof()))).problems == ()


@pytest.mark.parametrize("file", sorted(POLICIES.glob("*.msm")), ids=lambda f: f.stem)
def test_proofs_of_the_policies_that_ship_are_accepted(file: Path) -> None:
    facts = proof_of("accepted")["facts"]["document"]
    policy = msm.load_policy(file)
    for given_ in (facts, {"id": "a/b"}):
        assert verify(policy.decide(given_, as_of=AS_OF).proof()).problems == ()


def test_the_checker_reaches_no_code_that_evaluates_or_checks_policies() -> None:
    code = (
        "import sys, msm_rules.proof.check;"
        "print(*{m.split('.')[1] for m in sys.modules if m.startswith('msm_rules.')})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(run.stdout.split()) & {"values", "facts", "graph", "check", "decide", "api"}


def test_every_operator_has_a_second_meaning() -> None:
    leaves = LEAVES | {"constant", "param", "today", "blank", "member", "captured"}
    assert {*PLAIN, *LICENCE_OPERATORS, *CHOICES, *leaves, *QUANTIFIERS} == set(OPERATORS)


def test_every_fact_has_the_type_of_the_vocabulary() -> None:
    from msm_rules.facts import builtin
    from msm_rules.graph.digest import type_form

    assert {p: type_form(s.value_type) for p, s in builtin().facts.items()} == {
        path: to_json(type_) for path, type_ in FACTS.items()
    }


def test_the_report_says_what_was_not_shown() -> None:
    report = verify(proof_of("stopped early"))
    assert "that the facts are true" in report.not_shown
    assert "that this policy was the one in force" in report.not_shown
    assert any("not asked for" in text for text in report.not_shown)


def test_advice_may_be_added() -> None:
    assert verify({**proof_of("accepted"), "advice": {"repairs": []}}).ok


def test_it_is_a_public_name() -> None:
    assert msm.verify is verify


# --- what was changed ----------------------------------------------------------------------------


def test_without_new_digests_any_change_is_refused() -> None:
    for path in (("decision", "purpose", "system"), ("engine", "version")):
        assert not verify(put(proof_of("accepted"), path, "other")).ok


def test_a_known_digest_shows_what_cannot_be_derived() -> None:
    proof = proof_of("accepted")
    forged = changed("accepted", "decision", "purpose", "reference", to="TICKET-1")
    assert verify(forged).ok
    assert verify(proof, digest=proof["digest"]).ok
    assert not verify(forged, digest=proof["digest"]).ok


def test_the_problem_names_the_node_where_it_goes_wrong() -> None:
    n = at(proof_of("rejected"), "critical.size.require")
    forged = changed("rejected", "nodes", n, "value", to=True)
    assert first_problem(forged) == "critical.size.require"


def test_a_verdict_that_does_not_follow_is_refused() -> None:
    assert (
        first_problem(changed("rejected", "decision", "verdict", to="accept")) == "decision.verdict"
    )


def test_a_threshold_that_is_not_that_of_the_text_is_refused() -> None:
    proof = copy.deepcopy(proof_of("accepted"))
    n = at(proof, "decide.accept.2.right")
    proof["nodes"][n]["const"] = proof["nodes"][n]["value"] = 0.4
    assert not verify(sealed(proof)).ok


def test_a_comparison_turned_round_is_refused_although_every_value_follows() -> None:
    proof = copy.deepcopy(proof_of("accepted"))
    proof["nodes"][at(proof, "decide.accept.1")]["op"] = "greater"
    assert first_problem(sealed(proof)) == "decide.accept.1"


def test_a_rule_that_is_left_out_is_refused() -> None:
    proof = copy.deepcopy(proof_of("accepted"))
    proof["rules"].pop(0)
    proof["policy"]["graph"]["rules"].pop(0)
    assert not verify(sealed(proof)).ok


def test_a_rule_taken_out_of_the_tier_is_refused() -> None:
    proof = copy.deepcopy(proof_of("rejected"))
    row = proof["nodes"][at(proof, "critical")]
    row["args"].remove("critical.size")
    assert "critical" in {p.node for p in verify(sealed(proof)).problems}


def test_a_fact_that_is_not_that_of_the_document_is_refused() -> None:
    n = at(proof_of("accepted"), "model.memory.int4")
    assert first_problem(changed("accepted", "nodes", n, "value", to=1)) == "model.memory.int4"


def test_a_licence_entry_that_is_not_that_of_the_knowledge_base_is_refused() -> None:
    path = ("licences", "entries", "CC-BY-NC-4.0", "permits")
    forged = changed("rejected", *path, to=["commercial-use", "modification"])
    assert not verify(forged).ok


def test_a_waiver_for_another_model_is_refused() -> None:
    n = at(proof_of("rejected"), "waiver.W-2026-014.models.1")
    assert not verify(changed("rejected", "nodes", n, "value", to=True)).ok


def test_a_node_that_nothing_rests_on_is_refused() -> None:
    proof = copy.deepcopy(proof_of("accepted"))
    proof["nodes"].append(
        {"id": "spare", "op": "constant", "args": [], "type": "bool", "const": True, "value": True}
    )
    assert "spare" in {p.node for p in verify(sealed(proof)).problems}


def test_a_text_that_says_something_else_is_refused() -> None:
    text = proof_of("accepted")["policy"]["files"][0]["text"]
    forged = changed("accepted", "policy", "files", 0, "text", to=text.replace("0.9 *", "1.9 *"))
    assert not verify(forged).ok


# --- texts and facts without end --------------------------------------------------------------


def _with_text(text: str, **facts: Any) -> dict[str, Any]:
    proof = copy.deepcopy(proof_of("accepted"))
    proof["policy"]["files"] = [{"path": "a.msm", "sha256": "", "text": text}]
    proof["facts"]["document"]["model"] |= facts
    return sealed(proof)


@pytest.mark.timeout(60)
def test_functions_that_call_each_other_twice_and_more_are_given_up() -> None:
    lines = [f"define f{n}(x: number) = f{n + 1}(x) + f{n + 1}(x)" for n in range(60)]
    lines += ["define f60(x: number) = x", 'policy p { version "1.0.0" }']
    lines.append("critical { rule r { require f0(model.likes) > 1 } }")
    report = verify(_with_text("\n".join(lines)))
    assert report.no_proof is not None
    assert "says more than can be read" in report.no_proof


@pytest.mark.timeout(60)
def test_quantifiers_within_quantifiers_over_great_sets_are_given_up() -> None:
    inner = (
        "all a in model.tasks: (all b in model.tasks: (all c in model.tasks: (a == b or b == c)))"
    )
    text = f'policy p {{ version "1.0.0" }} critical {{ rule r {{ require {inner} }} }}'
    report = verify(_with_text(text, tasks=[f"t{n}" for n in range(3000)]))
    assert any("more than can be answered" in p.message for p in report.problems)


def test_a_glob_of_many_stars_is_matched_without_going_back_for_ever() -> None:
    assert PLAIN["matches"](frozenset(["a" * 2000]), frozenset(["*a" * 60 + "b"])) == (False, False)
    for text, pattern in (("", "*"), ("ab", "a?"), ("a/b.c", "a/*.c"), ("aXbXc", "a*X?")):
        assert PLAIN["matches"](frozenset([text]), frozenset([pattern])) == (True, True)


# --- whatever it is ------------------------------------------------------------------------------

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@examples(60)
@given(st.sampled_from(sorted(proof_of("accepted"))), JUNK)
def test_whatever_stands_in_a_part_the_checker_reports_and_never_raises(
    part: str, junk: Any
) -> None:
    assert not verify({**proof_of("accepted"), part: junk}).ok


@examples(60)
@given(st.dictionaries(st.text(max_size=8), JUNK, max_size=4))
def test_what_is_no_proof_is_refused(junk: dict[str, Any]) -> None:
    assert not verify(junk).ok
