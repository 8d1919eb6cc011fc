"""Lines of a whole catalogue: ancestors, licence chains, and where the line breaks off."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msm_rules.facts import builtin, read_facts
from msm_rules.facts.chains import Chain
from msm_rules.graph.descent import descent, way
from msm_rules.lineage import line, lineage, member


def model(id: str, *parents: str, license: Any = None, **more: Any) -> dict[str, Any]:
    """A facts document whose parents are surely all."""
    facts = {"id": id, "base_models": list(parents), "license": license, **more}
    return {"schema": "msm-facts/1", "model": facts, "evidence": {}}


def ids(catalogue: list[dict[str, Any]], of: str) -> tuple[list[str], tuple[str, ...], bool]:
    found = line(lineage(catalogue), of)
    return [m.id for m, _ in found.known], found.missing, found.complete


BASE = model("meta/Base", license="LicenseRef-llama3.1")
TUNED = model("a/tuned", "meta/Base", license="Apache-2.0", relation="finetune")
ADAPTED = model("b/lora", "a/tuned", license="MIT", relation="adapter")
MERGED = model("c/merge", "b/lora", "d/Other", license="MIT", relation="merge")
QUANTISED = model("e/gguf", "c/merge", license="MIT", relation="quantized")
OTHER = model("d/other", license="CC-BY-NC-4.0")


def test_a_chain_runs_through_quantised_merged_adapted_and_tuned_models() -> None:
    all_ = lineage([QUANTISED, MERGED, ADAPTED, TUNED, BASE, OTHER])
    found = line(all_, "e/gguf")
    assert [(m.id, steps) for m, steps in found.known] == [
        ("c/merge", 1),
        ("b/lora", 2),
        ("d/other", 2),
        ("a/tuned", 3),
        ("meta/Base", 4),
    ]
    licences = frozenset({"MIT", "Apache-2.0", "CC-BY-NC-4.0", "LicenseRef-llama3.1"})
    assert (found.complete, found.chain) == (True, Chain(licences, licences))


def test_an_ancestor_that_the_catalogue_lacks_leaves_the_chain_open() -> None:
    found = line(lineage([TUNED, ADAPTED]), "b/lora")
    assert (found.missing, found.complete) == (("meta/Base",), False)
    assert found.chain == Chain(frozenset({"MIT", "Apache-2.0"}), None)


def test_an_ancestor_whose_own_parents_are_not_all_known_leaves_the_chain_open() -> None:
    base = model("x/base", license="MIT", base_models={"at_least": []})
    found = line(lineage([base, model("x/child", "x/base", license="MIT")]), "x/child")
    assert (found.missing, found.complete) == ((), False)
    assert found.chain == Chain(frozenset({"MIT"}), None)


def test_an_ancestor_with_no_licence_leaves_the_chain_open() -> None:
    found = line(lineage([model("x/base"), model("x/c", "x/base", license="MIT")]), "x/c")
    assert found.complete
    assert found.chain == Chain(frozenset({"MIT"}), None)


def test_where_no_licence_is_known_there_is_no_chain() -> None:
    assert line(lineage([model("x/silent")]), "x/silent").chain is None


def test_a_licence_that_may_be_either_is_possible_and_not_sure() -> None:
    torn = model("x/torn", license={"one_of": ["MIT", "Apache-2.0"]})
    found = line(lineage([torn]), "x/torn").chain
    assert found == Chain(frozenset(), frozenset({"MIT", "Apache-2.0"}))


def test_a_model_that_is_its_own_parent_is_read_and_is_not_its_own_ancestor() -> None:
    assert ids([model("x/self", "x/self", license="MIT")], "x/self") == ([], (), True)


def test_a_cycle_ends() -> None:
    a, b, c = model("x/a", "x/b"), model("x/b", "x/c"), model("x/c", "X/A")
    assert ids([a, b, c], "x/a") == (["x/b", "x/c"], (), True)


def test_ids_ignore_case() -> None:
    assert ids([TUNED, model("META/base", license="MIT")], "A/Tuned")[0] == ["META/base"]


def test_of_two_documents_with_one_id_the_first_counts() -> None:
    twice = [model("x/a", license="MIT"), model("X/A", license="ISC")]
    assert line(lineage(twice), "x/a").chain == Chain(frozenset({"MIT"}), frozenset({"MIT"}))


def test_a_former_name_leads_to_the_present_one() -> None:
    base = model("meta-llama/Llama-3.1-8B", license="LicenseRef-llama3.1")
    child = model("x/child", "meta-llama/Meta-Llama-3.1-8B", license="MIT")
    now = {"meta-llama/meta-llama-3.1-8b": "meta-llama/Llama-3.1-8B"}
    assert line(lineage([base, child]), "x/child").missing == ("meta-llama/Meta-Llama-3.1-8B",)
    found = line(lineage([base, child], now), "x/child")
    assert ([m.id for m, _ in found.known], found.missing) == (["meta-llama/Llama-3.1-8B"], ())


def test_evidence_of_one_model_shows_the_former_name_that_another_uses() -> None:
    base = model("meta-llama/Llama-3.1-8B", license="LicenseRef-llama3.1")
    told = model("x/told", "meta-llama/Llama-3.1-8B", license="MIT")
    row = {"method": "declared", "source": "hub", "raw": "meta-llama/Meta-Llama-3.1-8B"}
    told["evidence"] = {"base_models": [row]}
    old = model("x/old", "meta-llama/meta-llama-3.1-8B", license="MIT")
    assert ids([base, told, old], "x/old") == (["meta-llama/Llama-3.1-8B"], (), True)
    twisted = {**row, "raw": "meta-llama/Meta-Llama-3.1-8B"}
    other = model("x/other", "y/elsewhere")
    other["evidence"] = {"base_models": [twisted]}
    assert ids([base, told, old, other], "x/old")[1] == ("meta-llama/meta-llama-3.1-8B",)


def test_facts_already_read_are_as_good_as_documents() -> None:
    read = [read_facts(d, builtin()) for d in (TUNED, BASE)]
    assert line(lineage(read), "a/tuned") == line(lineage([TUNED, BASE]), "a/tuned")


@pytest.mark.parametrize(
    "odd",
    [
        {"model": {"id": "x/y", "base_models": 7, "license": 3.5}},
        {"model": {"id": "x/y", "base_models": {"at_least": "no"}, "license": {"one_of": None}}},
        {"model": {"id": "x/y"}, "evidence": ["?"]},
        {"id": "x/y", "base_models": None},
    ],
)
def test_a_document_that_holds_something_else_says_nothing(odd: dict[str, Any]) -> None:
    found = member(odd)
    assert found is not None
    assert (found.parents, found.complete, found.licences) == ((), False, ())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("mit or apache-2.0", ("MIT OR Apache-2.0",)),
        ({"one_of": ["mit", "MIT", "isc"]}, ("MIT", "ISC")),
        ("mit and (", ()),
        ({"one_of": ["mit", "and"]}, ()),
    ],
)
def test_licences_are_read_in_their_normal_form(written: Any, read: tuple[str, ...]) -> None:
    found = member(model("x/y", license=written))
    assert found is not None
    assert found.licences == read


@pytest.mark.parametrize("odd", [{}, {"model": []}, {"model": {"id": 3}}, {"id": " "}, []])
def test_a_document_without_an_id_is_no_model(odd: Any) -> None:
    assert member(odd) is None
    assert lineage([odd, BASE]).members.keys() == {"meta/base"}


names = st.sampled_from([f"m/{c}" for c in "abcdefg"])
families = st.dictionaries(names, st.lists(names, max_size=3), min_size=1)


@given(families)
def test_ancestors_are_those_found_by_walking_up(parents: dict[str, list[str]]) -> None:
    """Against the plainest walk there is, on any graph, cycles and all."""
    catalogue = lineage([model(id, *own) for id, own in parents.items()])
    for id in parents:
        seen: set[str] = set()
        waiting = list(parents[id])
        while waiting:
            if (name := waiting.pop()) not in seen:
                seen.add(name)
                waiting += parents.get(name, [])
        found = line(catalogue, id)
        assert {m.id for m, _ in found.known} | {*found.missing} == seen - {id}
        assert {m.id for m, _ in found.known} == (seen - {id}) & parents.keys()


@given(families)
def test_lines_do_not_depend_on_the_order_of_the_catalogue(parents: dict[str, list[str]]) -> None:
    documents = [model(id, *own) for id, own in parents.items()]
    there, back = lineage(documents), lineage(reversed(documents))
    for id in parents:
        one, other = line(there, id), line(back, id)
        assert (one.known, sorted(one.missing)) == (other.known, sorted(other.missing))


def test_the_way_down_from_an_ancestor_is_a_shortest_one() -> None:
    net = descent({"d": ["b", "c"], "b": ["a"], "c": ["a"], "a": []})
    assert way(net, "a", "d") == ("a", "b", "d")
    with pytest.raises(KeyError):
        way(net, "d", "a")
