"""The pass over models of the Hub: each is asked for no more than its verdict and place need.

Owns how a model that the Hub does not give is one problem among the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msm_rules.decide.binding import Binding
from msm_rules.decide.decision import Decision
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import (
    Attested,
    Disagreement,
    FactsError,
    ModelFacts,
    Problem,
    settle_attested,
)
from msm_rules.sources.addresses import HubModel, HubQuery
from msm_rules.sources.broken import CatalogueError
from msm_rules.sources.hub import Asking, Hub, Opened, open_model, open_models

if TYPE_CHECKING:
    from msm_rules.api import Policy
    from msm_rules.screening.run import Progress


def decisions_on(
    policy: Policy,
    address: HubModel | HubQuery,
    as_of: date,
    params: Mapping[str, object],
    attested: Sequence[Attested],
    problems: list[Problem],
    progress: Progress | None,
    hub: Hub | None,
) -> tuple[Binding, Iterator[Decision]]:
    """The binding of the policy, and the decisions on the models of an address, one by one.

    What cannot be had of one model is added to `problems`. Raises CatalogueError where nothing can
    be had, PolicyError for params and days that the policy does not allow.
    """
    progressive = policy.progressive(as_of=as_of, params=params, also=("obligations", "rank"))
    used = hub or Hub(Asking(date.today().isoformat()))
    disputed: dict[str, Disagreement] = {}

    def settled(facts: ModelFacts) -> ModelFacts:
        day = float(as_of.toordinal())
        known, findings = settle_attested(facts, attested, day, policy.vocabulary)
        disputed.update((f"{facts.id} {f.key}", f) for f in findings)
        return known

    def decisions() -> Iterator[Decision]:
        total = address.limit if isinstance(address, HubQuery) else 1
        first: dict[str, str] = {}
        for done, (name, opened) in enumerate(_opened(used, address, policy), 1):
            if isinstance(opened, Problem):
                problems.append(opened)
            elif (kept := first.setdefault(opened.entry.id.casefold(), name)) is not name:
                message = f"`{visible(opened.entry.id)}` is already in {visible(kept)}"
                problems.append(Problem(visible(name), "model.id", f"{message}, which is kept"))
            else:
                try:
                    yield progressive.decide(opened, settled)
                except CatalogueError as error:
                    problems.append(Problem(visible(name), "", str(error)))
                except FactsError as error:
                    problems.extend(error.problems)
            if progress is not None:
                progress(done, total)

        problems.extend(Problem(visible(f.record), f.key, str(f)) for f in disputed.values())

    return progressive.binding, decisions()


def decision_at(
    policy: Policy,
    address: HubModel,
    as_of: date | None,
    params: Mapping[str, object] | None,
    hub: Hub | None,
) -> Decision:
    """The decision on one model of the Hub. Raises CatalogueError where it cannot be had."""
    used = hub or Hub(Asking(date.today().isoformat()))
    progressive = policy.progressive(as_of=as_of, params=params)
    return progressive.decide(open_model(used, address, policy.vocabulary))


def _opened(hub: Hub, address: HubModel | HubQuery, policy: Policy) -> Iterator[Opened]:
    if isinstance(address, HubModel):
        yield str(address), open_model(hub, address, policy.vocabulary)
    else:
        yield from open_models(hub, address, policy.vocabulary)
