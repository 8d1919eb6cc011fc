"""Small policies made at random, and every way out of them found by trying everything.

Owns the parts of the policies, what each fact and param is tried with, and the trying. Every list
of values holds one on either side of every threshold, and one for every way in which rules meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain, combinations, product
from random import Random
from typing import Any

import msm_rules as msm
from msm_rules.analysis.why_not import Way, WhyNot, why_not
from msm_rules.facts import to_json

DAY = date(2026, 11, 22)
GIB = 2**30

PARAMS = {
    "most": "param most: number = 13B in 1B .. 100B",
    "room": "param room: bytes = 24 GiB in 8 GiB .. 640 GiB",
    "wanted": "param wanted: set of term = {}",
    "stage": 'param stage: one of {"try", "use"} = "try"',
    "strict": "param strict: bool = true",
    "bar": "param bar: number = 0.7 in 0.2 .. 0.9",
    "weight": "param weight: number = 2 in 1 .. 4",
}
PARAM_VALUES: dict[str, tuple[object, ...]] = {
    "most": (1e9, 13e9, 100e9),
    "room": (8 * GIB, 24 * GIB, 640 * GIB),
    "wanted": ([], ["modification"]),
    "stage": ("try", "use"),
    "strict": (True, False),
    "bar": (0.2, 0.35, 0.5, 0.7, 0.9),
    "weight": (1, 2, 3, 4),
}
CRITICAL = {
    "size": "require model.parameters <= most",
    "licence": 'require model.license in {"mit", "apache-2.0"} or not strict',
    "chain": 'require model.license_chain permits {"commercial-use"} + wanted',
    "share": 'forbid model.license_chain requires "share-alike" otherwise review by "legal"',
    "code": "forbid model.custom_code when unknown pass",
    "code_waived": "forbid model.custom_code waivable at most 400 days",
    "speaks": 'require "en" in model.languages',
    "not_french": 'forbid "fr" in model.languages otherwise review by "them"',
    "memory": "require model.memory.int4 + 2 * model.memory.kv_per_token <= room",
    "cache": "require model.memory.int4 + (model.memory.kv_per_token default 8 GiB) <= room",
    "strict_length": "require model.context_length >= 8Ki when unknown reject",
    "exact_length": "require model.context_length == 8Ki",
    "product": "require model.context_length * model.likes <= 1M",
    "trial": 'applies if stage == "use" require low_end(model.prototypes["q"]) >= 70%',
    "fresh": "require age(model.modified) <= 180 days",
    "known": "require model.likes is known",
}
IMPORTANT = {
    "german": 'prefer model.languages covers {"en", "de"}',
    "exam": 'score scale(model.benchmarks["medqa"], 40% .. 80%) weight',
    "liked": "score scale(log10(model.likes), 1 .. 3) when unknown score 0",
}
CONTEXTUAL = {
    "used": 'score 0.5 if "vllm" in model.runtimes score 0.2',
    "lower": 'score model.benchmarks["medqa"] when uncertain take lower',
    "proto": 'applies if stage == "use" score model.prototypes["q"]',
}
DECIDE = (
    "accept if score >= bar",
    "accept if important >= bar review if score >= 0.2",
    "accept if important >= 0.5 and score >= bar",
)
VALUES: dict[str, tuple[object, ...]] = {
    "parameters": (500_000_000, 13_000_000_000, 70_000_000_000, 200_000_000_000),
    "license": ("mit", "llama2"),
    "license_chain": (["mit"], ["mit", "gpl-3.0"], ["cc-by-nc-4.0"], ["mit", "cc-by-nc-4.0"]),
    "custom_code": (True, False),
    "languages": ([], ["en"], ["fr"], ["de", "en"], ["en", "fr"]),
    "memory.int4": (0, 4 * GIB, 20 * GIB, 700 * GIB),
    "memory.kv_per_token": (0, 1 * GIB, 20 * GIB, 700 * GIB),
    "context_length": (0, 100, 4096, 8192, 20_000),
    'benchmarks["medqa"]': (0.3, 0.5, 0.6, 0.7, 0.8, 1.0),
    'prototypes["q"]': (0.0, 0.7, 1.0),
    "likes": (0, 10, 50, 100, 200, 1000, 100_000),
    "modified": ("2026-11-01", "2025-01-01"),
    "runtimes": ([], ["vllm"]),
}
WAIVER = (
    'waiver "W" { rule code_waived models {"a/*"} from 2026-01-01 until 2026-12-31 '
    'approved by "x" because "y" }'
)


def policy_text(random: Random) -> str:
    """A policy of up to three requirements and up to three scored rules."""
    critical = random.sample(sorted(CRITICAL), random.randint(0, 3))
    important = random.sample(sorted(IMPORTANT), random.randint(0, 2))
    contextual = random.sample(sorted(CONTEXTUAL), random.randint(0, 1) if important else 0)
    lines = ["\n".join(f"  rule {name} {{ {CRITICAL[name]} }}" for name in critical)]
    blocks = [f"critical {{\n{lines[0]}\n}}"]
    for tier, rules, names in (
        ("important", IMPORTANT, important),
        ("contextual", CONTEXTUAL, contextual),
    ):
        if names:
            blocks.append(f"{tier} {{\n" + "\n".join(_scored(n, rules[n]) for n in names) + "\n}")
    if important:
        blocks.append(f"decide {{ {random.choice(DECIDE)} }}")
    if "code_waived" in critical and random.random() < 0.5:
        blocks.append(WAIVER)
    text = "\n".join(blocks)
    used = [PARAMS[name] for name in PARAMS if _uses(text, name)]
    return "\n".join(['policy p { version "1.0.0" }', *used, text, ""])


def _scored(name: str, clauses: str) -> str:
    weighted = clauses.endswith(" weight")
    body = clauses.removesuffix(" weight")
    return f"  rule {name}{' weight weight' if weighted else ''} {{ {body} }}"


def _uses(text: str, name: str) -> bool:
    marks = (f"<= {name}", f"+ {name}", f"not {name}", f"{name} ==", f">= {name}", f"weight {name}")
    return any(mark in text for mark in marks)


def facts_for(text: str, random: Random) -> dict[str, object]:
    """Facts that the policy asks for, each with one of its values or missing."""
    drawn = {key: random.choice((*VALUES[key], None)) for key in VALUES if f"model.{key}" in text}
    return {key: value for key, value in drawn.items() if value is not None}


def nested(flat: Mapping[str, object]) -> dict[str, Any]:
    model: dict[str, Any] = {"id": "a/b"}
    for key, value in flat.items():
        head, _, rest = key.replace('["', ".").replace('"]', "").partition(".")
        if rest:
            model.setdefault(head, {})[rest] = value
        else:
            model[head] = value
    return model


def accepts(
    policy: msm.Policy, flat: Mapping[str, object], params: Mapping[str, object] | None = None
) -> bool:
    decision = policy.decide(nested(flat), as_of=DAY, params=params or {})
    return decision.determined and decision.verdict == "accept"


def ask(policy: msm.Policy, flat: Mapping[str, object], most: int = 50) -> WhyNot:
    decision = policy.decide(nested(flat), as_of=DAY)
    return why_not(decision.session, decision.facts, most=most)


def changed_keys(found: WhyNot) -> set[frozenset[str]]:
    """What each way changes; nothing where answers alone will do."""
    told = (*found.ways, *(() if found.answer is None else (found.answer,)))
    return {frozenset(part.leaf.key for part in way.changes) for way in told}


def with_parts(
    flat: Mapping[str, object], way: Way, left_out: int | None = None
) -> tuple[dict[str, object], dict[str, object]]:
    """The facts and params of a way, one of its parts left out."""
    kept = [p for n, p in enumerate((*way.changes, *way.answers)) if n != left_out]
    facts = {p.leaf.key: to_json(p.leaf.type, p.value) for p in kept if p.leaf.param is None}
    params = {p.leaf.param.name: to_json(p.leaf.type, p.value) for p in kept if p.leaf.param}
    return {**flat, **facts}, params


def brute_force(policy: msm.Policy, text: str, flat: Mapping[str, object]) -> set[frozenset[str]]:
    """The smallest sets of known facts and of params that must change, found by trying every value
    of them and of the facts that nobody knows."""
    asked = [key for key in VALUES if f"model.{key}" in text]
    open_ = [key for key in asked if key not in flat]
    params = [f"param {p.name}" for p in policy.graph.params]
    elements = [*flat, *params]
    found: set[frozenset[str]] = set()
    for keys in chain.from_iterable(combinations(elements, n) for n in range(len(elements) + 1)):
        if not any(f <= set(keys) for f in found) and any(
            accepts(policy, {**flat, **facts}, chosen)
            for facts, chosen in _assignments(keys, open_)
        ):
            found.add(frozenset(keys))
    return found


def _assignments(
    keys: tuple[str, ...], open_: list[str]
) -> Iterator[tuple[dict[str, object], dict[str, object]]]:
    params = [key.removeprefix("param ") for key in keys if key.startswith("param ")]
    facts = [key for key in keys if not key.startswith("param ")]
    options = [VALUES[k] for k in facts] + [(None, *VALUES[k]) for k in open_]
    options += [PARAM_VALUES[p] for p in params]
    for chosen in product(*options):
        values = dict(zip([*facts, *open_, *params], chosen, strict=True))
        yield {k: values[k] for k in (*facts, *open_)}, {p: values[p] for p in params}
