"""Models as a bill of materials (CycloneDX 1.6, JSON), for the tools that keep such bills.

Owns what of a model's facts the format has a field for.  Every fact stands also as a property
`msm:fact:KEY`, as JSON, so that reading the bill again gives the same values.  The same models give
the same bytes: the serial number is made from the content, and no clock is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msm_rules
from msm_rules import licences
from msm_rules.facts import ModelFacts, builtin, split_key, strongest
from msm_rules.facts.keys import get
from msm_rules.facts.package_url import hub_purl
from msm_rules.graph.canonical import digest
from msm_rules.sources.cyclonedx import FORMAT, MODEL
from msm_rules.sources.cyclonedx_model import FACT, ID

SPEC = "1.6"
Component = dict[str, Any]


def bill(components: Iterable[Component], day: date | None = None) -> dict[str, Any]:
    """A bill of materials of components; `day` is that on which it was decided, if it was."""
    tool = {"type": "application", "name": "msm-rules", "version": msm_rules.__version__}
    stamp = {"timestamp": f"{day.isoformat()}T00:00:00Z"} if day else {}
    content = {
        "specVersion": SPEC,
        "version": 1,
        "metadata": {**stamp, "tools": {"components": [tool]}},
        "components": list(components),
    }
    serial = uuid5(NAMESPACE_URL, f"urn:msm:bom:{digest(content)}")
    head = {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPEC}.schema.json",
        "bomFormat": FORMAT,
        "specVersion": SPEC,
        "serialNumber": f"urn:uuid:{serial}",
    }
    return {**head, **content}


def bill_text(components: Iterable[Component], day: date | None = None) -> str:
    """A bill of materials as the text of a file."""
    return json.dumps(bill(components, day), ensure_ascii=False, indent=2) + "\n"


def component(facts: ModelFacts, more: Iterable[tuple[str, str]] = ()) -> Component:
    """A model as a component; `more` are further properties, such as a decision's."""
    group, slash, name = facts.id.partition("/")
    named = {"group": group, "name": name} if slash and group and name else {"name": facts.id}
    revision = facts.model.get("revision")
    fields: Component = {
        "type": MODEL,
        "bom-ref": facts.id,
        **named,
        "version": revision if isinstance(revision, str) else None,
        "hashes": _hashes(facts),
        "licenses": _licences(facts),
        "purl": _purl(facts),
        "pedigree": _pedigree(facts),
        "modelCard": _card(facts),
        "properties": [{"name": n, "value": v} for n, v in (*_properties(facts), *more)],
    }
    return {name: value for name, value in fields.items() if value}


# --- which model it is ---------------------------------------------------------------------------


def _kept(facts: ModelFacts, name: str) -> object:
    """What the evidence of the id kept from a bill that was read."""
    rows = (row.record.get(name) for row in facts.evidence.get("id", ()))
    return next((found for found in rows if found), None)


def _purl(facts: ModelFacts) -> str | None:
    """The package URL of a model that a source found on the Hub; an id alone does not say so."""
    kept = _kept(facts, "purl")
    if isinstance(kept, str):
        return kept
    revision = facts.model.get("revision")
    version = revision if isinstance(revision, str) else None
    sources = (row.source for rows in facts.evidence.values() for row in rows)
    return hub_purl(facts.id, version, sources)


