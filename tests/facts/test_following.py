"""What follows from an attested fact, and what does not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msm_rules.facts import (
    ModelFacts,
    apply_attested,
    builtin,
    document,
    read_attested,
    read_facts,
    strongest,
)
from msm_rules.facts.following import FOLLOWS, consistent
from msm_rules.sources.normalise import claims as said
from msm_rules.sources.normalise.entries import HUB, Entry
from msm_rules.sources.normalise.repository import entry_claims

V = builtin()
DAY = 739_942.0  # 2026-11-22


def attest(model: dict[str, Any], evidence: dict[str, Any], **settled: Any) -> ModelFacts:
    return over({"model": {"id": "Org/Model", **model}, "evidence": evidence}, **settled)


def over(data: Any, **settled: Any) -> ModelFacts:
    before = read_facts(data, V)
    entry = {"model": before.id, "by": "Legal", "on": "2026-11-01", "because": "we read it"}
    entries = [{**entry, "fact": fact, "value": value} for fact, value in settled.items()]
    facts = apply_attested(before, read_attested(entries, V), DAY, V)
    assert read_facts(document(facts), V) == facts  # values, given forms and evidence agree
    return facts


def row(id: str, member: str) -> dict[str, str]:
    where = f"{id}: license"
    return {"method": "declared", "source": "hub", "locator": where, "member": member}


def test_an_attested_licence_is_in_the_chain_and_says_nothing_of_ancestors() -> None:
    facts = attest({}, {}, license="apache-2.0")
    assert facts.model["license_chain"] == {"at_least": ["Apache-2.0"]}
    (why,) = facts.evidence["license_chain"]
    assert (why.method, why.source, why.member) == ("derived", "attested", "Apache-2.0")
    assert strongest(facts, "license_chain") == ("derived", strongest(facts, "license")[1])


def test_it_takes_the_place_of_the_declared_one_and_leaves_the_ancestors_theirs() -> None:
    chain = [row("org/model", "MIT"), row("meta/base", "LicenseRef-llama2")]
    facts = attest(
        {
            "license": "mit",
            "license_chain": ["mit", "LicenseRef-llama2"],
            "base_models": ["meta/base"],
            "ancestors": ["meta/base"],
        },
        {"license_chain": chain},
        license="apache-2.0",
    )
    assert facts.model["license_chain"] == ["Apache-2.0", "LicenseRef-llama2"]
    assert [(r.method, r.member) for r in facts.evidence["license_chain"]] == [
        ("declared", "LicenseRef-llama2"),
        ("derived", "Apache-2.0"),
    ]


def test_a_licence_that_an_ancestor_has_too_stays() -> None:
    chain = [row("Org/Model", "MIT"), row("a/base", "MIT")]
    model = {"license": "mit", "license_chain": ["mit"], "ancestors": ["A/base"]}
    facts = attest(model, {"license_chain": chain}, license="apache-2.0")
    assert facts.model["license_chain"] == ["Apache-2.0", "MIT"]


def test_without_ancestors_the_chain_is_the_licence() -> None:
    model = {"ancestors": [], "base_models": []}
    assert attest(model, {}, license="apache-2.0").model["license_chain"] == ["Apache-2.0"]
    alone = attest({"license": "mit"}, {}, base_models=[])
    assert alone.model["ancestors"] == []
    assert alone.model["license_chain"] == ["MIT"]


def test_that_there_are_no_parents_is_assumed_no_more_where_it_is_attested() -> None:
    assumed = {"ancestors": [{"method": "assumed", "source": "hub"}]}
    facts = attest({"base_models": [], "ancestors": []}, assumed, base_models=[])
    assert strongest(facts, "ancestors")[0] == "derived"


def test_an_ancestor_of_unknown_licence_keeps_the_chain_open() -> None:
    facts = attest({"ancestors": ["a/base"]}, {}, license="mit")
    assert facts.model["license_chain"] == {"at_least": ["MIT"]}


def test_a_chain_without_evidence_may_have_had_the_former_licence_from_an_ancestor() -> None:
    model = {"license": "mit", "license_chain": ["mit", "bsd-3-clause"]}
    facts = attest(model, {}, license="apache-2.0")
    assert facts.model["license_chain"] == {
        "at_least": ["Apache-2.0", "BSD-3-Clause"],
        "at_most": ["Apache-2.0", "BSD-3-Clause", "MIT"],
    }


def test_an_attested_choice_of_licences_makes_none_of_them_sure() -> None:
    facts = attest({"ancestors": []}, {}, license={"one_of": ["mit", "apache-2.0"]})
    assert facts.model["license_chain"] == {"at_least": [], "at_most": ["Apache-2.0", "MIT"]}
    assert "license_chain" not in attest({}, {}, license={"one_of": ["mit", "x11"]}).values


def test_an_attested_chain_stays_as_it_is() -> None:
    facts = attest({}, {}, license="Apache-2.0", license_chain=["Apache-2.0", "MIT"])
    assert facts.model["license_chain"] == ["Apache-2.0", "MIT"]
    assert strongest(facts, "license_chain")[0] == "attested"


def test_a_chain_goes_by_the_licence_that_several_sources_came_to() -> None:
    """As of nvidia/Nemotron-Cascade-2-30B-A3B: the Hub names one edition, a catalogue both."""
    both = ["LicenseRef-nvidia-open-model", "LicenseRef-nvidia-open-model-2024"]
    model = {"id": "a/b", "license": {"one_of": both}, "license_chain": both[:1], "ancestors": []}
    evidence = {"license_chain": [row("a/b", both[0])]}
    facts = consistent(read_facts({"model": model, "evidence": evidence}, V))
    assert facts.model["license_chain"] == {"at_least": [], "at_most": both}
    assert [r.member for r in facts.evidence["license_chain"]] == both
    assert consistent(facts) is facts


def test_a_chain_that_follows_already_stays_with_its_evidence() -> None:
    model = {"id": "a/b", "license": "mit", "license_chain": ["mit", "apache-2.0"]}
    facts = read_facts({"model": model, "evidence": {"license_chain": [row("a/b", "MIT")]}}, V)
    assert consistent(facts) is facts
    unknown = read_facts({"id": "a/b", "license_chain": ["mit"]}, V)
    assert consistent(unknown) is unknown


def test_other_parents_are_ancestors_and_take_the_former_ones_licences_away() -> None:
    model = {
        "license": "mit",
        "license_chain": ["mit", "gpl-3.0-only"],
        "base_models": ["a/wrong"],
        "ancestors": ["a/wrong"],
    }
    chain = [row("Org/Model", "MIT"), row("a/wrong", "GPL-3.0-only")]
    facts = attest(model, {"license_chain": chain}, base_models=["B/Right"])
    assert facts.model["ancestors"] == {"at_least": ["B/Right"]}
    assert facts.model["license_chain"] == {"at_least": ["MIT"]}


def test_a_model_that_is_called_its_own_parent_is_not_its_own_ancestor() -> None:
    chain = {"license_chain": [row("Org/Model", "MIT")]}
    model = {"license": "mit", "license_chain": {"at_least": ["mit"]}}
    facts = attest(model, chain, base_models=["org/model", "a/b"], license="apache-2.0")
    assert facts.model["ancestors"] == {"at_least": ["a/b"]}
    assert facts.model["license_chain"] == {"at_least": ["Apache-2.0"]}


def test_one_more_parent_takes_nothing_away() -> None:
    model = {"base_models": ["a/b"], "ancestors": ["a/b", "C/d"], "license_chain": ["mit"]}
    facts = attest(model, {"license_chain": [row("C/d", "MIT")]}, base_models=["a/b", "e/f"])
    assert facts.model["ancestors"] == {"at_least": ["a/b", "C/d", "e/f"]}
    assert facts.model["license_chain"] == {"at_least": ["MIT"]}


@pytest.mark.parametrize(
    ("access", "gated"),
    [
        ("gated", True),
        ("open-weights", False),
        ("api-only", False),
        ("withdrawn", None),
        ({"one_of": ["open-weights", "api-only"]}, False),
        ({"one_of": ["open-weights", "gated"]}, None),
    ],
)
def test_how_a_model_is_had_says_whether_it_is_gated(access: Any, gated: bool | None) -> None:
    assert attest({}, {}, access=access).model.get("gated") is gated


def test_what_a_source_counts_itself_stays() -> None:
    measured = [{"method": "measured", "source": "hub-api"}]
    facts = attest({"gated": True}, {"gated": measured}, access="open-weights")
    assert facts.model["gated"] is True


def test_tasks_say_what_a_model_takes_and_gives_at_least() -> None:
    derived = {"inputs": [{"method": "derived", "source": "hub", "locator": "tasks"}]}
    facts = attest({"inputs": {"at_least": ["audio"]}}, derived, tasks=["text-to-image"])
    assert facts.model["inputs"] == {"at_least": ["text"]}
    assert facts.model["outputs"] == {"at_least": ["image"]}
    stated = attest({"inputs": ["text", "image"]}, {}, tasks=["text-to-image"])
    assert stated.model["inputs"] == ["text", "image"]


def test_nothing_else_follows() -> None:
    facts = attest({}, {}, license="mit", parameters=7e9, access="gated", base_models=[])
    given = {"id", "license", "parameters", "access", "base_models"}
    assert facts.values.keys() - given == FOLLOWS.keys()


LICENCES = st.sampled_from(["mit", "apache-2.0", "cc-by-nc-4.0", "no-such-licence", None])
IDS = ("a/own", "b/base", "c/root")


@st.composite
def families(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Cards of three models that may descend from one another, or from one nobody knows."""
    parents = st.sampled_from([None, *IDS, "x/gone"])
    return [{"license": draw(LICENCES), "base_model": draw(parents)} for _ in IDS]


