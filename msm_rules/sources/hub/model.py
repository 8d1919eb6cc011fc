"""A model of the Hub whose facts are asked for step by step.

Owns the course of asking.  The first answer settles most; what it leaves to a later step is pending
until that step: so whoever stops early knows the same of what is settled as whoever asks all.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.decide.progressive import Stage
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import ModelFacts, Vocabulary, read_facts
from msm_rules.sources.addresses import HubModel
from msm_rules.sources.checkpoint.config import Config
from msm_rules.sources.findings import Finding
from msm_rules.sources.hub.answers import Hub
from msm_rules.sources.hub.assembled import assembled
from msm_rules.sources.hub.files import (
    Card,
    Parts,
    active_parameters,
    ask_card,
    ask_config,
    ask_headers,
    ask_sizes,
)
from msm_rules.sources.hub.forms import Said
from msm_rules.sources.hub.lineage import Line
from msm_rules.sources.hub.stages import LINEAGE, OF_CARD, stages_of
from msm_rules.sources.hub.trouble import HubError
from msm_rules.sources.normalise.claims import Claim, Json
from msm_rules.sources.normalise.entries import Entry


class HubFacts:
    """The facts of one model of the Hub, as far as they were asked for (`decide`'s `Staged`)."""

    def __init__(self, hub: Hub, address: HubModel, said: Said, vocabulary: Vocabulary) -> None:
        self.address, self.vocabulary = address, vocabulary
        self.entry: Entry = said.entry
        self._hub = hub
        self._files = HubModel(said.entry.id, said.entry.revision or address.revision)
        self._first = said.findings
        self._left = stages_of(said.entry)
        self._line = Line(hub)
        self._parts: list[Parts] = []
        self._config: Config | None = None
        self._card: Card | None = None
        self._read: tuple[dict[str, Json], tuple[Finding, ...]] | None = None

    # --- asking ----------------------------------------------------------------------------------

    @property
    def stages(self) -> tuple[Stage, ...]:
        """What was not asked yet: files of the model, then its ancestors."""
        return self._left if self._ancestor() is None else (*self._left, LINEAGE)

    def _ancestor(self) -> str | None:
        return self._line.next(self._card.entry if self._card else self.entry)

    def ask(self, stage: Stage) -> None:
        """Ask for one of the stages; of the lineage, for one ancestor.

        Raises HubError where trouble may pass.  A file that is gone, gated or broken leaves its
        facts unknown, and an ancestor that cannot be looked up leaves the line open.
        """
        self._read = None
        if stage.name == LINEAGE.name:
            if (ancestor := self._ancestor()) is not None:
                self._line.look_up(ancestor)
            return
        if stage.name == "headers":  # only the configuration says how weights are packed
            for config in [s for s in self._left if s.name == "config"]:
                self.ask(config)
        try:
            found = self._ask(stage.name)
        except HubError as error:
            if error.passing:
                raise
            hint = f"; {error.hint}" if error.hint else ""
            found = Parts((), (Finding(error.name, f"{error.reason}{hint}"),))
        except OSError as error:  # headers are put down in files for as long as they are read
            reason = visible((error.strerror or str(error)).lower())
            raise HubError(str(self._files), f"cannot be read: {reason}", passing=True) from None
        self._left = tuple(s for s in self._left if s.name != stage.name)
        self._parts.append(_only(found, stage.settles))

    def everything(self) -> None:
        """Ask for every stage, and to the end of the lineage."""
        while stages := self.stages:
            self.ask(stages[0])

    def _ask(self, stage: str) -> Parts:
        hub, model = self._hub, self._files
        if stage == "card":
            self._card = ask_card(hub, model)
            return Parts((), ())
        if stage == "config":
            self._config, found = ask_config(hub, model)
            return found
        if stage == "sizes":
            return ask_sizes(hub, model)
        return ask_headers(hub, model, self.entry.files or (), self._config or Config({}, {}))

    # --- what is known ---------------------------------------------------------------------------

    @property
    def facts(self) -> ModelFacts:
        """What is known so far."""
        return read_facts(self.document(), self.vocabulary, str(self.address))

    def document(self) -> dict[str, Json]:
        """What is known so far, as a facts document."""
        return self._together()[0]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What people should know of the answers, each once."""
        asked = (f for part in self._parts for f in part.findings)
        found = (*self._renamed(), *self._first, *asked, *self._line.findings)
        return tuple(dict.fromkeys((*found, *self._together()[1])))

    def _renamed(self) -> Iterator[Finding]:
        if self._was_renamed():
            yield Finding(str(self.address), f"is called `{self.entry.id}` on the Hub now")

    def _was_renamed(self) -> bool:
        return self.address.id.casefold() != self.entry.id.casefold()

    def _together(self) -> tuple[dict[str, Json], tuple[Finding, ...]]:
        if self._read is None:
            card = self._card.said(self._line.known) if self._card else None
            card = _only(card, OF_CARD) if card else None
            asked = [self._asked(), *(c for part in self._parts for c in part.claims)]
            self._read = assembled(self.entry, self._line.known, asked, card, self._active)
        return self._read

    def _asked(self) -> Claim:
        """Under which name the model was asked for, which may be an old one."""
        note = "asked for by an old name" if self._was_renamed() else None
        raw = self.address.id
        return self.entry.source.claim("id", self.entry.id, "measured", "id", raw=raw, note=note)

    def _active(self, total: int) -> Claim | None:
        if self._config is None:
            return None
        return active_parameters(self._config, total, self.entry.source)


def _only(parts: Parts, facts: frozenset[str]) -> Parts:
    """The claims about these facts alone: another step has the others, or had them."""
    kept = tuple(c for c in parts.claims if c.fact.partition('["')[0] in facts)
    return Parts(kept, parts.findings)
