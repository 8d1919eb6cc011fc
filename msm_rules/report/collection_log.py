"""What a decision log says of the decisions of a report: of each, and how many of them it has."""

from __future__ import annotations

from msm_rules.frozen import changed
from msm_rules.report.collection import Collection, LogCount
from msm_rules.report.in_log import LogRead, LookUp
from msm_rules.report.log_words import LogNote, log_note, short_words
from msm_rules.report.panel import Panel


def in_the_log(found: Collection, look_up: LookUp) -> Collection:
    """The same decisions with what a log says of each whose proof holds."""
    log = look_up(frozenset(found.digests))
    groups = tuple(
        changed(
            group,
            panels=tuple(changed(p, log=_note(p, log)) for p in group.panels),
            lines=tuple(
                changed(x, log=short_words(log.of(x.digest), x.verdict)) for x in group.lines
            ),
        )
        for group in found.groups
    )
    return changed(found, groups=groups, log=_count(found, log))


def _count(found: Collection, log: LogRead) -> LogCount:
    logged = sum(bool(log.of(digest).logged) for digest in found.digests)
    ended = (d for d in found.digests if d in found.reviews and log.of(d).decided is not None)
    return LogCount(log.state, logged, sum(1 for _ in ended))


def _note(panel: Panel, log: LogRead) -> LogNote | None:
    if panel.subject is None:
        return None
    hidden = None if panel.redaction is None or panel.redaction.whole else panel.redaction
    return log_note(log.of(panel.digest), panel.subject, holds=True, redaction=hidden)
