"""Models of the Hub as records of a catalogue: everything that is said of each, as documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msm_rules.facts import Problem, builtin
from msm_rules.sources.addresses import HubModel, HubQuery
from msm_rules.sources.broken import unreadable
from msm_rules.sources.hub import Asking, Hub, HubError, open_model, open_models


def hub_documents(
    address: HubModel | HubQuery, hub: Hub | None = None
) -> Iterator[tuple[str, object]]:
    """The facts documents of an address, each with its name; what one model lacks never loses the
    others.  Raises HubError where nothing can be had."""
    used = hub or Hub(Asking(date.today().isoformat()))
    if isinstance(address, HubModel):
        found = open_model(used, address, builtin())
        found.everything()
        yield str(address), found.document()
        return
    for name, opened in open_models(used, address, builtin()):
        if isinstance(opened, Problem):
            yield name, opened
            continue
        try:
            opened.everything()
            yield name, opened.document()
        except HubError as error:
            yield unreadable(name, error)
