"""Attested facts: what the organisation settled itself, by whom, when, until when and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from msm_rules.facts import (
    FactsError,
    apply_attested,
    builtin,
    document,
    read_attested,
    read_facts,
    settle_attested,
    strongest,
)
from msm_rules.facts.attested import blanks
from msm_rules.facts.attesting import meeting

V = builtin()
TODAY = float(date(2026, 11, 22).toordinal())
ENTRY: dict[str, Any] = {
    "model": "Org/Model",
    "fact": "license",
    "value": "Apache-2.0",
    "by": "Legal",
    "on": date(2026, 11, 1),
    "because": "we read the file",
}
CARD = {
    "model": {"id": "org/model", "license": "mit", "revision": "abc"},
    "evidence": {"license": [{"method": "measured", "source": "hub"}]},
}


def settled(*changes: dict[str, Any], day: float = TODAY) -> Any:
    entries = read_attested([{**ENTRY, **change} for change in changes], V)
    return apply_attested(read_facts(CARD, V), entries, day, V)


def complaint(data: Any) -> str:
    with pytest.raises(FactsError) as caught:
        read_attested(data, V, "legal.yaml")
    return str(caught.value)


def test_an_attested_fact_replaces_what_sources_say_and_is_its_strongest_evidence() -> None:
    facts = settled({})
    assert facts.values["license"] == frozenset({"Apache-2.0"})
    assert facts.model["license"] == "Apache-2.0"
    assert strongest(facts, "license") == ("attested", float(date(2026, 11, 1).toordinal()))
    first, second = facts.evidence["license"]
    assert (first.by, first.because, first.raw) == ("Legal", "we read the file", "Apache-2.0")
    assert second.source == "hub"
    assert read_facts(document(facts), V) == facts


@pytest.mark.parametrize(
    ("change", "applies"),
    [
        ({"model": "ORG/model"}, True),
        ({"model": "org/other"}, False),
        ({"revision": "abc"}, True),
        ({"revision": "abd"}, False),
        ({"on": "2026-11-22"}, True),
        ({"on": "2026-11-23"}, False),
        ({"until": "2026-11-22"}, True),
        ({"until": "2026-11-21"}, False),
    ],
)
def test_it_holds_for_its_model_at_its_revision_on_its_days(
    change: dict[str, Any], applies: bool
) -> None:
    assert (strongest(settled(change), "license")[0] == "attested") is applies


def test_facts_below_the_top_and_entries_of_maps_can_be_attested() -> None:
    facts = settled(
        {"fact": 'model.prototypes["latency"]', "value": {"between": [10, 20]}},
        {"fact": "memory.int4", "value": 4},
    )
    assert facts.values['prototypes["latency"]'] == (10.0, 20.0)
    assert facts.model["memory"] == {"int4": 4}
    assert read_facts(document(facts), V) == facts


def test_two_attestations_that_disagree_make_the_fact_uncertain_and_are_a_finding() -> None:
    entries = read_attested([ENTRY, {**ENTRY, "value": "mit", "by": "Lab"}], V)
    facts, found = settle_attested(read_facts(CARD, V), entries, TODAY, V)
    assert facts.values["license"] == frozenset({"Apache-2.0", "MIT"})
    assert "attested sources disagree" in str(found[0])


def test_the_file_is_a_list_or_a_mapping_with_the_list() -> None:
    assert read_attested([ENTRY], V) == read_attested({"attested": [ENTRY]}, V)
    assert "expected a list of attested facts" in complaint({"facts": []})
    assert "expected a list of attested facts" in complaint("x")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": {"between": [1, 2]}}, "legal.yaml: [1].value: expected a text or `one_of`"),
        ({"value": []}, "[1].value: expected a text, found an empty list"),
        ({"fact": "licence"}, "[1].fact: `licence` is no fact that can be attested; did you mean"),
        ({"fact": "id"}, "[1].fact: `id` is no fact that can be attested"),
        ({"fact": "benchmarks", "value": 0.5}, "[1].fact: `benchmarks` is no fact that can be"),
        ({"by": ""}, "[1].by: is missing"),
        ({"because": 3}, "[1].because: expected a text"),
        ({"on": "soon"}, "[1].on: expected a date"),
        ({"until": "2026-01-01"}, "[1].until: is before `on`"),
        ({"untill": "2026-12-01"}, "[1]: `untill` is no field of an attested fact; did you mean"),
        ({"fact": "languages", "value": {"at_least": []}}, "[1].value: says nothing"),
    ],
)
def test_errors_name_file_entry_and_field(change: dict[str, Any], said: str) -> None:
    assert said in complaint([ENTRY, {**ENTRY, **change}])


def test_an_entry_that_nobody_has_filled_in_is_passed_over() -> None:
    form = [ENTRY, {**ENTRY, "value": None}, {"model": "a/b", "fact": "license", "value": ""}]
    assert len(read_attested(form, V)) == 1
    assert blanks(form) == 2
    assert blanks({"attested": form}) == 2
    assert blanks("x") == 0
    assert "[0].value: is missing" in complaint([{k: v for k, v in ENTRY.items() if k != "value"}])


def test_every_bad_entry_is_reported() -> None:
    assert len(complaint([3, {}, ENTRY]).splitlines()) == 2


@pytest.mark.parametrize(
    ("change", "how"),
    [
        ({}, "same"),
        ({"model": "org/MODEL", "fact": "model.license", "value": "apache-2.0"}, "same"),
        ({"by": "Lab"}, "agreeing"),
        ({"until": "2027-01-01"}, "agreeing"),
        ({"value": "mit"}, "contrary"),
        ({"value": "mit", "revision": "abc"}, "contrary"),
        ({"value": "mit", "on": "2026-11-02"}, "contrary"),
        ({"value": "mit", "on": "2026-10-01", "until": "2026-10-31"}, None),
        ({"value": "mit", "model": "org/other"}, None),
        ({"value": "en", "fact": "developer_country"}, None),
    ],
)
def test_a_new_entry_meets_those_on_its_fact_that_hold_on_one_of_its_days(
    change: dict[str, Any], how: str | None
) -> None:
    (old,) = read_attested([ENTRY], V)
    (new,) = read_attested([{**ENTRY, **change}], V)
    met = meeting(new, [old], V)
    found = {name: getattr(met, name) for name in ("same", "agreeing", "contrary")}
    assert found == {name: (old,) if name == how else () for name in found}


SIZED: dict[str, Any] = {"id": "a/b", "parameters": {"between": [5e9, 10e9]}}


def sized(model: dict[str, Any], evidence: dict[str, Any], value: object) -> Any:
    entry = {**ENTRY, "model": "a/b", "fact": "parameters", "value": value}
    document = {"model": {**SIZED, **model}, "evidence": evidence}
    return apply_attested(read_facts(document, V), read_attested([entry], V), TODAY, V)


def test_the_memory_of_the_weights_follows_from_an_attested_number_of_parameters() -> None:
    """Else a size that Legal or the lab settled would leave every rule on memory undecided."""
    row = {"method": "derived", "source": "facts", "locator": "parameters * 4 / 8"}
    facts = sized(
        {"memory": {"int4": {"between": [2.5e9, 5e9]}}}, {"memory.int4": [row]}, 7_000_000_000
    )
    assert facts.values["memory.int4"] == (3.5e9, 3.5e9)
    assert facts.values["memory.fp16"] == (14e9, 14e9)
    assert facts.model["memory"]["int8"] == 7_000_000_000
    assert strongest(facts, "memory.fp32")[0] == "derived"
    assert read_facts(document(facts), V).values == facts.values


def test_a_bound_on_parameters_is_one_on_memory() -> None:
    facts = sized({}, {}, {"between": [7e9, None]})
    assert facts.values["memory.int8"] == (7e9, float("inf"))
    assert facts.model["memory"]["int8"] == {"between": [7_000_000_000, None]}


def test_measured_memory_stays_and_so_does_all_without_an_entry_on_parameters() -> None:
    measured = {"memory.int4": [{"method": "measured", "source": "checkpoint"}]}
    facts = sized({"memory": {"int4": 4e9}}, measured, 7e9)
    assert facts.values["memory.int4"] == (4e9, 4e9)
    assert "memory.int4" not in settled({}).values
