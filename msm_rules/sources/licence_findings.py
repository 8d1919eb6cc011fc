"""What is odd about the licences that models declare: findings over a whole catalogue.

Owns the wording; what counts as odd stands in `lineage` (a permissive licence over a base that
binds) and in `licences` (a card that contradicts itself, whose words the evidence keeps).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msm_rules.diagnostics.cells import visible
from msm_rules.lineage import Document, Lineage, lineage, relicensed
from msm_rules.lineage.relicensing import Binding, Ground, Relicensed
from msm_rules.sources.findings import Finding

_SHOWN = 2
"""How many terms and further ancestors a finding names; the rest is counted."""

_WORDS = {
    ("prohibits", "commercial-use"): "prohibits commercial use",
    ("prohibits", "modification"): "prohibits modification",
    ("prohibits", "distribution"): "prohibits distribution",
    ("prohibits", "output-training"): "prohibits training other models on its outputs",
    ("prohibits", "military-use"): "prohibits military use",
    ("requires", "share-alike"): "requires changed copies to stay under it",
    ("requires", "pass-on-use-restrictions"): "requires its restrictions of use to be passed on",
    ("requires", "user-cap"): "ends above a number of users",
    ("requires", "naming"): "requires its name to be shown or borne",
}


def license_findings(
    documents: Iterable[Document], renamed: Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """Findings on the licences of a catalogue, by model.

    `documents` are facts documents (plain, or read), iterated once; of each no more than parents
    and licence is kept. `renamed` maps former ids to present ones, beside those that the evidence
    shows. A finding's `where` is the model's id. Nothing is found where anything is unknown.
    """
    of = lineage(documents, renamed)
    found = [Finding(each.id, over_base(each)) for each in relicensed(of)]
    found += _contradictions(of)
    return tuple(sorted(found, key=lambda f: (f.where.casefold(), f.message)))


def over_base(found: Relicensed) -> str:
    """What is odd, in words that go behind the model's name."""
    nearest, *others = found.bindings
    more = f"; so do {_others(others)}" if others else ""
    return (
        f"declares `{visible(found.licence)}` over `{visible(nearest.ancestor)}`"
        f"{_far(nearest.steps)}, whose licence `{visible(nearest.licence)}` {_why(nearest)}{more}"
    )


def _far(steps: int | None) -> str:
    return "" if steps == 1 else f" ({steps} steps up)" if steps else " (further up)"


def _why(binding: Binding) -> str:
    if not binding.grounds:
        return f"is {binding.category} (by its category: its text was not read)"
    shown = ", and ".join(map(_term, binding.grounds[:_SHOWN]))
    further = len(binding.grounds) - _SHOWN
    return shown + (f", and {further} more" if further > 0 else "")


def _term(ground: Ground) -> str:
    clause = f" [{visible(ground.clause)}]" if ground.clause else ""
    return _WORDS[ground.kind, ground.term] + clause


def _others(bindings: list[Binding]) -> str:
    named = [f"`{visible(b.ancestor)}` (`{visible(b.licence)}`)" for b in bindings[:_SHOWN]]
    further = len(bindings) - _SHOWN
    return ", ".join(named) + (f" and {further} more" if further > 0 else "")


def _contradictions(of: Lineage) -> Iterator[Finding]:
    """Cards that declare two licences; why, the evidence of the licence says."""
    for own in of.members.values():
        if len(own.licences) > 1:
            either = ", ".join(f"`{visible(e)}`" for e in own.licences)
            note = f": {visible(own.note)}" if own.note else ""
            yield Finding(own.id, f"may have any of the licences {either}{note}")
