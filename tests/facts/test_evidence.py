"""Evidence: what facts.md says a document keeps of every source, and how strong a fact is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from msm_rules.facts import (
    FactsError,
    builtin,
    check_document,
    document,
    fresh,
    read_facts,
    strongest,
)

V = builtin()
DAY = float(date(2026, 11, 20).toordinal())

EXAMPLE: dict[str, Any] = {
    "schema": "msm-facts/1",
    "model": {
        "id": "BioMistral/BioMistral-7B",
        "parameters": 7241732096,
        "license": "Apache-2.0",
        "license_chain": ["Apache-2.0"],
        "languages": ["en"],
        "context_length": None,
        "benchmarks": {"medqa": {"between": [0.434, 0.489]}},
    },
    "evidence": {
        "parameters": [
            {
                "method": "measured",
                "source": "hub",
                "locator": "safetensors.total",
                "revision": "9a11e1ff…",
                "sha256": "…",
                "observed": "2026-11-20",
                "extractor": "hub/1",
                "raw": 7241732096,
            }
        ],
        "license_chain": [
            {
                "method": "declared",
                "source": "card",
                "member": "Apache-2.0",
                "locator": "README.md: license",
                "observed": "2026-11-20",
                "raw": "apache-2.0",
            }
        ],
    },
}


def with_evidence(evidence: Any) -> dict[str, Any]:
    return {"schema": "msm-facts/1", "model": {"id": "a/b", "likes": 3}, "evidence": evidence}


def known_by(*rows: dict[str, Any]) -> tuple[str | None, float | None]:
    return strongest(read_facts(with_evidence({"likes": list(rows)}), V), "likes")


def test_the_example_of_the_reference_is_read() -> None:
    facts = read_facts(EXAMPLE, V)
    (row,) = facts.evidence["parameters"]
    assert (row.method, row.source, row.observed, row.raw) == ("measured", "hub", DAY, 7241732096)
    assert facts.evidence["license_chain"][0].member == "Apache-2.0"


def test_writing_the_document_again_loses_nothing_but_nulls() -> None:
    again = document(read_facts(EXAMPLE, V))
    model = {k: v for k, v in EXAMPLE["model"].items() if v is not None}
    assert again == {**EXAMPLE, "model": model}


def test_other_fields_of_a_benchmark_are_kept_in_the_record() -> None:
    row = {"method": "verified", "n": 1273, "shots": 5, "harness": "lm-eval", "observed": date.min}
    facts = read_facts(with_evidence({'benchmarks["medqa"]': [row]}), V)
    (kept,) = facts.evidence['benchmarks["medqa"]']
    assert kept.record == {**row, "observed": "0001-01-01"}


def test_evidence_of_facts_below_the_top_may_be_nested_or_written_as_a_key() -> None:
    row = [{"method": "derived"}]
    nested = {"memory": {"int4": row}, "benchmarks": {"medqa": row}}
    keyed = {"memory.int4": row, 'benchmarks["medqa"]': row}
    read = [read_facts(with_evidence(e), V).evidence for e in (nested, keyed)]
    assert read[0] == read[1]


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ({"likes": [{"method": "measurd"}]}, "evidence.likes[0].method: expected one of attested"),
        ({"likes": [{"source": "hub"}]}, "evidence.likes[0].method: `method` is missing"),
        ({"likes": [{"method": "declared"}, 3]}, "evidence.likes[1]: expected a mapping"),
        ({"likes": {"method": "declared"}}, "evidence.likes: expected a list of evidence"),
        ({"likes": [{"method": "declared", "observed": "20"}]}, "evidence.likes[0].observed: "),
        ({"likes": [{"method": "declared", "raw": float("nan")}]}, "evidence.likes[0].raw: "),
        ({"likes": [{"method": "declared", "source": 3}]}, "evidence.likes[0].source: expected a"),
        ({"likez": []}, "evidence.likez: is no fact; did you mean `likes`?"),
        ({"memory": []}, "evidence.memory: expected a mapping"),
        ({"benchmarks": []}, "evidence.benchmarks: expected a mapping"),
        ({'likes["x"]': []}, "is no fact"),
        ({3: []}, "is no fact"),
        ([], "evidence: expected a mapping from facts, found an empty list"),
    ],
)
def test_bad_evidence_is_found_by_reading_and_by_checking(evidence: Any, said: str) -> None:
    data = with_evidence(evidence)
    with pytest.raises(FactsError) as caught:
        read_facts(data, V)
    assert said in str(caught.value)
    assert check_document(data, V) == caught.value.problems


def test_a_raw_value_nested_without_end_is_refused() -> None:
    raw: list[Any] = []
    raw.append(raw)
    (problem,) = check_document(with_evidence({"likes": [{"method": "declared", "raw": raw}]}), V)
    assert "nested more than" in problem.message


def test_the_strongest_method_counts_and_the_latest_day_of_that_evidence() -> None:
    assert known_by() == (None, None)
    assert known_by(
        {"method": "declared", "observed": "2026-11-22"},
        {"method": "measured", "observed": "2026-11-19"},
        {"method": "measured", "observed": "2026-11-20"},
    ) == ("measured", DAY)
    assert known_by({"method": "assumed"}) == ("assumed", None)


def test_a_fact_observed_longer_ago_than_allowed_counts_as_missing() -> None:
    row = {"method": "declared", "observed": "2026-11-20"}
    facts = read_facts(with_evidence({"likes": [row]}), V)
    assert fresh(facts, DAY + 90, 90) == (facts, frozenset())
    kept, stale = fresh(facts, DAY + 91, 90)
    assert stale == {"likes"}
    assert "likes" not in kept.values
    assert kept.model == facts.model


def test_a_fact_whose_evidence_has_no_date_is_never_stale() -> None:
    facts = read_facts(with_evidence({"likes": [{"method": "declared"}]}), V)
    assert fresh(facts, DAY, 1)[1] == frozenset()
