"""Parts of a proof that a forger may bend without touching a step: facts, params, days, files.

Every digest fits in each of them.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

import msm_rules as msm
from msm_rules import licences
from msm_rules.proof.check import verify
from msm_rules.proof.checker.text.policy import meaning_of
from tests.proof.mutations import reseal

POLICY = """policy own { version "1.0.0" effective from 2026-06-01 }
use "near.msm" as near
param audience: one of {"internal", "public"} = "internal"
param owner: string = "acme"
param licences: set of license = {"mit"}
critical {
  rule size { require model.parameters <= near.most }
  rule chain { require model.license_chain permits "commercial-use" }
  rule own { forbid model.license in licences }
  rule exams { require model.benchmarks["medqa"] <= 90% or audience == "public" }
  rule access { require model.access in {"open-weights", "gated"} }
  rule members {
    require all x in model.tasks: (model.likes is measured or x in {"translation"})
  }
}
"""

MODEL = {
    "id": "acme/m",
    "parameters": {"between": [1_000, 2_000]},
    "license": "apache-2.0",
    "license_chain": ["apache-2.0"],
    "benchmarks": {"medqa": 0.5},
    "access": "open-weights",
    "tasks": ["translation"],
}


def proof(**options: Any) -> Any:
    policy = msm.parse_policy(POLICY, name="own.msm", files={"near.msm": "let most = 7B"})
    decision = policy.decide(MODEL, as_of=date(2026, 7, 1), **options)
    return json.loads(json.dumps(decision.proof()))


def first_problem(proof: Any) -> str:
    reseal(proof)
    report = verify(proof)
    assert not report.ok
    return str(report.problems[0])


def test_the_proof_is_accepted_as_it_is() -> None:
    assert verify(proof()).ok


ILL_FORMED: dict[str, tuple[str, Any]] = {
    "an interval that ends before it starts": ("parameters", {"between": [2_000, 1_000]}),
    "a count below nothing": ("parameters", -1),
    "an end that is no number": ("parameters", {"between": [True, 2_000]}),
    "a share above one": ("benchmarks", {"medqa": 60}),
    "one of nothing": ("access", {"one_of": []}),
    "a lineage without a licence": ("license_chain", []),
    "bounds that cross": ("tasks", {"at_least": ["translation"], "at_most": ["summarization"]}),
    "a text for a list": ("tasks", "text-generation"),
}


@pytest.mark.parametrize("what", ILL_FORMED)
def test_facts_that_no_facts_document_may_hold_are_refused(what: str) -> None:
    key, value = ILL_FORMED[what]
    forged = proof()
    forged["facts"]["document"]["model"][key] = value
    assert first_problem(forged).startswith(f"facts.document.model.{key}")
    with pytest.raises(msm.FactsError):  # the engine does not decide on them either
        msm.parse_policy(POLICY, name="own.msm", files={"near.msm": "let most = 7B"}).decide(
            {**MODEL, key: value}, as_of=date(2026, 7, 1)
        )


@pytest.mark.parametrize("held", ["likes", ["likes", "likes"], ["nothing"], ["tasks", "likes"]])
def test_pending_facts_are_facts_in_order_and_named_once(held: Any) -> None:
    forged = proof(pending=("model.likes", "model.tasks"))
    assert forged["facts"]["pending"] == ["likes", "tasks"]
    forged["facts"]["pending"] = held
    reseal(forged)
    assert "facts.pending" in {problem.node for problem in verify(forged).problems}


def test_a_fact_at_hand_that_was_not_used_is_told() -> None:
    report = verify(proof(pending=("model.likes", "model.tasks")))
    assert report.ok
    assert "why `model.tasks` was not used, which the proof holds" in report.not_shown
    assert not any("model.likes" in line for line in report.not_shown)


def test_a_param_is_one_of_its_values() -> None:
    forged = proof()
    forged["policy"]["params"]["audience"] = "nobody"
    reseal(forged)
    assert any("the param has another value" in str(p) for p in verify(forged).problems)


def test_a_licence_of_a_param_is_written_as_it_is_kept() -> None:
    """Another spelling of an id would not be met by it, and a deny list would let the model in."""
    forged = proof()
    assert forged["policy"]["params"]["licences"] == ["MIT"]
    forged["policy"]["params"]["licences"] = ["mit"]
    assert "the param is not what it should be" in first_problem(forged)


@pytest.mark.parametrize("day", ["20260701", "2026-W27-3"])
def test_the_day_of_a_decision_is_written_in_one_way(day: str) -> None:
    """Days are compared as texts: another spelling may lie after any other day."""
    forged = proof()
    forged["decision"]["as_of"] = day
    reseal(forged)
    assert not verify(forged).ok


def test_a_library_is_the_file_beside_the_policy_whatever_others_are_there() -> None:
    files = {"near.msm": "let most = 7B", "far/near.msm": "let most = 700B"}
    policy = msm.parse_policy(POLICY, name="own.msm", files=files)
    found = json.loads(json.dumps(policy.decide(MODEL, as_of=date(2026, 7, 1)).proof()))
    assert verify(found).ok
    other = {"path": "far/near.msm", "text": files["far/near.msm"], "sha256": ""}
    found["policy"]["files"].insert(1, other)
    assert "nothing refers to far/near.msm" in first_problem(found)


def test_two_libraries_with_one_alias_in_different_files_are_two() -> None:
    main = """policy a { version "1.0.0" }
