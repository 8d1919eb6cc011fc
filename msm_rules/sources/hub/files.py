"""The files of a model on the Hub, each read by whoever reads it in a folder.

Owns one function a step: it asks for a file and gives what that says as claims of the Hub.  A file
that cannot be read is a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msm_rules.frozen import record
from msm_rules.sources.addresses import HubModel
from msm_rules.sources.broken import BadRecord
from msm_rules.sources.card import README, card_claims, card_text, front_of, of_form
from msm_rules.sources.checkpoint.config import CONFIG, Config, settle
from msm_rules.sources.checkpoint.network import experts, idle_parameters, network_claims
from msm_rules.sources.findings import Finding
from msm_rules.sources.hub import weights
from msm_rules.sources.hub.answers import Hub
from msm_rules.sources.hub.asking import MIB
from msm_rules.sources.hub.forms import plain_json
from msm_rules.sources.hub.source import on_hub
from msm_rules.sources.normalise import sizes
from msm_rules.sources.normalise.claims import Claim, Json, Source, ends
from msm_rules.sources.normalise.entries import Entry, from_card
from msm_rules.sources.normalise.identity import name_of

LARGEST = 4 * MIB
"""Bytes of a card or a configuration that are taken."""


@record
class Parts:
    """What one step gave: claims, and what could not be read."""

    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]


# --- config.json ---------------------------------------------------------------------------------


def ask_config(hub: Hub, model: HubModel) -> tuple[Config | None, Parts]:
    """The configuration, None where it cannot be read, and what it says."""
    kept = hub.file(model, CONFIG, LARGEST)
    try:
        raw = plain_json(kept.body)
        if not isinstance(raw, Mapping):
            raise BadRecord("is no mapping of settings")
    except BadRecord as bad:
        return None, Parts((), (Finding(f"{model}: {CONFIG}", str(bad)),))
    config, odd = settle(raw)
    claims, further = network_claims(config, kept.sha256)
    return config, _of_hub(claims, (*odd, *further), model, kept.day)


def active_parameters(config: Config, total: int, source: Source) -> Claim | None:
    """The parameters of a token, where the configuration tells them from a count of all."""
    mixture, idle = experts(config), idle_parameters(config)
    if mixture is None or idle is None or idle >= total:
        return None
    note = f"{mixture.running} of {mixture.of} experts"
    where = f"parameters, {CONFIG}"
    return source.claim("active_parameters", total - idle, "derived", where, note=note)


# --- README.md -----------------------------------------------------------------------------------


@record
class Card:
    """A card that was read: the entry it makes, and what it was made of."""

    entry: Entry
    text: str
    front: Mapping[str, Any]
    findings: tuple[Finding, ...]

    def said(self, known: Mapping[str, Entry]) -> Parts:
        """What it says; `known` are its ancestors, as far as they were looked up."""
        source = self.entry.source
        claims, odd = card_claims(self.text, self.entry.id, self.front, source, known)
        return Parts(tuple(claims), (*self.findings, *odd))


def ask_card(hub: Hub, model: HubModel) -> Card:
    """The card of a model."""
    kept = hub.file(model, README, LARGEST)
    text, broken = card_text(kept.body)
    front, odd = front_of(text)
    source = Source("card", "card/1", kept.day, model.commit)
    entry = from_card(model.id, of_form(front)[0], source)
    return Card(entry, text, front, (*broken, *odd))


# --- weights -------------------------------------------------------------------------------------


def ask_sizes(hub: Hub, model: HubModel) -> Parts:
    """The bytes that the weights take, by the sizes of their files."""
    kept = hub.sizes(model)
    try:
        found = weights.sizes_in(plain_json(kept.body))
    except BadRecord as bad:
        return Parts((), (Finding(f"{model}: sizes of files", str(bad)),))
    claims, odd = weights.stored(hub, model, found)
    return _of_hub(claims, tuple(odd), model, kept.day)


def ask_headers(hub: Hub, model: HubModel, files: Iterable[str], config: Config) -> Parts:
    """The parameters, by the headers of the weights and the size that the name states."""
    (claims, odd), day = weights.counted(hub, model, files, config)
    stated = sizes.size_in_name(name_of(model.id))
    agreed = [_against(c, stated) if c.fact == "parameters" else c for c in claims]
    return _of_hub(agreed, tuple(odd), model, day or hub.asking.day)


def _against(claim: Claim, stated: sizes.NameSize | None) -> Claim:
    """A count, or where it and the name exclude each other both, as with the Hub's own counts."""
    lo, hi = ends(claim.value)
    if not isinstance(lo, int) or not isinstance(hi, int):
        return claim
    found = sizes.agree(sizes.Count(lo, hi), stated)
    if not found.disputed:
        return claim
    said: dict[str, Json] = {"method": "estimated", "note": found.note, "disputed": True}
    return Claim(claim.fact, {"between": [found.lo, found.hi]}, {**claim.evidence, **said})


def _of_hub(
    claims: Iterable[Claim], findings: tuple[Finding, ...], model: HubModel, day: str
) -> Parts:
    return Parts(tuple(on_hub(c, day, model.commit) for c in claims), findings)
