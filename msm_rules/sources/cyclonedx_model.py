"""One component of a bill of materials as a model: what its fields and properties say.

Owns which field is which fact.  Where models are in a bill stands in `cyclonedx`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from msm_rules.facts import builtin
from msm_rules.frozen import record
from msm_rules.sources.broken import BadRecord
from msm_rules.sources.normalise import licences
from msm_rules.sources.normalise.claims import Claim, Json, Source, members
from msm_rules.sources.normalise.identity import hub_id, is_hub_id
from msm_rules.sources.notation import read_json
from msm_rules.sources.tables.assembled import assembled, problem
from msm_rules.sources.tables.forms import FIGURE, TEXT, Form, fitted

ID = "msm:id"
FACT = "msm:fact:"
"""Names of properties that hold an id and, behind its key, a fact as JSON."""

_NAMED: Mapping[str, Form] = {"name": TEXT, "group": TEXT, "purl": TEXT}
_FORMS: Mapping[str, Form] = {
    **_NAMED,
    "manufacturer": {"name": TEXT},
    "licenses": [{"license": {"id": TEXT, "name": TEXT, "url": TEXT}, "expression": TEXT}],
    "hashes": [{"alg": TEXT, "content": TEXT}],
    "pedigree": {"ancestors": [_NAMED]},
    "externalReferences": [{"type": TEXT, "url": TEXT}],
    "properties": [{"name": TEXT, "value": TEXT}],
    "modelCard": {
        "modelParameters": {
            "task": TEXT,
            "modelArchitecture": TEXT,
            "datasets": [{"type": TEXT, "name": TEXT, "ref": TEXT}],
            "inputs": [{"format": TEXT}],
            "outputs": [{"format": TEXT}],
        },
        "quantitativeAnalysis": {"performanceMetrics": [{"type": TEXT, "value": FIGURE}]},
    },
}


@record
class _Part:
    """A component cut to its forms, its evidence's source and place, and names by `bom-ref`."""

    data: Mapping[str, Any]
    source: Source
    at: str
    refs: Mapping[str, Any]

    def say(self, fact: str, value: Json, field: str, **more: Json) -> Claim:
        """A claim with the place in the component that it rests on."""
        return self.source.claim(fact, value, "declared", f"{self.at}.{field}", **more)


def model_of(
    name: str, component: Mapping[str, Any], source: Source, refs: Mapping[str, Any]
) -> Iterator[tuple[str, object]]:
    """The facts document of a component, and before it what of it could not be read; `refs` are
    names by `bom-ref`."""
    data, odd = fitted(component, _FORMS)
    yield from ((name, problem(name, at, message)) for at, message in odd)
    model_id = _id(data)
    if model_id is None:
        yield name, problem(name, "name", "is missing: a component has a name")
        return
    part = _Part(data, source, Path(name).name, refs)
    stated, strange = _stated(part)
    yield from ((name, problem(name, at, message)) for at, message in strange)
    given = {claim.fact for claim in stated}
    given |= {"license_declared"} if "license" in given else set()  # the fact, not its wording
    claims = [c for c in _claims(part) if c.fact not in given]
    if _has_metrics(data) and not any(fact.startswith("benchmarks[") for fact in given):
        message = "is not read: a metric does not say of what scale it is"
        yield name, problem(name, "modelCard.quantitativeAnalysis", message)
    yield from assembled(name, model_id, [_identity(part, model_id), *stated, *claims])


def _id(data: Mapping[str, Any]) -> str | None:
    """The id by a property of ours, a package URL, an address on the Hub, or group and name."""
    own = next((p.get("value") for p in data.get("properties", ()) if p.get("name") == ID), None)
    return own or _of_purl(data.get("purl"))[0] or _on_hub(data) or _named(data)


def _of_purl(purl: str | None) -> tuple[str | None, str | None]:
    """Id and revision in `pkg:huggingface/author/name@revision` (package-url/purl-spec)."""
    path, _, revision = (purl or "").partition("?")[0].partition("@")
    kind, _, name = path.partition("/")
    named = unquote(name)
    if kind.lower() != "pkg:huggingface" or not is_hub_id(named):
        return None, None
    return named, revision or None


