"""The digest says what a policy means: all of it, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from graph_texts import SMALL, graph_of

from msm_rules.graph import graph_digest
from msm_rules.graph.canonical import canonical_json

MEANING = {
    "a weight": ("weight 3", "weight 4"),
    "a weight where there was none": ("rule recent {", "rule recent weight 2 {"),
    "a threshold": ("score >= 0.6", "score >= 0.61"),
    "an operator": ("needed <= memory", "needed < memory"),
    "a default": ("= 24 GiB", "= 48 GiB"),
    "a range": ("= 24 GiB", "= 24 GiB in 8 GiB .. 640 GiB"),
    "a member of a set": ('{"mit", "apache-2.0"}', '{"mit"}'),
    "a key": ('benchmarks["medqa"]', 'benchmarks["mmlu"]'),
    "what unknown means": (
        "require needed <= memory",
        "require needed <= memory when unknown reject",
    ),
    "who is asked": (
        "require needed <= memory",
        'require needed <= memory otherwise review by "board"',
    ),
    "the direction of the order": ("score descending", "score ascending"),
    "how many are asked for": ("score descending", "score descending top 5"),
    "whom a waiver is for": ("acme/*", "acme/model"),
    "when a waiver ends": ("until 2026-03-01", "until 2026-03-02"),
    "how long an accept holds": (
        "accept if score >= 0.6",
        "accept if score >= 0.6 valid for 9 days",
    ),
    "when the policy is in effect": (
        'version "1.0.0"',
        'version "1.0.0" effective from 2026-01-01',
    ),
    "what is stale": ('version "1.0.0"', 'version "1.0.0" stale after 90 days'),
    "what is to be done": ("Keep the notices", "Keep the notices and the licence"),
}

NO_MEANING = {
    "a comment": ("# for the cache", "# for key and value cache"),
    "the title of the policy": ("A small policy", "A tiny policy"),
    "the title of a rule": ("Fits the accelerator", "Fits the card"),
    "a reason": ("require needed <= memory", 'require needed <= memory because "We own one."'),
    "a reference": ("require needed <= memory", 'require needed <= memory cite "ARCH-1"'),
    "white space": ("\n", "\n  "),
    "the order in a set": ('{"mit", "apache-2.0"}', '{"apache-2.0", "mit"}'),
    "how a number is written": ("24 GiB", "24_576 MiB"),
    "the approver of a waiver": ("Counsel", "Head of counsel"),
    "a test": (
        "decide {",
        'test "t" { given { likes: 3 } as of 2026-01-01 expect reject }\ndecide {',
    ),
}


def edited(change: tuple[str, str]) -> str:
    old, new = change
    assert old in SMALL
    return SMALL.replace(old, new)


@pytest.mark.parametrize("what", MEANING)
def test_a_change_of_meaning_changes_the_digest(what: str) -> None:
    assert graph_digest(graph_of(edited(MEANING[what]))) != graph_digest(graph_of(SMALL))


@pytest.mark.parametrize("what", NO_MEANING)
def test_a_change_without_meaning_leaves_the_digest(what: str) -> None:
    assert graph_digest(graph_of(edited(NO_MEANING[what]))) == graph_digest(graph_of(SMALL))


def test_the_order_of_rules_has_meaning_and_that_of_lets_and_params_has_none() -> None:
    licence = 'require model.license in {"mit", "apache-2.0"}'
    rule = f'rule licence "May be sold" {{\n    {licence}\n    waivable\n  }}'
    assert rule in SMALL
    swapped = SMALL.replace(rule, "").replace("rule size", f"{rule}\n  rule size")
    assert graph_digest(graph_of(swapped)) != graph_digest(graph_of(SMALL))
    param = "param memory: bytes = 24 GiB"
    moved = SMALL.replace(param, "") + param
    assert graph_digest(graph_of(moved)) == graph_digest(graph_of(SMALL))


def test_the_digest_is_the_same_in_every_process() -> None:
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "from graph_texts import SMALL, graph_of\n"
        "from msm_rules.graph import graph_digest\n"
        "print(graph_digest(graph_of(SMALL)))"
    )
    here = os.path.dirname(__file__)
    root = os.path.dirname(os.path.dirname(here))
    found = {
        subprocess.run(
            [sys.executable, "-c", code, here, root],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert found == {graph_digest(graph_of(SMALL))}


def test_a_rule_more_leaves_the_ids_of_all_other_nodes() -> None:
    more = SMALL.replace(
        'rule licence "', 'rule lang { require "en" in model.languages }\n  rule licence "'
    )
    before = {n.id: n.op for n in graph_of(SMALL).nodes}
    after = {n.id: n.op for n in graph_of(more).nodes}
    assert before.items() <= after.items()
    assert {id for id in after if id not in before} == {
        "critical.lang",
        "critical.lang.require",
        "critical.lang.require.left",
        "model.languages",
    }


NUMBERS = {
    -0.0: "0",
    1.0: "1",
    -2048.0: "-2048",
    0.9: "0.9",
    1e20: "100000000000000000000",
    1e21: "1e+21",
    1.5e25: "1.5e+25",
    123456.789: "123456.789",
    1e-6: "0.000001",
    1.25e-7: "1.25e-7",
    5e-324: "5e-324",
    2.0**53: "9007199254740992",
    1.7976931348623157e308: "1.7976931348623157e+308",
}


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_are_written_as_ecmascript_writes_them(number: float) -> None:
    assert canonical_json(number) == NUMBERS[number].encode()


def test_canonical_json_orders_keys_by_utf_16_and_escapes_no_more_than_it_must() -> None:
    value = {"\ufb33": 1, "\U0001f600": [True, None, "é\n\u2028"], "a": {}}
    text = '{"a":{},"\U0001f600":[true,null,"é\\n\u2028"],"\ufb33":1}'
    assert canonical_json(value) == text.encode()


@pytest.mark.parametrize(
    "value", [float("inf"), float("nan"), 2**53 + 1, {1: 2}, object(), "\ud800"]
)
def test_what_json_or_a_float_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical_json(value)
