"""What a decision log says of a proof, in words: the plain record that pages and Markdown show.

Owns the wording. Names and reasons are people's texts and may hold anything; whoever writes them
into a page or a document makes them harmless there.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.frozen import record
from msm_rules.proof.forms import day
from msm_rules.proof.subject import Subject
from msm_rules.report.in_log import Ended, InLog, Logged, LogState
from msm_rules.report.known import shortened
from msm_rules.report.withholding import Redaction
from msm_rules.report.words import counted

_NAME, _REASON = 120, 1000  # characters of what people wrote that are shown
_VERDICTS = {"accept": "accepted", "reject": "rejected"}


@record
class LogNote:
    """What a report says of a proof and a log.

    `title` is how the review was ended, empty where no person did; `said` are the sentences below
    it, `earlier` the ends that no longer count. `warning` says that the log is not sound, with
    `problems`. `entries` says which entries these are, or that there are none; `short` is all of it
    in a few words. `good` is whether a person's decision holds on the day of the report.
    """

    title: str
    said: tuple[str, ...]
    earlier: tuple[str, ...]
    warning: str
    problems: tuple[str, ...]
    entries: tuple[str, ...]
    short: str
    good: bool

    @property
    def plain(self) -> str:
        """What is said where no person ended a review: whether it is in the log at all."""
        return self.entries[0]


def log_note(
    found: InLog, subject: Subject, *, holds: bool, redaction: Redaction | None
) -> LogNote:
    """What is said of a decision whose proof was looked up in a log. Of a proof that does not hold
    nothing is quoted, since its digest need not be its own."""
    state = found.state
    warning = "" if state.sound else f"{state.name} is NOT as it was logged."
    problems = (*state.problems, *([f"and {state.more:,} more"] if state.more else []))
    if not holds:
        why = f"It was not looked up in {state.name}, since it does not hold."
        return LogNote("", (), (), warning, problems, (why,), "", False)
    last = found.last
    said = () if last is None else tuple(_said(last, found, subject))
    lead = "" if state.sound else "what the log says: "
    return LogNote(
        "" if last is None else lead.capitalize() + _title(last),
        said,
        tuple(map(_before, reversed(found.endings[:-1]))),
        warning,
        problems,
        tuple(_entries(found, subject, redaction)),
        short_words(found, subject.verdict),
        found.decided is not None and subject.verdict == "review",
    )


# --- how it was ended ----------------------------------------------------------------------------


def _title(last: Ended) -> str:
    """That a person decided, and what came of it."""
    what = _VERDICTS.get(last.verdict, last.verdict)
    after = {"over": ", and the term is over", "later": ", after the day of this report"}
    return f"Decided by a person: {what}{after.get(last.standing, '')}"


def _said(last: Ended, found: InLog, subject: Subject) -> Iterator[str]:
    yield f"By {_name(last)}, on {last.time[:10]}, until {last.until}"
    yield f"Because: {shortened(last.because, _REASON)}"
    if last.standing == "over":
        yield f"It held until {last.until}, and this report is of {found.state.day}"
    if last.standing == "later":
        yield f"It was decided on {last.time[:10]}, and this report is of {found.state.day}"
    yield f"The program itself said: {_own_verdict(subject)}"
    if subject.verdict != "review":
        yield "Only a review is ended by a person, and this was none: it changes nothing"


def _own_verdict(subject: Subject) -> str:
    return subject.verdict if subject.determined else f"{subject.verdict} (too little is known)"


def _before(one: Ended) -> str:
    """An end that was replaced."""
    what = _VERDICTS.get(one.verdict, one.verdict)
    return (
        f"Before that, and replaced (entry {one.number}): {what} by {_name(one)}, on "
        f"{one.time[:10]}, until {one.until}, because: {shortened(one.because, _REASON)}"
    )


def _name(one: Ended) -> str:
    return shortened(one.by, _NAME)


def log_foot(state: LogState) -> str:
    """Which log was looked into, and how far it had come."""
    count = counted(state.entries, "entry", "entries")
    return f"{state.name}, {count}, the last with sha256 {state.digest}"


def short_words(found: InLog, verdict: str) -> str:
    """What a log says of a proof that holds and whose decision had this verdict, in a few words."""
    last = found.last
    if not found.state.sound:
        return "in a log that is NOT as it was logged" if found.logged or last else ""
    if last is None:
        return f"logged as entry {found.logged[-1].number}" if found.logged else "not in the log"
    if verdict != "review":
        return "ended by a person, though it was no review"
    what = f"{_VERDICTS.get(last.verdict, last.verdict)} by a person"
    return what if last.standing == "holds" else f"{what}, {_NOT[last.standing]}"


_NOT = {"over": "whose term is over", "later": "after the day of this report"}


_ANOTHER = "other facts, another day or another purpose (--for, --ref) make another proof"

# --- where it stands -----------------------------------------------------------------------------


def _entries(found: InLog, subject: Subject, redaction: Redaction | None) -> Iterator[str]:
    """Where in the log it stands, and that it does not, where it does not."""
    state = found.state
    redacted = redaction is not None
    under = "the digest of the original of this redacted proof" if redacted else "this proof"
    if redaction is not None and redaction.original is None:
        yield f"Not looked up in {state.name}: {under} is withheld, and only its salts show it"
        return
    if not found.logged:
        yield f"Not in {state.name}: none of its {counted(state.entries, 'entry', 'entries')}" + (
            f" logged {under}" if redacted else f" is a decision with {under}; {_ANOTHER}"
        )
    elif redacted:
        yield f"Looked up under {under}, as it names it; that it is that one only its salts show"
    for entry in found.logged:
        yield _logged(entry, subject)
    for end in found.endings:
        yield f"Ended in entry {end.number}, on {_time(end.time)} (sha256 {end.digest})"
    if found.earlier:
        yield f"and {counted(found.earlier, 'earlier entry', 'earlier entries')}"
    yield f"The log: {log_foot(state)}; that its end is all there only a checkpoint shows"


def _logged(entry: Logged, subject: Subject) -> str:
    said = f"Logged as entry {entry.number}, on {_time(entry.time)} (sha256 {entry.digest})"
    return said if _fits(entry, subject) else f"{said}, which says something else than this proof"


def _fits(entry: Logged, subject: Subject) -> bool:
    """Whether an entry says of the decision what the proof says; a withheld revision fits any."""
    revision = subject.facts.model.get("revision")
    own = revision if isinstance(revision, str) else None
    kept = entry.says[1] if "revision" in subject.withheld else own
    own_says = (
        subject.facts.id, kept, subject.verdict, subject.determined, day(subject.today)
    )  # fmt: skip
    return entry.says == own_says


def _time(instant: str) -> str:
    """An instant of the log, to the second, in UTC."""
    return f"{instant[:19]}Z"