def _on_hub(data: Mapping[str, Any]) -> str | None:
    addresses = (reference.get("url", "") for reference in data.get("externalReferences", ()))
    on_hub = (a.rstrip("/") for a in addresses if a.startswith("https://huggingface.co/"))
    return next((id_ for a in on_hub if (id_ := hub_id(a))), None)


def _named(data: Mapping[str, Any]) -> str | None:
    group, name = data.get("group", "").strip(), data.get("name", "").strip()
    return (f"{group}/{name}" if group else name) if name else None


def _identity(part: _Part, model_id: str) -> Claim:
    """Which component it is: its package URL and the hashes of its files."""
    hashes: dict[str, Json] = {
        h["alg"]: h["content"] for h in part.data.get("hashes", ()) if len(h) == 2
    }
    more: dict[str, Json] = {"purl": part.data.get("purl"), "hashes": hashes or None}
    return part.say("id", model_id, "name", **more)


def _stated(part: _Part) -> tuple[list[Claim], list[tuple[str, str]]]:
    """The facts that properties of ours hold, and what is no JSON among them."""
    claims: list[Claim] = []
    strange: list[tuple[str, str]] = []
    for n, each in enumerate(part.data.get("properties", ())):
        name, value = each.get("name", ""), each.get("value", "")
        if name.startswith(FACT):
            try:
                key, at = name.removeprefix(FACT), f"properties[{n}]"
                claims.append(part.say(key, read_json(value), at, raw=value))
            except BadRecord as bad:
                strange.append((f"properties[{n}]", f"{bad}"))
    return [claim for claim in claims if claim.fact != "id"], strange


def _claims(part: _Part) -> Iterator[Claim]:
    """What the fields of the format say."""
    revision = _of_purl(part.data.get("purl"))[1]
    if revision:
        yield part.say("revision", revision, "purl")
    if developer := part.data.get("manufacturer", {}).get("name"):
        yield part.say("developer", developer, "manufacturer.name")
    yield from _licence(part)
    yield from _card(part, part.data.get("modelCard", {}).get("modelParameters", {}))
    ancestors = part.data.get("pedigree", {}).get("ancestors", ())
    if parents := [i for a in ancestors if (i := _of_purl(a.get("purl"))[0] or _named(a))]:
        yield part.say("base_models", members(parents, None), "pedigree.ancestors")


def _licence(part: _Part) -> Iterator[Claim]:
    """The licence; of several it is not said whether all apply or one may be chosen."""
    names: list[str] = []
    for row in part.data.get("licenses", ()):
        each = row.get("license", {})
        name = row.get("expression") or each.get("id") or each.get("name") or each.get("url")
        names += [name] if name else []
    if not names:
        return
    yield from licences.named(part.source, tuple(names), f"{part.at}.licenses")


def _card(part: _Part, card: Mapping[str, Any]) -> Iterator[Claim]:
    where = "modelCard.modelParameters"
    if task := card.get("task"):
        word = task.strip().lower().replace(" ", "-").replace("_", "-")
        yield part.say("tasks", members((word,), None), f"{where}.task", raw=task)
    if architecture := card.get("modelArchitecture"):
        yield part.say("architecture", architecture, f"{where}.modelArchitecture")
    named = (d.get("name") or part.refs.get(d.get("ref")) for d in card.get("datasets", ()))
    if datasets := [name for name in named if isinstance(name, str)]:
        yield part.say("datasets", members(datasets, None), f"{where}.datasets")
    modalities = builtin().enums["modality"].members
    for fact in ("inputs", "outputs"):
        words = (entry.get("format", "").strip().lower() for entry in card.get(fact, ()))
        if known := [word for word in words if word in modalities]:
            yield part.say(fact, members(known, None), f"{where}.{fact}")


def _has_metrics(data: Mapping[str, Any]) -> bool:
    analysis = data.get("modelCard", {}).get("quantitativeAnalysis", {})
    return bool(analysis.get("performanceMetrics"))