def read(cards: list[dict[str, Any]]) -> dict[str, Any]:
    entries = [Entry(id, HUB, card=card) for id, card in zip(IDS, cards, strict=True)]
    known = {entry.id: entry for entry in entries}
    return said.document(IDS[0], entry_claims(entries[0], known))


@given(families(), st.sampled_from(["mit", "apache-2.0", "cc-by-nc-4.0"]))
def test_the_chain_is_what_a_source_makes_of_the_same_licence(
    cards: list[dict[str, Any]], licence: str
) -> None:
    settled = over(read(cards), license=licence)
    truth = read_facts(read([{**cards[0], "license": licence}, *cards[1:]]), V)
    assert settled.values["license_chain"] == truth.values["license_chain"]


@given(families(), st.sampled_from([None, "b/base", "c/root", "x/gone"]))
def test_what_follows_from_parents_allows_all_that_a_source_knows_of_them(
    cards: list[dict[str, Any]], parent: str | None
) -> None:
    settled = over(read(cards), base_models=[parent] if parent else [])
    truth = read_facts(read([{**cards[0], "base_model": parent}, *cards[1:]]), V)
    for fact in ("ancestors", "license_chain"):
        unknown: Any = (frozenset(), None)
        lower, upper = settled.values.get(fact, unknown)
        sure, possible = truth.values.get(fact, unknown)
        assert lower <= sure
        assert upper is None or (possible is not None and possible <= upper)


def test_a_licence_that_a_card_or_a_catalogue_names_is_the_models_own() -> None:
    """Locators say it in several ways: the name of a file before the id, or a name of their own."""
    for where in ("README.md: Org/Model: license", "some-name: license", "x.csv: row 3: license"):
        chain = {"license_chain": [{**row("", "MIT"), "locator": where}]}
        model = {"license": "mit", "license_chain": {"at_least": ["mit"]}}
        facts = attest(model, chain, license="apache-2.0")
        assert facts.model["license_chain"] == {"at_least": ["Apache-2.0"]}, where


def test_an_ancestors_licence_under_a_name_that_it_has_now_stays() -> None:
    model = {
        "license": "mit",
        "license_chain": {"at_least": ["mit", "gpl-3.0-only"]},
        "ancestors": {"at_least": ["old/base"]},
    }
    chain = [row("Org/Model", "MIT"), row("new/base", "GPL-3.0-only")]
    facts = attest(model, {"license_chain": chain}, license="apache-2.0")
    assert facts.model["license_chain"] == {"at_least": ["Apache-2.0", "GPL-3.0-only"]}
    assert {r.member for r in facts.evidence["license_chain"]} == {"Apache-2.0", "GPL-3.0-only"}
