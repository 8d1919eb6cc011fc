"""The ancestors of a model, looked up on the Hub one by one.

Owns whom to ask next and when to stop: so many at most, so deep at most, nobody twice.  What is
said of a line once it is looked up stands in `normalise.lineage`.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.sources.addresses import HubModel, is_hub_name
from msm_rules.sources.broken import BadRecord
from msm_rules.sources.findings import Finding
from msm_rules.sources.hub.answers import Hub
from msm_rules.sources.hub.forms import answered
from msm_rules.sources.hub.trouble import HubError
from msm_rules.sources.normalise.entries import Entry
from msm_rules.sources.normalise.lineage import parents_of

MOST = 64
"""How many ancestors of one model are asked for."""
DEEPEST = 16
"""How many generations back they may be."""


class Line:
    """What is known of a model's ancestors: `known` are those looked up, by their casefolded ids
    as their children write them."""

    def __init__(self, hub: Hub) -> None:
        self.known: dict[str, Entry] = {}
        self.findings: list[Finding] = []
        self._hub = hub
        self._tried: set[str] = set()
        self._given_up = False

    def next(self, entry: Entry) -> str | None:
        """The ancestor to ask for next, the nearest first; None where there is none."""
        if self._given_up or len(self._tried) >= MOST:
            return None
        return next((i for i in self._nearest(entry) if i.casefold() not in self._tried), None)

    def _nearest(self, entry: Entry) -> Iterator[str]:
        """The ancestors not looked up, generation by generation."""
        seen = {entry.id.casefold()}
        generation = [entry]
        for _ in range(DEEPEST):
            following: list[Entry] = []
            for child in generation:
                for parent in parents_of(child).ids:
                    key = parent.casefold()
                    if key in seen:
                        continue
                    seen.add(key)
                    if key in self.known:
                        following.append(self.known[key])
                    elif is_hub_name(parent):
                        yield parent
            generation = following

    def look_up(self, ancestor: str) -> None:
        """Ask for one ancestor.  One that cannot be looked up leaves the line open, and is said;
        after trouble that is not its own nobody further is asked."""
        self._tried.add(ancestor.casefold())
        try:
            said = answered(self._hub, HubModel(ancestor))
        except (HubError, BadRecord) as error:
            self._given_up = isinstance(error, HubError) and error.passing
            reason = error.reason if isinstance(error, HubError) else str(error)
            message = f"{reason}; as an ancestor it leaves the lineage open"
            self.findings.append(Finding(f"hub:{ancestor}", message))
            return
        self.known[ancestor.casefold()] = said.entry
        if said.entry.id.casefold() != ancestor.casefold():
            message = f"is called `{said.entry.id}` now"
            self.findings.append(Finding(f"hub:{ancestor}", message))
