"""Any input gives facts or a FactsError; writing what was read and reading it again is the same."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from facts_strategies import VOCABULARY, json_values, models, spoilt
from hypothesis import given

from msm_rules.diagnostics.cells import visible
from msm_rules.facts import (
    FactsError,
    check_document,
    display,
    document,
    read_attested,
    read_facts,
    split_key,
    to_json,
)
from msm_rules.facts.keys import place, with_value


@given(models())
def test_to_json_is_the_inverse_of_reading(model: dict[str, Any]) -> None:
    facts = read_facts(model, VOCABULARY)
    again: dict[str, Any] = {"id": facts.id}
    for key, value in facts.values.items():
        spec = VOCABULARY.facts[split_key(key)[0]]
        again = (
            again if key == "id" else with_value(again, place(key), to_json(spec.value_type, value))
        )
    assert read_facts(again, VOCABULARY).values == facts.values


@given(models())
def test_the_document_of_facts_is_read_to_the_same_facts(model: dict[str, Any]) -> None:
    facts = read_facts(model, VOCABULARY)
    assert read_facts(document(facts), VOCABULARY) == facts


@given(models())
def test_everything_read_has_words_for_people(model: dict[str, Any]) -> None:
    for key, value in read_facts(model, VOCABULARY).values.items():
        words = display(VOCABULARY.facts[split_key(key)[0]], value)
        assert words == visible(words) != ""


@given(spoilt() | json_values)
def test_any_json_as_model_gives_facts_or_a_facts_error(data: Any) -> None:
    problems = check_document(data, VOCABULARY)
    if problems:
        with pytest.raises(FactsError) as caught:
            read_facts(data, VOCABULARY)
        assert caught.value.problems == problems
    else:
        read_facts(data, VOCABULARY)


@given(spoilt())
def test_no_message_holds_a_character_that_cannot_be_seen(data: Any) -> None:
    for problem in check_document(data, VOCABULARY):
        assert visible(str(problem)) == str(problem)


@given(json_values)
def test_any_json_as_evidence_gives_facts_or_a_facts_error(data: Any) -> None:
    for evidence in (data, {"likes": data}, {"benchmarks": data}, {"likes": [data]}):
        for problem in check_document({"model": {"id": "a"}, "evidence": evidence}, VOCABULARY):
            assert visible(str(problem)) == str(problem)


@given(json_values, json_values)
def test_any_json_as_attested_facts_gives_entries_or_a_facts_error(a: Any, b: Any) -> None:
    entry = {"model": "a", "fact": "likes", "value": a, "by": b, "on": "2026-01-01", "because": "x"}
    for data in (a, [a], [entry], [{**entry, "fact": b, "value": 3}]):
        with suppress(FactsError):
            read_attested(data, VOCABULARY)
