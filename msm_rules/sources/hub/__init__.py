"""The Hugging Face Hub: models by address, and lists of them by query.

Owns everything that goes over the network, and what of it is kept on disk.  What the answers mean
stands in `normalise` and is the same as for a row of a snapshot, a card or a folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from msm_rules.facts import Problem, Vocabulary
from msm_rules.sources.addresses import HubModel, HubQuery
from msm_rules.sources.broken import BadRecord, unreadable
from msm_rules.sources.hub.answers import Asking, Hub
from msm_rules.sources.hub.cache import Kept
from msm_rules.sources.hub.forms import Said, answered, plain_json, read_answer
from msm_rules.sources.hub.model import HubFacts
from msm_rules.sources.hub.source import hub_source
from msm_rules.sources.hub.trouble import HubError

__all__ = ["Asking", "Hub", "HubError", "HubFacts", "open_model", "open_models"]

Opened: TypeAlias = "tuple[str, HubFacts | Problem]"


def open_model(hub: Hub, address: HubModel, vocabulary: Vocabulary) -> HubFacts:
    """The facts of a model, of which one question was asked.  Raises HubError."""
    try:
        said = answered(hub, address)
    except BadRecord as bad:
        raise HubError(str(address), f"is answered with what {bad}") from None
    _check_commit(hub, address, said)
    return HubFacts(hub, address, said, vocabulary)


def _check_commit(hub: Hub, address: HubModel, said: Said) -> None:
    commit, newest = address.commit, said.entry.revision
    if commit and newest and commit != newest:
        raise HubError(str(address), f"is answered with another commit, {newest}")
    if not hub.asking.require_revision or commit:
        return
    hint = f"it is {HubModel(said.entry.id, newest)} now" if newest else "add @ and the commit"
    raise HubError(str(address), "names no commit, and `--require-revision` demands one", hint)


def open_models(hub: Hub, query: HubQuery, vocabulary: Vocabulary) -> Iterator[Opened]:
    """The models of a query, each with its name; what cannot be read stands there as a `Problem`.

    Raises HubError where the list itself cannot be had; a page after the first that fails is a
    problem among the models.
    """
    number = 0
    pages = hub.pages(query)
    while number < query.limit:
        try:
            kept = next(pages, None)
            if kept is None:
                return
            rows = plain_json(kept.body)
            if not isinstance(rows, list):
                raise BadRecord("no list of models")
        except (HubError, BadRecord) as error:
            reason = error.reason if isinstance(error, HubError) else f"is answered with {error}"
            if number == 0:
                hint = error.hint if isinstance(error, HubError) else None
                raise HubError(str(query), reason, hint) from None
            yield unreadable(str(query), f"{reason}, after {number} models")
            return
        for row in rows[: query.limit - number]:
            number += 1
            yield _opened(hub, query, number, row, kept, vocabulary)
        if not rows:
            return


def _opened(
    hub: Hub, query: HubQuery, number: int, row: object, kept: Kept, vocabulary: Vocabulary
) -> Opened:
    name = f"{query}: record {number}"
    try:
        said = read_answer(row, hub_source(kept))
    except BadRecord as bad:
        return unreadable(name, bad)
    if hub.asking.require_revision and not said.entry.revision:
        return unreadable(name, "has no commit, and `--require-revision` demands one")
    address = HubModel(said.entry.id)
    return name, HubFacts(hub, address, said, vocabulary)