use "x.msm" as lib
critical { rule x { require model.likes >= lib.n + lib.m } }"""
    x = 'use "y.msm" as lib\nparam n: number = 3\nlet m = lib.n'
    files = {"x.msm": x, "y.msm": "param n: number = 5"}
    policy = msm.parse_policy(main, name="a.msm", files=files)
    decide = policy.decide
    facts, day = {"id": "a/b", "likes": 7}, date(2026, 7, 1)
    assert decide(facts, as_of=day).verdict == "reject"
    assert decide(facts, as_of=day, params={"lib.n": 2}).verdict == "accept"
    assert decide(facts, as_of=day, params={"lib.lib.n": 4}).verdict == "accept"
    found = decide(facts, as_of=day).proof()
    assert found["policy"]["params"] == {"lib.n": 3, "lib.lib.n": 5}
    assert verify(found).problems == ()


def members(proof: Any) -> Any:
    return next(row for row in proof["nodes"] if row["id"] == "critical.members.require")


@pytest.mark.parametrize("what", ["an argument", "a node"])
def test_a_quantifier_takes_in_no_more_than_its_body_needs(what: str) -> None:
    """What it takes in, it rests on: a fact that was not asked for would make it uncertain."""
    forged = proof()
    row = members(forged)
    captured = str(len(row["args"]))
    if what == "an argument":
        row["args"].append("model.parameters")
    row["body"]["nodes"][f"captured.{captured}"] = {
        "args": [], "body": None, "const": captured, "op": "captured", "type": "number",
    }  # fmt: skip
    assert "in the body rests on" in first_problem(forged)


def test_a_quantifier_captures_no_fact_of_which_it_asks_the_evidence_alone() -> None:
    """Whether `model.likes` is measured rests on its evidence, not on how many there are."""
    row = members(proof())
    assert "method(model.likes)" in row["args"]
    assert "model.likes" not in row["args"]


ASKED = """policy asked { version "1.0.0" effective from 2026-07-01 until 2026-07-31 }
critical {
  rule category { require model.license.category in {"permissive"} or model.gated }
  rule cap { require model.license.user_cap >= 5 or model.gated }
  rule lands { require not (model.license.excluded_territories overlaps {"FR"}) or model.gated }
  rule one { require model.license == "mit" or model.gated }
  rule glob { require model.license matches "mit*" or model.gated }
  rule terms { require model.license permits "hosting" or model.gated }
  rule chain {
    require (any l in model.license_chain: (l.category == "permissive" and l.user_cap <= 3))
      or model.gated
  }
  rule own {
    require (any x in model.tasks: (model.license permits "hosting" and x == "translation"))
      or model.gated
  }
  rule twice {
    require (all l in model.license_chain:
      (any m in model.license_chain: (l permits "hosting" and m.category == "permissive")))
      or model.gated
  }
  rule nested {
    require (all l in model.license_chain: (all c in l.excluded_territories: (c == "FR")))
      or model.gated
  }
}
"""

LICENCES = [
    None,
    "MIT",
    "MIT AND AGPL-3.0-only",
    "MIT OR AGPL-3.0-only",
    "LicenseRef-own",
    "LicenseRef-own OR MIT",
    "LicenseRef-own AND MIT",
    "llama3",
]


@pytest.mark.parametrize("licence", LICENCES)
def test_what_a_licence_leaves_open_is_found_alike(licence: str | None) -> None:
    """Engine and checker each work out what is still to be known; they agree for every question."""
    facts: dict[str, Any] = {"id": "a/b"}
    if licence is not None:
        facts |= {"license": licence, "license_chain": [licence], "tasks": ["translation"]}
    policy = msm.parse_policy(ASKED, name="asked.msm")
    found = policy.decide(facts, as_of=date(2026, 7, 1)).proof()
    assert verify(found).problems == ()
    assert "model.gated" in found["decision"]["open_facts"]
    hosting = "licence licenseref-own: hosting" in found["decision"]["open_facts"]
    assert hosting == (licence is not None and "own" in licence)


def test_a_licence_known_by_category_alone_does_not_leave_its_category_open() -> None:
    known = next(e for e in licences.entries() if e.category is not None and not e.read)
    text = """policy a { version "1.0.0" }
