"""What rests on what."""

from __future__ import annotations

import subprocess
import sys

import pytest
from graph_texts import SMALL, graph_of

from msm_rules.graph import as_networkx, facts_of, feeds, layers, slice_of
from msm_rules.graph.nodes import Graph


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_of(SMALL)


def test_a_fact_feeds_the_rules_that_it_can_change(graph: Graph) -> None:
    assert feeds(graph, "memory.int4") == ("size",)
    assert feeds(graph, "model.license") == ("licence",)
    assert feeds(graph, 'model.benchmarks["medqa"]') == feeds(graph, "benchmarks") == ("exams",)
    assert feeds(graph, "id") == ("licence",), "its waiver asks for the id"
    assert feeds(graph, "license_chain") == (), "only an obligation asks for it"


def test_a_rule_names_its_facts(graph: Graph) -> None:
    assert facts_of(graph, "size") == ("model.memory.int4",)
    assert facts_of(graph, "exams") == ('model.benchmarks["medqa"]',)
    assert set(facts_of(graph, "licence")) == {"model.license", "model.id"}


def test_how_and_when_a_fact_is_known_is_that_fact() -> None:
    text = SMALL.replace(
        "needed <= memory", "model.gated is attested and age(observed(model.likes)) <= 9 days"
    )
    assert set(facts_of(graph_of(text), "size")) == {"model.gated", "model.likes"}
    assert feeds(graph_of(text), "likes") == ("size",)


def test_a_slice_holds_what_a_node_rests_on_and_ends_with_it(graph: Graph) -> None:
    found = slice_of(graph, "critical.size")
    assert found[-1] == "critical.size"
    assert {"model.memory.int4", "param.memory", "let.needed"} < set(found)
    assert not any(id.startswith(("important", "critical.licence", "verdict")) for id in found)


def test_no_node_rests_on_its_own_layer_or_a_later_one(graph: Graph) -> None:
    level = {id: n for n, layer in enumerate(layers(graph)) for id in layer}
    assert level.keys() == {n.id for n in graph.nodes}
    assert all(level[a] < level[b] for a, b in as_networkx(graph).edges)
    assert level["verdict"] == max(level.values())


def test_a_name_that_is_not_there_is_a_key_error(graph: Graph) -> None:
    with pytest.raises(KeyError):
        slice_of(graph, "critical.nothing")
    with pytest.raises(KeyError):
        facts_of(graph, "nothing")


def test_networkx_is_loaded_only_by_the_first_question() -> None:
    code = "import sys, msm_rules.graph.svg as g; print('networkx' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
