"""What a decision log says of a proof, in words: the plain record that pages and Markdown show.

Owns the wording. Names and reasons are people's texts and may hold anything; whoever writes them
into a page or a document makes them harmless there.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.frozen import record
from msm_rules.report.in_log import Ended, InLog, Logged, LogState, Sought
from msm_rules.report.known import shortened
from msm_rules.report.words import both, counted

_NAME, _REASON = 120, 1000  # characters of what people wrote that are shown
_VERDICTS = {"accept": "accepted", "reject": "rejected"}


@record
class LogNote:
    """What a report says of a proof and a log.

    `title` is how the review was ended; empty where no person did, or nothing shows that it was of
    this proof. `said` are the sentences below it, `earlier` the ends that no longer count.
    `warning` says that the log is not sound, with `problems`. `entries` says which entries these
    are, or that there are none; `short` is all of it in a few words. `good` is whether a person's
    decision holds on the day of the report.
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


def log_note(found: InLog, own: Sought, *, holds: bool) -> LogNote:
    """What is said of a decision whose proof was looked up in a log. Of a proof that does not hold
    nothing is quoted, since its digest need not be its own; nor of the original that a redacted
    proof names and does not show."""
    state = found.state
    warning = "" if state.sound else f"{state.name} is NOT as it was logged."
    problems = (*state.problems, *([f"and {state.more:,} more"] if state.more else []))
    if not holds:
        why = f"It was not looked up in {state.name}, since it does not hold."
        return LogNote("", (), (), warning, problems, (why,), "", False)
    last = found.last(own)
    lead = "" if state.sound else "what the log says: "
    return LogNote(
        "" if last is None else lead.capitalize() + _title(last),
        () if last is None else tuple(_said(last, found, own)),
        () if last is None else tuple(map(_before, reversed(found.endings[:-1]))),
        warning,
        problems,
        tuple(_entries(found, own)),
        short_words(found, own),
        found.decided(own) is not None,
    )


# --- how it was ended ----------------------------------------------------------------------------


def _title(last: Ended) -> str:
    """That a person decided, and what came of it."""
    what = _VERDICTS.get(last.verdict, last.verdict)
    after = {"over": ", and the term is over", "later": ", after the day of this report"}
    return f"Decided by a person: {what}{after.get(last.standing, '')}"


def _said(last: Ended, found: InLog, own: Sought) -> Iterator[str]:
    yield f"By {_name(last)}, on {last.time[:10]}, until {last.until}"
    yield f"Because: {shortened(last.because, _REASON)}"
    if last.standing == "over":
        yield f"It held until {last.until}, and this report is of {found.state.day}"
    if last.standing == "later":
        yield f"It was decided on {last.time[:10]}, and this report is of {found.state.day}"
    yield f"The program itself said: {_own_verdict(own)}"
    if own.verdict != "review":
        yield "Only a review is ended by a person, and this was none: it changes nothing"


def _own_verdict(own: Sought) -> str:
    return f"{own.verdict}" if own.determined else f"{own.verdict} (too little is known)"


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


def short_words(found: InLog, own: Sought) -> str:
    """What a log says of a proof that holds, in a few words."""
    if not found.state.sound:
        return "in a log that is NOT as it was logged" if found.logged or found.endings else ""
    if own.named:
        return "names an original that is in the log, not shown" if found.logged else ""
    last = found.last(own)
    if last is None:
        return _short_logged(found, own)
    if own.verdict != "review":
        return "ended by a person, though it was no review"
    what = f"{_VERDICTS.get(last.verdict, last.verdict)} by a person"
    return what if last.standing == "holds" else f"{what}, {_NOT[last.standing]}"


def _short_logged(found: InLog, own: Sought) -> str:
    if not found.logged:
        return "not in the log"
    if not found.logs(own):
        return "the log says something else of it"
    return f"logged as entry {found.logged[-1].number}"


_NOT = {"over": "whose term is over", "later": "after the day of this report"}


_ANOTHER = "other facts, another day or another purpose (--for, --ref) make another proof"

# --- where it stands -----------------------------------------------------------------------------


def _entries(found: InLog, own: Sought) -> Iterator[str]:
    """Where in the log it stands, and that it does not, where it does not."""
    state = found.state
    if own.named and not own.digest:
        yield (
            f"Not looked up in {state.name}: the digest of the original of this redacted proof is"
            " withheld, and only its salts show it"
        )
        return
    yield from [_named(found, own)] if own.named else _of_its_own(found, own)
    if found.earlier:
        yield f"and {counted(found.earlier, 'earlier entry', 'earlier entries')}"
    yield f"The log: {log_foot(state)}; that its end is all there only a checkpoint shows"


def _of_its_own(found: InLog, own: Sought) -> Iterator[str]:
    if not found.logged:
        all_ = counted(found.state.entries, "entry", "entries")
        none = f"none of its {all_} is a decision with this proof"
        yield f"Not in {found.state.name}: {none}; {_ANOTHER}"
    yield from (_logged(entry, own) for entry in found.logged)
    yield from (_ended(end, found.logs(own)) for end in found.endings)


def _named(found: InLog, own: Sought) -> str:
    """What a log has of the proof that a redacted one names as its original, and does not show."""
    of = "It names a proof as its original, and that it is of that one only its salts show"
    if not found.logged:
        return f"{of}; {found.state.name} has no decision with that proof"
    ended = f", and its review was ended in {_numbers(found.endings)}" if found.endings else ""
    other = "" if any(map(own.is_in, found.logged)) else "; what is logged is another decision"
    logged = f"{_numbers(found.logged)} of {found.state.name}"
    return f"{of}; that one was logged as {logged}{ended}{other}"


def _numbers(entries: tuple[Logged, ...] | tuple[Ended, ...]) -> str:
    return both(tuple(f"entry {entry.number:,}" for entry in entries))


def _logged(entry: Logged, own: Sought) -> str:
    said = f"Logged as entry {entry.number}, on {_time(entry.time)} (sha256 {entry.digest})"
    if own.is_in(entry):
        return said
    return f"{said}, which says something else than this proof"


def _ended(end: Ended, counts: bool) -> str:
    said = f"Ended in entry {end.number}, on {_time(end.time)} (sha256 {end.digest})"
    if counts:
        return said
    return f"{said}; it does not count, since no entry logged the decision as this proof has it"


def _time(instant: str) -> str:
    """An instant of the log, to the second, in UTC."""
    return f"{instant[:19]}Z"