critical { rule c { require model.license.category in {"permissive"} or model.gated } }"""
    policy = msm.parse_policy(text, name="a.msm")
    facts = {"id": "a/b", "license": {"one_of": [known.id, "LicenseRef-own"]}}
    decision = policy.decide(facts, as_of=date(2026, 7, 1))
    assert decision.open_facts == (
        "licence licenseref-own: category", "model.gated", "model.license",
    )  # fmt: skip
    assert verify(decision.proof()).problems == ()


@pytest.mark.parametrize(("day", "holds"), [(30, False), (1, True), (31, True), (32, False)])
def test_a_policy_is_in_effect_on_its_first_and_last_day_and_on_no_other(
    day: int, holds: bool
) -> None:
    forged = msm.parse_policy(ASKED, name="a.msm").decide({"id": "a/b"}, as_of=date(2026, 7, 1))
    found = json.loads(json.dumps(forged.proof()))
    month, of_month = (6, 30) if day == 30 else (7, day) if day < 32 else (8, 1)
    found["decision"]["as_of"] = date(2026, month, of_month).isoformat()
    reseal(found)
    wrong = [p for p in verify(found).problems if p.node == "decision.as_of"]
    assert bool(wrong) is not holds


def node(proof: Any, id: str) -> Any:
    return next(row for row in proof["nodes"] if row["id"] == id)


def test_a_body_holds_no_fact_that_it_does_not_capture() -> None:
    """A fact inside a body would not be told: not its value, not its state, not that it is open."""
    forged = proof()
    row = members(forged)
    (captured,) = (id for id, r in row["body"]["nodes"].items() if r["op"] == "captured")
    fact = node(forged, "method(model.likes)")
    inner = {part: fact.get(part) for part in ("args", "body", "const", "op", "type")}
    row["body"]["nodes"][captured] = inner
    row["args"] = row["args"][:1]
    forged["nodes"].remove(fact)
    assert "is a value from outside, and is not captured" in first_problem(forged)


@pytest.mark.parametrize("op", ["member", "captured"])
def test_what_stands_in_bodies_stands_nowhere_else(op: str) -> None:
    forged = proof()
    lone = {"id": "lone", "op": op, "args": [], "type": "task", "const": 1, "value": None}
    forged["nodes"].insert(0, lone)
    assert f"a {op} stands in a body alone" in first_problem(forged)


def test_a_step_does_not_rest_on_itself() -> None:
    forged = proof()
    node(forged, "critical.size.require")["args"][0] = "critical.size.require"
    assert "rests on what does not stand before it" in first_problem(forged)


@pytest.mark.parametrize("weight", [0, -1, 0.0005, 2_000_000])
def test_a_param_makes_no_weight_that_is_none(weight: float) -> None:
    text = """policy a { version "1.0.0" }
param w: number = 1
important { rule r weight w { prefer model.likes >= 1 } }
decide { accept if score >= 0.5 }"""
    found = msm.parse_policy(text, name="a.msm").decide({"id": "a/b"}, as_of=date(2026, 7, 1))
    forged = json.loads(json.dumps(found.proof()))
    forged["policy"]["params"]["w"] = node(forged, "param.w")["value"] = weight
    reseal(forged)
    assert "is no weight" in " ".join(map(str, verify(forged).problems))


@pytest.mark.parametrize("id", [None, "", 7])
def test_a_proof_is_about_a_model(id: object) -> None:
    forged = proof()
    forged["facts"]["document"]["model"]["id"] = forged["decision"]["model"]["id"] = id
    assert "no model is named" in first_problem(forged)


UNSOUND = {
    "a fact that is there already": "fact model.likes: bytes",
    "a clause of another tier": "critical { rule c { prefer model.gated } }",
    "a rule that says nothing": 'critical { rule c { because "so" } }',
    "two conditions of when it applies": (
        "critical { rule c { require model.gated applies if true applies if false } }"
    ),
    "a preference beside a score": "important { rule c { prefer model.gated score 1 } }",
    "a scored rule whose part in it rests on the model": (
        "important { rule c { prefer model.gated applies if model.likes > 3 } }"
    ),
    "a condition that is a number": "critical { rule c { require model.likes } }",
    "a date with a sign": "critical { rule c { require -model.created < 3 days } }",
    "a set that is multiplied": 'critical { rule c { require model.tasks * 2 == {"x"} } }',
    "an entry of something else": 'critical { rule c { require model.likes["x"] > 3 } }',
    "a pattern that rests on the model": (
        "critical { rule c { require model.id matches model.author } }"
    ),
}


@pytest.mark.parametrize("what", UNSOUND)
def test_a_text_that_the_engine_refuses_is_not_read_otherwise(what: str) -> None:
    """Of the mistakes that `msm check` finds, those are refused on which the reading rests."""
    text = f'policy a {{ version "1.0.0" }}\n{UNSOUND[what]}\n'
    with pytest.raises(msm.PolicyError):
        msm.parse_policy(text, name="a.msm")
    with pytest.raises((ValueError, LookupError)):
        meaning_of((("a.msm", text),))
