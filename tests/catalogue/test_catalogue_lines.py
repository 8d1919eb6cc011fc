"""The last pass over the catalogue: chains of licences by what all documents together say."""

from __future__ import annotations

from typing import Any

from msm_rules.catalogue import load_shipped
from msm_rules.catalogue.build.lines import with_lines
from msm_rules.facts import builtin, read_facts


def made(id: str, source: str, licence: str | None, *parents: str) -> dict[str, Any]:
    """A document as one source makes it, that knows no licence but the model's own."""
    model: dict[str, Any] = {"id": id, "base_models": [*parents], "ancestors": []}
    evidence = {}
    if parents:
        model["ancestors"] = {"at_least": [*parents]}
    if licence:
        row = {"method": "declared", "source": source, "raw": licence}
        model |= {"license": licence, "license_chain": {"at_least": [licence]}}
        chain = {**row, "member": licence, "locator": f"{id}: license"}
        evidence = {"license": [row], "license_chain": [chain]}
    return {"schema": "msm-facts/1", "model": model, "evidence": evidence}


def chains(*documents: dict[str, Any]) -> dict[str, Any]:
    return {d["model"]["id"]: d["model"].get("license_chain") for d in with_lines(documents)}


def test_an_ancestors_licence_that_another_source_knows_is_in_the_chain() -> None:
    tuned, base = (
        made("a/tuned", "hub", "MIT", "b/base"),
        made("B/Base", "mot", "LicenseRef-llama3.1"),
    )
    found = {d["model"]["id"]: d for d in with_lines([tuned, base])}
    own: Any = found["a/tuned"]
    assert own["model"]["license_chain"] == {"at_least": ["LicenseRef-llama3.1", "MIT"]}
    (row,) = [r for r in own["evidence"]["license_chain"] if r["source"] == "mot"]
    assert (row["locator"], row["member"]) == ("B/Base: license", "LicenseRef-llama3.1")


def test_a_licence_from_elsewhere_makes_a_whole_chain_where_there_are_no_ancestors() -> None:
    assert chains(made("a/base", "mot", "MIT")) == {"a/base": ["MIT"]}


def test_nothing_is_added_where_nobody_knows() -> None:
    tuned, base = made("a/tuned", "hub", "MIT", "b/base", "c/gone"), made("b/base", "hub", None)
    assert chains(tuned, base) == {"a/tuned": {"at_least": ["MIT"]}, "b/base": None}


def test_every_chain_that_ships_holds_the_own_licence_as_surely_as_it_is_known() -> None:
    for document in load_shipped():
        facts = read_facts(document, builtin())
        if "license" not in facts.values:
            continue
        own: Any = facts.values["license"]
        sure, possible = facts.values.get("license_chain", (frozenset(), None))  # type: ignore[misc]
        assert len(own) > 1 or own <= sure, facts.id
        assert possible is None or own <= possible, facts.id
