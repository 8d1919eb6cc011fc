"""What the answers about a model say together: one facts document.

Owns which readings of an entry are taken, and what follows from them (memory, parameters of a
token).  Pure: everything that was asked is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msm_rules.sources.card import stated_relation
from msm_rules.sources.findings import Finding, sound
from msm_rules.sources.hub.files import Parts
from msm_rules.sources.normalise import scores, sizes
from msm_rules.sources.normalise.claims import Claim, Json, document, settle
from msm_rules.sources.normalise.entries import Entry
from msm_rules.sources.normalise.repository import entry_claims, identity


def assembled(
    entry: Entry,
    known: Mapping[str, Entry],
    asked: Iterable[Claim],
    card: Parts | None,
    active: Callable[[int], Claim | None],
) -> tuple[dict[str, Json], tuple[Finding, ...]]:
    """The facts document of a model, and what in the answers had no meaning.

    `known` are ancestors by casefolded id, `asked` what further steps gave, `card` what the card
    says where the entry says nothing of it; `active` gives the parameters of a token for a count.
    """
    own, odd = scores.card_scores(entry)
    said = [*entry_claims(entry, known), *stated_relation(entry), *own]
    if card is not None:  # nothing needs to be assumed of a card that was read
        said = [c for c in said if c.evidence.get("method") != "assumed"] + [*card.claims]
    said += asked
    kept, unread = sound([*said, *_of_name(entry.id, said)])
    strange = (Finding(f"{entry.id}: model-index", message) for message in odd)
    findings = (*strange, *(card.findings if card else ()), *unread)
    return document(entry.id, [*kept, *_derived(kept, active)]), findings


def _of_name(id: str, said: Iterable[Claim]) -> Iterator[Claim]:
    """What the name says, without its size where there is a count: that was held against it, and
    where they dispute the name must not win by itself."""
    counted = any(c.fact == "parameters" for c in said)
    return (c for c in identity(id) if not (counted and c.fact == "parameters"))


def _derived(claims: list[Claim], active: Callable[[int], Claim | None]) -> Iterator[Claim]:
    about = [c for c in claims if c.fact == "parameters"]
    if not about:
        return
    total = settle(about)[0]
    yield from sizes.memory(total)
    counted = any(c.fact == "active_parameters" and _is_counted(c) for c in claims)
    if isinstance(total, int) and not counted and (claim := active(total)) is not None:
        yield claim


def _is_counted(claim: Claim) -> bool:
    return claim.evidence.get("method") != "estimated"
