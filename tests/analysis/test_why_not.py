"""Why a model is not accepted: the smallest ways out, against trying everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain, combinations, product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules.analysis.smallest import smallest_sets
from msm_rules.analysis.why_not import WhyNot, why_not
from msm_rules.facts import to_json

DAY = date(2026, 11, 22)
GIB = 2**30

RULES = {
    "size": "require model.parameters <= 13B",
    "licence": 'require model.license in {"mit", "apache-2.0"}',
    "code": "forbid model.custom_code",
    "speaks": 'require "en" in model.languages',
    "memory": "require model.memory.int4 + 2 * model.memory.kv_per_token <= 24 GiB",
    "strict": "require model.context_length >= 8Ki when unknown reject",
}
SCORES = {
    "german": 'prefer model.languages covers {"en", "de"}',
    "exam": 'score scale(model.benchmarks["medqa"], 40% .. 80%)',
    "liked": "score scale(log10(model.likes), 1 .. 3) when unknown score 0",
}
VALUES: dict[str, tuple[object, ...]] = {
    "parameters": (7_000_000_000, 13_000_000_000, 70_000_000_000),
    "license": ("mit", "llama2"),
    "custom_code": (True, False),
    "languages": ([], ["en"], ["fr"], ["de", "en"]),
    "memory.int4": (0, 12 * GIB, 24 * GIB, 40 * GIB),
    "memory.kv_per_token": (0, 6 * GIB, 20 * GIB),
    "context_length": (4096, 8192),
    'benchmarks["medqa"]': (0.3, 0.6, 0.8, 1.0),
    "likes": (0, 10, 100, 1000),
}
"""What each fact is tried with; it holds a value on either side of every threshold."""


def policy_text(rules: tuple[str, ...], scores: tuple[str, ...], least: float) -> str:
    critical = "\n".join(f"  rule {name} {{ {RULES[name]} }}" for name in rules)
    scored = "\n".join(f"  rule {name} {{ {SCORES[name]} }}" for name in scores)
    decide = f"decide {{ accept if score >= {least} }}" if scores else ""
    tier = f"important {{\n{scored}\n}}" if scores else ""
    return f'policy p {{ version "1.0.0" }}\ncritical {{\n{critical}\n}}\n{tier}\n{decide}\n'


def nested(flat: Mapping[str, object]) -> dict[str, Any]:
    model: dict[str, Any] = {"id": "a/b"}
    for key, value in flat.items():
        head, _, rest = key.replace('["', ".").replace('"]', "").partition(".")
        if rest:
            model.setdefault(head, {})[rest] = value
        else:
            model[head] = value
    return model


def accepts(policy: msm.Policy, flat: Mapping[str, object], **params: object) -> bool:
    decision = policy.decide(nested(flat), as_of=DAY, params=params)
    return decision.determined and decision.verdict == "accept"


def ask(policy: msm.Policy, flat: Mapping[str, object]) -> WhyNot:
    decision = policy.decide(nested(flat), as_of=DAY)
    return why_not(decision.session, decision.facts, most=20)


def changed_keys(found: WhyNot) -> set[frozenset[str]]:
    ways = (way for way in found.ways if not any(part.leaf.param for part in way.changes))
    return {frozenset(part.leaf.key for part in way.changes) for way in ways}


def with_parts(flat: Mapping[str, object], *parts: Any) -> dict[str, object]:
    return {**flat, **{p.leaf.key: to_json(p.leaf.type, p.value) for p in parts}}


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    rules = tuple(draw(st.lists(st.sampled_from(sorted(RULES)), max_size=3, unique=True)))
    scores = tuple(draw(st.lists(st.sampled_from(sorted(SCORES)), max_size=2, unique=True)))
    text = policy_text(rules, scores, draw(st.sampled_from([0.3, 0.5, 0.75, 1.0])))
    asked = [key for key in VALUES if f"model.{key}" in text]
    flat = {key: draw(st.sampled_from((*VALUES[key], None))) for key in asked}
    return text, {key: value for key, value in flat.items() if value is not None}


@given(cases())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_ways_are_the_smallest_that_trying_everything_finds(
    case: tuple[str, dict[str, object]],
) -> None:
    text, flat = case
    policy = msm.parse_policy(text)
    asked = [key for key in VALUES if f"model.{key}" in text]
    found = ask(policy, flat)
    if accepts(policy, flat):
        assert found == WhyNot((), None)
        return
    expected = brute_force(policy, flat, {key: VALUES[key] for key in asked})
    if expected == {frozenset()}:
        assert found.answer is not None
        assert found.ways == ()
    else:
        assert found.answer is None
        assert changed_keys(found) == expected


def brute_force(
    policy: msm.Policy, flat: Mapping[str, object], values: Mapping[str, tuple[object, ...]]
) -> set[frozenset[str]]:
    """The smallest sets of known facts that must change, found by trying every value of them and
    of the facts that nobody knows."""
    open_ = [key for key in values if key not in flat]
    found: set[frozenset[str]] = set()
    for keys in chain.from_iterable(combinations(flat, n) for n in range(len(flat) + 1)):
        if not any(f <= set(keys) for f in found) and any(
            accepts(policy, tried) for tried in _assignments(flat, keys, open_, values)
        ):
            found.add(frozenset(keys))
    return found


def _assignments(
    flat: Mapping[str, object],
    keys: tuple[str, ...],
    open_: list[str],
    values: Mapping[str, tuple[object, ...]],
) -> Iterator[dict[str, object]]:
    options = [values[k] for k in keys] + [(None, *values[k]) for k in open_]
    for chosen in product(*options):
        yield {**flat, **dict(zip([*keys, *open_], chosen, strict=True))}


@given(cases())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_way_is_accepted_whole_and_with_no_part_left_out(
    case: tuple[str, dict[str, object]],
) -> None:
    text, flat = case
    policy = msm.parse_policy(text)
    found = ask(policy, flat)
    for way in (*found.ways, *([found.answer] if found.answer else ())):
        parts = (*way.changes, *way.answers)
        assert accepts(policy, with_parts(flat, *parts))
        for n in range(len(parts)):
            assert not accepts(policy, with_parts(flat, *parts[:n], *parts[n + 1 :]))


@given(st.sets(st.frozensets(st.integers(0, 6), min_size=1), max_size=5))
def test_the_smallest_sets_are_all_and_only_the_smallest(enough: set[frozenset[int]]) -> None:
    def does(chosen: frozenset[int]) -> bool:
        return any(one <= chosen for one in enough)

    found = list(smallest_sets(range(7), does))
    assert set(found) == {e for e in enough if not any(o < e for o in enough)}
    assert [len(f) for f in found] == sorted(len(f) for f in found)


# --- single claims -------------------------------------------------------------------------------

BIG = {"parameters": 70_000_000_000, "license": "llama2"}


def test_the_nearest_value_of_an_ordered_fact_is_the_threshold() -> None:
    policy = msm.parse_policy(policy_text(("size",), (), 0))
    (way,) = ask(policy, {"parameters": 70_000_000_000}).ways
    (part,) = way.changes
    assert (part.leaf.key, part.value, part.bound) == ("parameters", (13e9, 13e9), "most")


def test_two_failed_rules_are_one_way_with_two_changes() -> None:
    policy = msm.parse_policy(policy_text(("size", "licence"), (), 0))
    (way,) = ask(policy, BIG).ways
    assert [part.leaf.key for part in way.changes] == ["parameters", "license"]
    assert way.changes[1].value in (frozenset({"Apache-2.0"}), frozenset({"MIT"}))
    assert len(way.changes[1].others) == 1


def test_either_of_two_facts_may_be_another_way() -> None:
    policy = msm.parse_policy(policy_text(("memory",), (), 0))
    facts = {"memory.int4": 20 * GIB, "memory.kv_per_token": 6 * GIB}
    ways = ask(policy, facts).ways
    assert [[(p.leaf.key, p.value[0]) for p in way.changes] for way in ways] == [
        [("memory.int4", 12 * GIB)],
        [("memory.kv_per_token", 2 * GIB)],
    ]


def test_a_missing_fact_is_an_answer_and_no_change() -> None:
    policy = msm.parse_policy(policy_text(("size", "licence"), (), 0))
    found = ask(policy, {"license": "mit"})
    assert found.ways == ()
    assert found.answer is not None
    assert [part.leaf.key for part in found.answer.answers] == ["parameters"]


def test_what_counts_as_failed_while_unknown_asks_for_an_answer() -> None:
    policy = msm.parse_policy(policy_text(("strict",), (), 0))
    assert policy.decide({"id": "a/b"}, as_of=DAY).verdict == "reject"
    found = ask(policy, {})
    assert found.answer is not None
    (part,) = found.answer.answers
    assert (part.value, part.bound) == ((8192.0, 8192.0), "least")


def test_an_answer_stays_within_what_is_known() -> None:
    policy = msm.parse_policy(policy_text(("size",), (), 0))
    within = {"id": "a/b", "parameters": {"between": [10e9, 20e9]}}
    beyond = {"id": "a/b", "parameters": {"between": [20e9, 30e9]}}
    sure, unsure = (policy.decide(model, as_of=DAY) for model in (within, beyond))
    assert why_not(sure.session, sure.facts).answer is not None
    found = why_not(unsure.session, unsure.facts)
    assert found.answer is None
    assert len(found.ways) == 1


def test_another_value_of_a_param_is_a_way_and_the_nearest_is_told() -> None:
    policy = msm.parse_policy(
        'policy p { version "1.0.0" }\n'
        "param room: bytes = 24 GiB in 8 GiB .. 640 GiB\n"
        "critical { rule size { require model.memory.int4 <= 0.9 * room } }\n"
    )
    found = ask(policy, {"memory.int4": 36 * GIB})
    change, setting = found.ways
    assert change.changes[0].value[0] <= 0.9 * 24 * GIB
    (part,) = setting.changes
    assert (part.leaf.param.name, part.bound) == ("room", "least")
    value = part.value[0]
    assert 40 * GIB <= value < 40.1 * GIB
    assert accepts(policy, {"memory.int4": 36 * GIB}, room=value)


def test_a_param_that_would_have_to_leave_its_range_is_no_way() -> None:
    policy = msm.parse_policy(
        'policy p { version "1.0.0" }\n'
        "param room: bytes = 24 GiB in 8 GiB .. 32 GiB\n"
        "critical { rule size { require model.memory.int4 <= room } }\n"
    )
    (way,) = ask(policy, {"memory.int4": 36 * GIB}).ways
    assert [part.leaf.key for part in way.changes] == ["memory.int4"]


def test_a_lineage_loses_the_members_that_do_not_do() -> None:
    policy = msm.parse_policy(
        'policy p { version "1.0.0" }\n'
        'critical { rule sold { require model.license_chain permits {"commercial-use"} } }\n'
    )
    (way,) = ask(policy, {"license_chain": ["mit", "cc-by-nc-4.0"]}).ways
    assert way.changes[0].value == (frozenset({"MIT"}), frozenset({"MIT"}))


def test_a_lineage_is_never_left_empty() -> None:
    policy = msm.parse_policy(
        'policy p { version "1.0.0" }\n'
        'critical { rule sold { require model.license_chain permits {"commercial-use"} } }\n'
    )
    (way,) = ask(policy, {"license_chain": ["cc-by-nc-4.0"]}).ways
    assert way.changes[0].value == (frozenset({"Apache-2.0"}), frozenset({"Apache-2.0"}))


def test_where_no_fact_can_help_that_is_said_for_sure() -> None:
    policy = msm.parse_policy(
        'policy p { version "1.0.0" }\ncritical { rule later { require today > 2030-01-01 } }\n'
    )
    assert ask(policy, {}) == WhyNot((), None)


def test_where_rules_contradict_each_other_no_way_is_made_up() -> None:
    policy = msm.parse_policy(
        'policy p { version "1.0.0" }\n'
        'critical { rule a { require "en" in model.languages }\n'
        '  rule b { forbid "en" in model.languages } }\n'
    )
    found = ask(policy, {"languages": ["en"]})
    assert (found.ways, found.answer, found.complete) == ((), None, True)


def test_who_a_model_is_never_changes() -> None:
    policy = msm.parse_policy(
        'policy p { version "1.0.0" }\ncritical { rule ours { require model.id matches "us/*" } }\n'
    )
    assert ask(policy, {}).ways == ()


@pytest.mark.parametrize("key", ["parameters", "license"])
def test_the_order_of_facts_does_not_matter(key: str) -> None:
    policy = msm.parse_policy(policy_text(("size", "licence"), (), 0))
    turned = {key: BIG[key], **BIG}
    assert ask(policy, turned) == ask(policy, BIG)


def test_a_fact_for_which_another_value_stands_in_is_asked_for_only_where_that_will_not_do() -> (
    None
):
    policy = msm.parse_policy(
        'policy p { version "1.0.0" } critical { rule fits { require model.memory.int4 + '
        "(model.memory.kv_per_token default 4 GiB) <= 20 GiB } }"
    )
    (answer,) = ask(policy, {}).answer.answers  # type: ignore[union-attr]
    assert answer.leaf.key == "memory.int4"
    assert answer.value == (16 * GIB, 16 * GIB)
    (way,) = ask(policy, {"memory.int4": 30 * GIB}).ways
    assert [part.value for part in way.changes] == [(16 * GIB, 16 * GIB)]
    assert way.answers == ()
    found = ask(policy, {"memory.int4": 18 * GIB})
    assert found.answer is not None
    assert [part.leaf.key for part in found.answer.answers] == ["memory.kv_per_token"]


def test_one_size_is_not_asked_to_leave_nothing_for_another() -> None:
    policy = msm.parse_policy(
        'policy p { version "1.0.0" } critical { rule fits { require model.memory.int4 + '
        "8192 * model.memory.kv_per_token <= 20 GiB } }"
    )
    answers = ask(policy, {}).answer.answers  # type: ignore[union-attr]
    assert {part.leaf.key: part.value for part in answers} == {
        "memory.int4": (10 * GIB, 10 * GIB),
        "memory.kv_per_token": (10 * GIB / 8192, 10 * GIB / 8192),
    }
    (way,) = ask(policy, {"memory.int4": 40 * GIB}).ways
    assert [part.value for part in way.changes] == [(10 * GIB, 10 * GIB)]
    assert [part.value for part in way.answers] == [(10 * GIB / 8192, 10 * GIB / 8192)]
