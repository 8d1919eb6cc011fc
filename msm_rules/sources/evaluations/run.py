"""What was read of one run: whose results they are, the results, and what is odd about them.

Owns the record that all formats give, and what the user can say of runs that do not say it
themselves: the model, who ran it, that it was the user's own.
"""

from __future__ import annotations

import re

from msm_rules.frozen import changed, record
from msm_rules.sources.evaluations.plain import name
from msm_rules.sources.normalise.claims import Source
from msm_rules.sources.normalise.identity import author_of, is_hub_id
from msm_rules.sources.normalise.score import Oddity, Score


@record
class Run:
    """Results of one model from one file or row.  `where` is the file, for messages; a run of
    which nobody can say whose it is has no model, and its oddities say why."""

    where: str
    source: Source
    model: str | None
    scores: tuple[Score, ...] = ()
    odd: tuple[Oddity, ...] = ()
    own: bool = False


@record
class Told:
    """What the user says of runs: `model` whose they are, `reporter` who ran them, `day` when,
    `own` that the user did, on trial."""

    model: str | None = None
    reporter: str | None = None
    day: str | None = None
    own: bool = False


NOTHING_TOLD = Told()
_BARE = re.compile(r"[A-Za-z0-9][\w.-]{0,95}", re.ASCII)


def model_id(text: object) -> str | None:
    """A model's id `author/name`, or a bare name such as `gpt2`; None for paths and other texts."""
    found = name(text)
    return found if found and (is_hub_id(found) or _BARE.fullmatch(found)) else None


def with_told(run: Run, told: Told) -> Run:
    """The run as the user describes it.

    A result is `verified` where somebody other than the model's author is named as having run it;
    a file of results does not say who did, so that without a word it is `declared`."""
    if told == NOTHING_TOLD:
        return run
    model = told.model or run.model
    said = {"reporter": told.reporter, "date": told.day}
    more = {key: value for key, value in said.items() if value}
    method = _method(told, model)
    scores = (
        changed(score, said={**score.said, **more}, method=method or score.method)
        for score in run.scores
    )
    source = changed(run.source, observed=told.day) if told.day else run.source
    kept = _renamed(run, told.model) if told.model else run.odd
    return changed(
        run, model=model, scores=tuple(scores), odd=kept, own=run.own or told.own, source=source
    )


def _renamed(run: Run, model: str) -> tuple[Oddity, ...]:
    """What is odd about a run that has got its model: no longer that it had none, but that it
    named another."""
    kept = tuple(odd for odd in run.odd if odd.message != NO_MODEL)
    if run.model is None or run.model.casefold() == model.casefold():
        return kept
    return (*kept, Oddity(run.model, f"is whose the results say they are, and not `{model}`"))


NO_MODEL = "is no id of a model: say whose results they are with `model: author/name` in a mapping"


def no_model(named: object) -> Oddity:
    """A run that does not name its model in a form that is an id."""
    return Oddity(named if isinstance(named, str) and named.strip() else "no name", NO_MODEL)


def _method(told: Told, model: str | None) -> str | None:
    """How results are known by whom the user names; None where nobody is named."""
    if told.own or told.reporter is None:
        return "verified" if told.own else None
    author = author_of(model) if model else None
    third = author is not None and told.reporter.casefold() != author.casefold()
    return "verified" if third else "declared"
