"""The Hub as a command asks it: as the options of the call say, with progress and clear refusals.

Owns what `--offline`, `--refresh` and `--require-revision` come to, and the words for a model that
is not there.  The asking itself is for `sources.hub`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from msm_rules.cli import options
from msm_rules.cli.lookup import ids_in
from msm_rules.cli.progress import Progress
from msm_rules.cli.read_here import tell
from msm_rules.cli.refusal import Refusal
from msm_rules.cli.unknown import did_you_mean
from msm_rules.facts import Vocabulary
from msm_rules.sources.addresses import HubModel
from msm_rules.sources.hub import Asking, Hub, HubError, HubFacts, open_model
from msm_rules.sources.hub.asking import usual_patience

_HUB = "msm_rules.hub"
_TRUE = ("1", "ON", "YES", "TRUE")


class Asked:
    """The Hub during one command, which asks the same thing once."""

    def __init__(self) -> None:
        self.progress = Progress()
        self.hub = Hub(_asking(self.progress))

    def open(self, address: HubModel, vocabulary: Vocabulary) -> HubFacts:
        """The facts of a model; raises Refusal where the Hub does not give it."""
        try:
            return open_model(self.hub, address, vocabulary)
        except HubError as error:
            if not error.absent:
                raise
            others = [i for i in ids_in(None) if i.casefold() != address.id.casefold()]
            near = did_you_mean(address.id, others, count=3)
            hint = "; ".join(filter(None, (near, error.hint)))
            raise Refusal(str(error), hint) from None


def _asking(progress: Progress) -> Asking:
    context = click.get_current_context(silent=True)
    said = context.meta if context else {}
    return Asking(
        options.today().isoformat(),
        offline=bool(said.get(options.OFFLINE)) or _env("HF_HUB_OFFLINE"),
        refresh=bool(said.get(options.REFRESH)),
        require_revision=bool(said.get(options.REQUIRE_REVISION)),
        patience=usual_patience(),
        told=lambda what: progress.at(f"asking for {what}"),
    )


def _env(name: str) -> bool:
    return os.environ.get(name, "").upper() in _TRUE


@contextmanager
def asking_the_hub() -> Iterator[Asked]:
    """The Hub of this call. What it does not give is a Refusal; progress is shown meanwhile."""
    context = click.get_current_context(silent=True)
    kept = context.meta if context else {}
    asked: Asked = kept.setdefault(_HUB, None) or Asked()
    kept[_HUB] = asked
    try:
        yield asked
    except HubError as error:
        raise Refusal(str(error), error.hint) from None
    finally:
        asked.progress.end()
        notes, asked.hub.notes = asked.hub.notes, []
        tell(notes)
