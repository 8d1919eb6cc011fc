"""The JSON Schema says what the reader says, as far as JSON Schema can."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from facts_strategies import VOCABULARY, models, spoilt
from hypothesis import given

from msm_rules.facts import check_document, facts_schema, own_fact, read_facts
from msm_rules.values.types import NUMBER, Enum, MapOf

SCHEMA = facts_schema(VOCABULARY)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def valid(model: Any, evidence: Any = None) -> bool:
    return bool(VALIDATOR.is_valid({"model": model, "evidence": evidence}))


def test_it_is_a_valid_schema_of_its_dialect() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_fact_of_the_vocabulary_is_in_it() -> None:
    assert VOCABULARY.facts.keys() <= SCHEMA["$defs"]["model"]["properties"].keys()
    assert VOCABULARY.facts.keys() <= SCHEMA["$defs"]["evidence"]["properties"].keys()


@given(models())
def test_what_the_reader_takes_is_valid(model: dict[str, Any]) -> None:
    read_facts(model, VOCABULARY)
    assert valid(model), next(VALIDATOR.iter_errors({"model": model})).message


BEYOND_SCHEMA = (
    "ends in the wrong order",
    "in `at_least` but not in `at_most`",
    "licence expression",
    "expected a date",
    "not exact as a 64-bit float",
    "not finite",
    "more than 30 digits",
    "half a character",
    "is given twice",
)
"""What JSON Schema has no words for."""


@given(spoilt())
def test_reader_and_schema_agree_on_documents_with_one_odd_fact(model: dict[str, Any]) -> None:
    problems = [str(p) for p in check_document(model, VOCABULARY)]
    said_by_reader_alone = all(any(b in p for b in BEYOND_SCHEMA) for p in problems)
    assert valid(model) or problems
    assert not valid(model) or said_by_reader_alone, problems


@pytest.mark.parametrize(
    "model",
    [
        {},
        {"id": ""},
        {"id": "a\n"},
        {"id": "a" * 501},
        {"id": "a", "likes": -1},
        {"id": "a", "likes": "many"},
        {"id": "a", "likes": True},
        {"id": "a", "likez": 1},
        {"id": "a", "likes": {"between": [1]}},
        {"id": "a", "likes": {"between": [1, 2], "x": 1}},
        {"id": "a", "documentation": 1.5},
        {"id": "a", "benchmarks": {"mmlu": 71.3}},
        {"id": "a", "memory": {"int5": 1}},
        {"id": "a", "license_chain": []},
        {"id": "a", "license": {"one_of": []}},
        {"id": "a", "tasks": ["text-generatoin"]},
        {"id": "a", "languages": {"at_most": ["en"]}},
        {"id": "a", "modified": "2026-11-20T10:00:00"},
        {"id": "a", "gated": "yes"},
    ],
)
def test_what_the_reader_refuses_is_invalid(model: dict[str, Any]) -> None:
    assert not valid(model)


@pytest.mark.parametrize(
    ("evidence", "well"),
    [
        ({"likes": [{"method": "declared", "raw": [1], "n": 3}]}, True),
        ({'benchmarks["a b"]': [{"method": "verified"}], "memory": {"int4": []}}, True),
        ({"benchmarks": {"m": [{"method": "verified", "observed": "2026-01-01"}]}}, True),
        ({"likes": [{"method": "measurd"}]}, False),
        ({"likes": [{}]}, False),
        ({"likez": []}, False),
    ],
)
def test_evidence_is_held_to_its_fields(evidence: Any, well: bool) -> None:
    assert valid({"id": "a"}, evidence) is well


def test_a_policys_own_facts_are_in_its_schema() -> None:
    own = VOCABULARY.with_fact(own_fact("audit.level", Enum("choice", frozenset({"x"})), ""))
    own = own.with_fact(own_fact("trial.ms", MapOf(NUMBER), ""))
    validator = jsonschema.Draft202012Validator(facts_schema(own))
    assert validator.is_valid(
        {"model": {"id": "a", "audit": {"level": "x"}, "trial.ms": {"t": -1}}}
    )
    assert not validator.is_valid({"model": {"id": "a", "audit": {"level": "y"}}})
