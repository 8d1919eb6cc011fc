"""Lineage: named parents, unnamed ones, cycles, and the chain of licences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from msm_rules.catalogue.build.inputs import snapshot
from msm_rules.lineage import line, lineage
from msm_rules.sources.normalise import licences
from msm_rules.sources.normalise.claims import members
from msm_rules.sources.normalise.entries import HUB, Entry
from msm_rules.sources.normalise.identity import is_hub_id, signs_of_descent
from msm_rules.sources.normalise.lineage import ancestors_of, claims, parents_of, renamed


def entry(model_id: str, *parents: str, tags: tuple[str, ...] = (), **card: Any) -> Entry:
    """A row whose card names `parents`, all of which the Hub resolved."""
    declared = {"base_model": list(parents), **card} if parents else card
    return Entry(id=model_id, source=HUB, card=declared, parents=parents or None, tags=tags)


def known(*entries: Entry) -> dict[str, Entry]:
    return {e.id.casefold(): e for e in entries}


def chain(model: Entry, *others: Entry) -> Any:
    found = [c for c in claims(model, known(model, *others)) if c.fact == "license_chain"]
    return found[0].value if found else None


BASE = entry("mistralai/Base", license="apache-2.0")


def test_a_model_that_names_no_parent_is_assumed_to_have_none() -> None:
    found = {c.fact: c for c in claims(BASE, known(BASE))}
    assert found["base_models"].value == []
    assert found["base_models"].evidence["method"] == "assumed"


@pytest.mark.parametrize(
    "model",
    [
        entry("princeton-nlp/Llama-3-Instruct-8B-RRHF"),
        entry("paloalma/TW3-JRGL-v2", tags=("mergekit",)),
        entry("lmsys/vicuna-7b-v1.5", license="llama2"),
        entry("someone/X-SLERP"),
        entry("huihui-ai/Y-abliterated"),
        entry("jiviai/medX_v2", tags=("transformers", "llama")),
        Entry(id="a/self", source=HUB, card={"base_model": "a/self"}, parents=("a/self",)),
    ],
    ids=lambda model: model.id,
)
def test_a_model_whose_name_tags_or_licence_show_descent_stays_open(model: Entry) -> None:
    assert not parents_of(model).complete


@pytest.mark.parametrize(
    ("model_id", "architecture"),
    [
        ("mistralai/Mistral-7B-v0.1", "mistral"),
        ("01-ai/Yi-34B", "llama"),
        ("TinyLlama/TinyLlama-1.1B-Chat-v1.0", "llama"),
        ("microsoft/Phi-3.5-MoE-instruct", "phimoe"),
    ],
)
def test_a_familys_own_account_may_use_its_name(model_id: str, architecture: str) -> None:
    assert signs_of_descent(model_id, architecture=architecture) == ()


def test_a_parent_that_nobody_can_look_up_leaves_ancestors_and_chain_open() -> None:
    child = entry("a/child", "b/gone", license="mit")
    line = ancestors_of(child, known(child))
    assert (line.ids, line.complete, line.unknown) == (("b/gone",), False, ("b/gone",))
    assert chain(child) == {"at_least": ["MIT"]}


def test_the_chain_has_the_licences_of_all_ancestors() -> None:
    middle = entry("a/middle", "mistralai/Base", license="cc-by-nc-4.0")
    child = entry("a/child", "A/Middle", license="mit")
    assert chain(child, middle, BASE) == ["Apache-2.0", "CC-BY-NC-4.0", "MIT"]


def test_an_ancestor_without_a_licence_leaves_the_chain_open() -> None:
    parent = entry("mistralai/P")
    assert chain(entry("a/c", "mistralai/P", license="mit"), parent) == {"at_least": ["MIT"]}


def test_nothing_known_of_any_licence_is_no_chain() -> None:
    assert chain(entry("mistralai/silent")) is None


def test_a_card_that_says_two_licences_makes_both_possible() -> None:
    torn = entry("mistralai/T", license="apache-2.0", license_name="tongyi-qianwen")
    assert chain(torn) == {
        "at_least": [],
        "at_most": ["Apache-2.0", "LicenseRef-tongyi-qianwen"],
    }


def test_a_cycle_ends() -> None:
    a, b = entry("x/a", "x/b"), entry("x/b", "x/a")
    line = ancestors_of(a, known(a, b))
    assert line.ids == ("x/b",)


def test_a_parent_that_is_no_id_leaves_the_list_open() -> None:
    found = parents_of(
        Entry(id="a/b", source=HUB, card={"base_model": ["x/y", "Llama-3.2-SUN-2.5B-chat"]})
    )
    assert (found.ids, found.complete) == (("x/y",), False)


def test_the_hub_follows_a_renamed_parent() -> None:
    card = {"base_model": "meta-llama/Meta-Llama-3.1-8B"}
    row = Entry(id="a/b", source=HUB, card=card, parents=("meta-llama/Llama-3.1-8B",))
    assert renamed([row]) == {"meta-llama/meta-llama-3.1-8b": "meta-llama/Llama-3.1-8B"}
    assert parents_of(row).ids == ("meta-llama/Llama-3.1-8B",)


@pytest.mark.parametrize("text", ["./outputs/x", "gpt2", "a/b/c", "", None, "a b/c"])
def test_paths_and_bare_names_are_no_hub_ids(text: object) -> None:
    assert not is_hub_id(text)


def test_evidence_keeps_what_a_card_calls_a_renamed_parent() -> None:
    card = {"base_model": "meta-llama/Meta-Llama-3.1-8B"}
    row = Entry(id="a/b", source=HUB, card=card, parents=("meta-llama/Llama-3.1-8B",))
    evidence = {c.fact: c.evidence for c in claims(row, known(row))}["base_models"]
    assert evidence["raw"] == "meta-llama/Meta-Llama-3.1-8B"
    same = entry("a/b", "meta-llama/Llama-3.1-8B")
    assert "raw" not in {c.fact: c.evidence for c in claims(same, known(same))}["base_models"]


def test_the_graph_of_a_catalogue_finds_what_the_walk_from_each_entry_finds(shared: Path) -> None:
    """On every row of the snapshot: ancestors, whether they are all, and the chain of licences.

    Without evidence, which would lead the graph from former names to present ones.
    """
    rows = list(snapshot(shared / "data"))
    there = known(*rows)
    models = [said_of(row, there) for row in rows]
    of = lineage(models)
    for row, model in zip(rows, models, strict=True):
        walked, graphed = ancestors_of(row, there), line(of, row.id)
        found = {m.id.casefold() for m, _ in graphed.known} | {*map(of.key, graphed.missing)}
        assert found == {*map(of.key, walked.ids)}, row.id
        assert graphed.complete == walked.complete, row.id
        joined = graphed.chain
        value = None if joined is None else members(joined.sure, joined.possible)
        assert value == model.get("license_chain"), row.id


def said_of(row: Entry, there: dict[str, Entry]) -> dict[str, Any]:
    """The part of a facts document that lineage and licence give."""
    facts = {claim.fact: claim.value for claim in claims(row, there)}
    licence = licences.declared(row.card)
    return {"id": row.id, "license": licence.value if licence else None, **facts}
