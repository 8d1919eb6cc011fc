"""What a decision log says of the decisions of a report: of each, and how many of them it has."""

from __future__ import annotations

from msm_rules.frozen import changed
from msm_rules.report.collection import Collection, LogCount
from msm_rules.report.in_log import LogRead, LookUp
from msm_rules.report.log_words import LogNote, log_note, short_words
from msm_rules.report.panel import Panel


def in_the_log(found: Collection, look_up: LookUp) -> Collection:
    """The same decisions with what a log says of each whose proof holds."""
    log = look_up(frozenset(own.digest for own in found.sought))
    groups = tuple(
        changed(
            group,
            panels=tuple(changed(p, log=_note(p, log)) for p in group.panels),
            lines=tuple(
                changed(x, log=short_words(log.of(x.sought.digest), x.sought)) for x in group.lines
            ),
        )
        for group in found.groups
    )
    return changed(found, groups=groups, log=_count(found, log))


def _count(found: Collection, log: LogRead) -> LogCount:
    each = [(log.of(own.digest), own) for own in found.sought]
    logged = sum(one.logs(own) for one, own in each)
    decided = sum(one.decided(own) is not None for one, own in each)
    named = sum(own.named and bool(one.logged) for one, own in each)
    return LogCount(log.state, logged, decided, named)


def _note(panel: Panel, log: LogRead) -> LogNote | None:
    own = panel.sought
    return None if own is None else log_note(log.of(own.digest), own, holds=True)
