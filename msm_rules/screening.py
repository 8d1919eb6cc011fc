"""Screening: one policy over a catalogue, and what comes of it as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msm_rules.decide.decision import Decision
from msm_rules.facts import ModelFacts, Problem, read_catalogue
from msm_rules.frozen import record

if TYPE_CHECKING:
    from msm_rules.api import Policy


@record
class Screening:
    """The decisions on a catalogue, in its order, and the records that could not be read."""

    decisions: tuple[Decision, ...]
    problems: tuple[Problem, ...]


def screen(
    policy: Policy,
    catalogue: str | Path | Iterable[Mapping[str, object] | ModelFacts] | None,
    *,
    as_of: date,
    params: Mapping[str, object] | None,
) -> Screening:
    """Decide on every model of a catalogue."""
    session = policy.session(as_of=as_of, params=params)
    records = [(f"record {n}", r) for n, r in enumerate(catalogue or (), 1)]
    models, problems = read_catalogue(records, policy.vocabulary)
    return Screening(tuple(Decision(session, m, session.trace(m)) for m in models), problems)
