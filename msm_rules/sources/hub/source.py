"""Who says it: the evidence that everything read on the Hub carries."""

from __future__ import annotations

from msm_rules.frozen import changed
from msm_rules.sources.hub.cache import Kept
from msm_rules.sources.normalise.claims import Claim, Source

NAME, EXTRACTOR = "hub", "hub/1"


def hub_source(kept: Kept) -> Source:
    """The source of what an answer says."""
    return Source(NAME, EXTRACTOR, kept.day, sha256=kept.sha256)


def on_hub(claim: Claim, kept_on: str, revision: str | None) -> Claim:
    """A claim that another reader made of a file, as one of a file on the Hub."""
    said = {**claim.evidence, "source": NAME, "extractor": EXTRACTOR, "observed": kept_on}
    return changed(claim, evidence={**said, "revision": revision} if revision else said)
