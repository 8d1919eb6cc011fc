"""Several sources of one model: the stronger method wins, equals that disagree stay open."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from msm_rules.facts import FactsError, ModelFacts, builtin, document, merge, read_facts

V = builtin()


def source(name: str, method: str | None, **model: Any) -> ModelFacts:
    rows = [{"method": method, "source": name}]
    evidence = {k: dict.fromkeys(v, rows) if k == "benchmarks" else rows for k, v in model.items()}
    part = {"id": "a/b", **model}
    return read_facts({"model": part, "evidence": evidence if method else {}}, V)


def merged(*records: ModelFacts) -> dict[str, Any]:
    results = [merge(order, V) for order in permutations(records)]
    assert all(r[0].values == results[0][0].values for r in results)
    return {k: v for k, v in results[0][0].values.items() if k != "id"}


def findings(*records: ModelFacts) -> list[str]:
    return [str(d) for d in merge(records, V)[1]]


def test_a_stronger_method_replaces_a_weaker_one() -> None:
    records = source("name", "estimated", parameters=7e9), source("hub", "measured", parameters=6e9)
    assert merged(*records) == {"parameters": (6e9, 6e9)}
    assert findings(*records) == []


def test_a_source_without_evidence_is_the_weakest() -> None:
    assert merged(source("x", None, likes=1), source("y", "assumed", likes=2)) == {
        "likes": (2.0, 2.0)
    }


def test_sources_that_agree_add_evidence() -> None:
    records = source("card", "declared", license="mit"), source("hub", "declared", license="MIT")
    facts, found = merge(records, V)
    assert found == ()
    assert [e.source for e in facts.evidence["license"]] == ["card", "hub"]
    assert facts.model["license"] == "mit"


def test_equally_strong_sources_that_disagree_make_the_fact_uncertain_and_are_a_finding() -> None:
    card = source("card", "declared", license="apache-2.0", likes=1, gated=True)
    file = source("LICENSE", "declared", license="mit", likes=3, gated=False)
    assert merged(card, file) == {
        "license": frozenset({"Apache-2.0", "MIT"}),
        "likes": (1.0, 3.0),
    }
    assert findings(card, file)[0] == (
        "a/b: license: declared sources disagree: MIT (LICENSE), Apache-2.0 (card); "
        "kept as Apache-2.0 or MIT"
    )
    assert len(findings(card, file)) == 3


def test_the_merged_document_is_read_to_the_same_facts() -> None:
    card = source("card", "declared", license="apache-2.0", likes=1, benchmarks={"m": 0.5})
    file = source("LICENSE", "declared", license="mit", languages=["en"], benchmarks={"m": 0.6})
    facts, _ = merge([card, file], V)
    assert read_facts(document(facts), V) == facts


def test_what_says_less_does_not_disagree_with_what_says_more() -> None:
    name = source("name", "declared", parameters={"between": [6e9, 9e9]}, languages=["en", "de"])
    card = source("card", "declared", parameters=7e9, languages={"at_least": ["en"]})
    both = frozenset({"en", "de"})
    assert merged(name, card) == {"parameters": (7e9, 7e9), "languages": (both, both)}
    assert findings(name, card) == []


def test_sets_that_cannot_both_be_true_keep_what_either_allows() -> None:
    a, b = source("x", "declared", languages=["en"]), source("y", "declared", languages=["de"])
    assert merged(a, b) == {"languages": (frozenset(), frozenset({"en", "de"}))}


def test_scores_of_a_benchmark_do_not_narrow_one_another() -> None:
    a = source("x", "verified", benchmarks={"m": {"between": [0.4, 0.6]}})
    b = source("y", "verified", benchmarks={"m": 0.5})
    assert merged(a, b) == {'benchmarks["m"]': (0.4, 0.6)}
    assert len(findings(a, b)) == 1


def test_three_sources_come_out_the_same_in_any_order() -> None:
    a = source("x", "declared", parameters={"between": [1, 4]}, tasks={"at_least": ["translation"]})
    b = source("y", "declared", parameters={"between": [2, 5]}, tasks=["translation", "fill-mask"])
    c = source("z", "declared", parameters=3, tasks=["translation"])
    merged(a, b, c)


def test_records_of_two_models_are_not_merged_and_case_does_not_make_two() -> None:
    same = read_facts({"id": "A/B", "likes": 1}, V)
    assert merge([source("x", "declared", likes=1), same], V)[0].id == "a/b"
    with pytest.raises(FactsError, match="cannot be merged with another model, `a/c`"):
        merge([same, read_facts({"id": "a/c"}, V)], V)
