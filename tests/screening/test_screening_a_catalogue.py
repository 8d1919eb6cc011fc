"""Screening a catalogue: where models end, what would settle the open ones, what is left out."""

from __future__ import annotations

import gc
import json
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules.facts import builtin, read_attested
from msm_rules.screening import Screening
from msm_rules.screening.topics import topic_of

DAY = date(2026, 11, 22)

POLICY = """
policy p { version "1.0.0" title "A small model" }
critical {
  rule task "Generates text" { require "text-generation" in model.tasks }
  rule size "Is small" { require model.parameters <= 10B }
  rule licence "Is permissive" { require model.license.category == "permissive" waivable }
  rule systemic "Is not systemic" {
    require model.training_compute <= 1e25
    otherwise review by "AI board"
    when unknown pass
  }
}
important {
  rule medical "Is medical" { prefer "medical" in model.domains }
}
decide { accept if score >= 0.7 review if score >= 0.4 }
rank { by score descending by model.parameters ascending top 2 }
obligation notice "Keep the notice" { if model.license_chain requires "include-notice" }
obligation measure "Measure it" { if not (model.context_length is known) }
waiver "W-1" {
  rule licence
  models {"lab/*"}
  from 2026-01-01 until 2026-12-31
  approved by "Legal"
  because "Agreed"
}
"""

GOOD: dict[str, object] = {
    "tasks": ["text-generation"],
    "parameters": 7e9,
    "license": "MIT",
    "license_chain": ["MIT"],
    "domains": ["medical"],
    "context_length": 8192,
}


def model(id_: str, **facts: object) -> dict[str, object]:
    return {"id": id_, **GOOD, **facts}


@pytest.fixture(scope="module")
def policy() -> msm.Policy:
    return msm.parse_policy(POLICY)


CATALOGUE = [
    model("good/one"),
    model("good/two", parameters=1e9, context_length=None),
    model("lab/waived", license="LicenseRef-mine"),
    model("big/not-text", tasks=["fill-mask"], parameters=70e9),
    model("big/text", parameters=70e9),
    model("plain/other", domains=["legal"]),
    model("board/huge", training_compute=1e26),
    model("open/size", parameters=None),
    model("open/licence", license=None, license_chain=None),
    model("open/both", license=None, license_chain=None, parameters=None),
]


@pytest.fixture
def screening(policy: msm.Policy) -> Screening:
    return policy.screen(CATALOGUE, as_of=DAY)


def ids(rows: object) -> list[str]:
    return [row.id for row in rows]  # type: ignore[attr-defined]


def test_decisions_and_rows_stand_in_the_order_of_the_catalogue(screening: Screening) -> None:
    assert ids(screening.rows) == [m["id"] for m in CATALOGUE]
    for row in screening.rows:
        decision = screening.decision(row)
        assert (row.id, row.verdict) == (decision.facts.id, decision.verdict)
        assert row.rules == tuple(decision.rules.values())
        assert row.open_facts == decision.open_facts


def test_the_groups_are_told_apart(screening: Screening) -> None:
    assert ids(screening.accepted) == ["good/two", "good/one", "lab/waived"]
    assert ids(screening.wants_person) == ["board/huge"]
    assert set(ids(screening.too_little_known)) == {"open/size", "open/licence", "open/both"}
    assert ids(screening.rejected) == ["big/not-text", "big/text", "plain/other"]


def test_a_model_falls_at_the_first_rule_it_fails(screening: Screening) -> None:
    fell = {row.id: screening.fell_at(row) for row in screening.rejected}
    assert fell == {"big/not-text": "task", "big/text": "size", "plain/other": None}


def test_the_funnel_counts_in_the_order_of_the_policy(screening: Screening) -> None:
    found = screening.funnel
    stages = [(s.rule.name, s.fell, s.left) for s in found.stages]
    assert stages == [("task", 1, 9), ("size", 1, 8), ("licence", 0, 8)]
    assert (found.below, found.accepted, found.wants_person, found.too_little_known) == (1, 3, 1, 3)


def test_a_rule_that_sends_to_a_person_is_no_stage(screening: Screening) -> None:
    assert "systemic" not in {stage.rule.name for stage in screening.funnel.stages}


def test_the_ranking_keeps_the_top_and_the_candidates_all(screening: Screening) -> None:
    assert len(screening.candidates) == 7
    assert ids([p.row for p in screening.ranking])[:2] == ["good/two", "good/one"]


def test_obligations_are_counted_over_the_accepted(screening: Screening) -> None:
    found = [(d.obligation.name, d.due, d.open) for d in screening.obligations]
    assert found == [("notice", 3, 0), ("measure", 1, 0)]


def test_waived_rules_name_their_waivers(screening: Screening) -> None:
    assert screening.rows[2].waived == (("licence", "W-1"),)


# --- questions ----------------------------------------------------------------------------------


def test_each_undetermined_model_waits_in_one_group(screening: Screening) -> None:
    found = {wait.topics: len(wait.positions) for wait in screening.waits}
    size, licence = topic_of("model.parameters"), topic_of("model.license")
    assert found == {(size,): 1, (licence,): 1, (licence, size): 1}


def test_questions_say_how_many_wait_and_how_many_for_nothing_else(screening: Screening) -> None:
    found = {q.topic: (q.models, q.alone) for q in screening.questions}
    size, licence = topic_of("model.parameters"), topic_of("model.license")
    assert found == {size: (2, 1), licence: (2, 1)}


def test_the_plan_ends_with_every_model_settled(screening: Screening) -> None:
    assert screening.plan[-1].settled == len(screening.too_little_known)
    assert sum(step.settles for step in screening.plan) == screening.plan[-1].settled