_ALGORITHMS = {
    "MD5": 32,
    "SHA-1": 40,
    **{f"SHA-{bits}": bits // 4 for bits in (256, 384, 512)},
    **{f"SHA3-{bits}": bits // 4 for bits in (256, 384, 512)},
    **{f"BLAKE2b-{bits}": bits // 4 for bits in (256, 384, 512)},
    "BLAKE3": 64,
}
"""Algorithms of hashes that the format knows, and how many digits each has."""


def _hashes(facts: ModelFacts) -> list[dict[str, str]]:
    kept = _kept(facts, "hashes")
    rows = kept.items() if isinstance(kept, Mapping) else ()
    return [
        {"alg": alg, "content": content}
        for alg, content in sorted(rows)
        if isinstance(content, str)
        and re.fullmatch(r"[a-fA-F0-9]+", content)
        and len(content) == _ALGORITHMS.get(alg)
    ]


# --- licence -------------------------------------------------------------------------------------


def _licences(facts: ModelFacts) -> list[dict[str, Any]] | None:
    """The licence where it is known; one of several is none yet."""
    stated = facts.model.get("license")
    if not isinstance(stated, str):
        return None
    known = strongest(facts, "license")[0] in ("attested", "verified")
    said = {"acknowledgement": "concluded" if known else "declared"}
    expression = licences.canonical(stated)
    if len(expression.split()) == 1:
        return [{"license": {**_one_licence(expression), **said}}]
    ids = re.findall(r"[^\s()]+", expression)
    if all(_is_spdx(word) or word.startswith("LicenseRef-") for word in ids):
        return [{"expression": expression, **said}]
    return [{"license": {"name": expression, **said}}]


def _one_licence(id_: str) -> dict[str, str]:
    """By its id where SPDX has that, else by name, with the address of its text if known."""
    entry = licences.lookup(id_)
    if _is_spdx(id_):
        return {"id": id_}
    address = entry and (entry.text.official or entry.text.url)
    return {"name": id_, **({"url": address} if address else {})}


def _is_spdx(word: str) -> bool:
    """Whether SPDX knows a word of an expression: operators, and ids that we know from its list."""
    if word in ("AND", "OR", "WITH"):
        return True
    return not word.startswith("LicenseRef-") and licences.lookup(word) is not None


# --- what it is ----------------------------------------------------------------------------------


def _lower(facts: ModelFacts, fact: str) -> list[str]:
    """The members that a set surely has, as they were written."""
    given = facts.model.get(fact)
    listed = given.get("at_least") if isinstance(given, Mapping) else given
    return [str(member) for member in listed] if isinstance(listed, list) else []


def _pedigree(facts: ModelFacts) -> dict[str, Any] | None:
    parents = [{"type": MODEL, "name": parent} for parent in _lower(facts, "base_models")]
    return {"ancestors": parents} if parents else None


def _card(facts: ModelFacts) -> dict[str, Any]:
    tasks, architecture = _lower(facts, "tasks"), facts.model.get("architecture")
    parameters: dict[str, Any] = {
        "task": tasks[0] if len(tasks) == 1 else None,
        "modelArchitecture": architecture if isinstance(architecture, str) else None,
        "datasets": [{"type": "dataset", "name": name} for name in _lower(facts, "datasets")],
        "inputs": [{"format": word} for word in _lower(facts, "inputs")],
        "outputs": [{"format": word} for word in _lower(facts, "outputs")],
    }
    stated = {name: value for name, value in parameters.items() if value}
    metrics = list(_metrics(facts))
    return {
        **({"modelParameters": stated} if stated else {}),
        **({"quantitativeAnalysis": {"performanceMetrics": metrics}} if metrics else {}),
    }


def _metrics(facts: ModelFacts) -> Iterator[dict[str, Any]]:
    """Results of benchmarks, as shares from 0 to 1, with their interval where that is known."""
    for key in sorted(facts.values):
        path, entry = split_key(key)
        if path != "benchmarks" or entry is None:
            continue
        rows = facts.evidence.get(key, ())
        metric = next((m for row in rows if isinstance(m := row.record.get("metric"), str)), "")
        lo, hi = facts.values[key]  # type: ignore[misc]
        shown: dict[str, Any] = {"type": metric or "score", "slice": entry}
        if lo == hi:
            yield {**shown, "value": repr(lo)}
        else:
            interval = {"lowerBound": repr(lo), "upperBound": repr(hi)}
            yield {**shown, "confidenceInterval": interval}


def _properties(facts: ModelFacts) -> Iterator[tuple[str, str]]:
    """The id, and every fact as JSON, in the order of the vocabulary."""
    yield ID, facts.id
    order = {path: n for n, path in enumerate(builtin().facts)}
    known = [key for key in facts.values if key != "id"]
    for key in sorted(known, key=lambda k: (order.get(split_key(k)[0], len(order)), k)):
        yield f"{FACT}{key}", json.dumps(get(facts.model, key), ensure_ascii=False, sort_keys=True)