def test_a_licence_nobody_read_is_a_question_of_its_own() -> None:
    assert topic_of("licence acme: hosting") == topic_of("licence acme: modification")
    assert topic_of("licence acme: hosting") != topic_of("licence other: hosting")


# --- no survivor --------------------------------------------------------------------------------


def test_the_rules_responsible_are_named_where_none_survives(policy: msm.Policy) -> None:
    catalogue = [
        model("a", parameters=70e9),
        model("b", parameters=70e9),
        model("c", tasks=["fill-mask"]),
        model("d", tasks=["fill-mask"], parameters=70e9),
    ]
    found = policy.screen(catalogue, as_of=DAY).blocking
    assert [(b.rule.name, b.fails, b.alone) for b in found] == [("size", 3, 2), ("task", 2, 1)]


def test_no_rule_is_blamed_where_one_model_survives(screening: Screening) -> None:
    assert screening.blocking == ()


# --- the catalogue ------------------------------------------------------------------------------


def test_a_bad_record_is_a_problem_and_loses_no_other(policy: msm.Policy) -> None:
    bad = {"id": "bad/one", "parameters": "many"}
    found = policy.screen([CATALOGUE[0], bad, CATALOGUE[1]], as_of=DAY)
    assert ids(found.rows) == ["good/one", "good/two"]
    assert [(p.record, p.field) for p in found.problems] == [
        ("record 2: bad/one", "model.parameters")
    ]


def test_of_one_id_the_first_is_kept(policy: msm.Policy) -> None:
    found = policy.screen([model("A/x"), model("a/X", parameters=1)], as_of=DAY)
    assert ids(found.rows) == ["A/x"]
    assert str(found.problems[0]) == (
        "record 2: model.id: `a/X` is already in record 1, which is kept"
    )


def test_a_file_is_screened_as_the_same_facts_are(policy: msm.Policy, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(m) + "\n" for m in CATALOGUE))
    assert (
        policy.screen(path, as_of=DAY).rows
        == policy.screen(str(path), as_of=DAY).rows
        == policy.screen(CATALOGUE, as_of=DAY).rows
    )


def test_a_file_with_a_bad_line_says_which(policy: msm.Policy, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(CATALOGUE[0]) + "\n{\n")
    found = policy.screen(path, as_of=DAY)
    assert ids(found.rows) == ["good/one"]
    assert found.problems[0].record == f"{path}:2"


def test_attested_facts_settle_what_the_catalogue_leaves_open(policy: msm.Policy) -> None:
    entry = {
        "model": "OPEN/size",
        "fact": "parameters",
        "value": 7e9,
        "by": "lab",
        "on": "2026-11-01",
        "because": "counted",
    }
    attested = read_attested([entry], builtin())
    found = policy.screen(CATALOGUE, as_of=DAY, attested=attested)
    assert "open/size" in ids(found.accepted)
    early = policy.screen(CATALOGUE, as_of=date(2026, 10, 31), attested=attested)
    assert "open/size" in ids(early.too_little_known)


def test_progress_counts_every_record(policy: msm.Policy) -> None:
    seen: list[tuple[int, int | None]] = []
    policy.screen(CATALOGUE[:3], as_of=DAY, progress=lambda n, total: seen.append((n, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_progress_has_no_total_for_a_stream(policy: msm.Policy) -> None:
    seen: list[int | None] = []
    policy.screen(iter(CATALOGUE[:2]), as_of=DAY, progress=lambda n, total: seen.append(total))
    assert seen == [None, None]


def test_screening_leaves_the_garbage_collector_as_it_was(policy: msm.Policy) -> None:
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError):
        policy.screen(CATALOGUE, as_of=DAY, progress=lambda n, total: n / 0 and None)
    assert gc.isenabled()


# --- whatever the catalogue ---------------------------------------------------------------------

MODEL = st.fixed_dictionaries(
    {},
    optional={
        "tasks": st.sampled_from([["text-generation"], ["fill-mask"], None]),
        "parameters": st.sampled_from([1e9, 70e9, {"between": [5e9, 20e9]}, None]),
        "license": st.sampled_from(["MIT", "GPL-3.0-only", {"one_of": ["MIT", "GPL-3.0-only"]}]),
        "training_compute": st.sampled_from([1e24, 1e26]),
        "domains": st.sampled_from([["medical"], [], {"at_least": ["medical"]}]),
    },
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(models=st.lists(MODEL, max_size=12))
def test_the_funnel_adds_up(policy: msm.Policy, models: list[dict[str, object]]) -> None:
    catalogue = [{"id": f"m/{n}", **facts} for n, facts in enumerate(models)]
    screening = policy.screen(catalogue, as_of=DAY)
    found = screening.funnel
    fell = sum(stage.fell for stage in found.stages)
    groups = found.accepted + found.wants_person + found.too_little_known
    assert found.models == fell + found.below + groups == len(catalogue)
    assert fell + found.below == len(screening.rejected)
    assert found.survived - found.below == groups == len(screening.candidates)
    left = [found.models, *(stage.left for stage in found.stages)]
    assert [a - b for a, b in pairwise(left)] == [s.fell for s in found.stages]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(models=st.lists(MODEL, max_size=12))
def test_questions_account_for_every_open_model(
    policy: msm.Policy, models: list[dict[str, object]]
) -> None:
    catalogue = [{"id": f"m/{n}", **facts} for n, facts in enumerate(models)]
    screening = policy.screen(catalogue, as_of=DAY)
    waiting = Counter(position for wait in screening.waits for position in wait.positions)
    assert set(waiting.values()) <= {1}
    assert set(waiting) == {row.position for row in screening.too_little_known}
    settled = [step.settled for step in screening.plan]
    assert settled == sorted(set(settled))
    assert (settled or [0])[-1] == len(screening.too_little_known)
