"""The candidates of a screening as text: who is accepted, who goes to a person, what is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msm_rules.decide.decision import Verdict
from msm_rules.diagnostics.cells import cells, visible
from msm_rules.report.fitting import FEW, Paint, cut, padded
from msm_rules.report.words import counted, score_words
from msm_rules.screening import Placed, Row, Screening

_BAR = 10  # cells of a score bar
_MOST = 20  # rows of the accepted
_LONGEST_ID = 46
_TIE = "not separable from"
_SHORT_REMARK = 4  # columns of `≈ 12`


def accepted(screening: Screening, width: int, paint: Paint) -> Iterator[str]:
    """The accepted models in order, with their scores as figures and as bars."""
    shown = [p for p in screening.ranking if p.row.verdict is Verdict.ACCEPT][:_MOST]
    if not shown:
        yield paint("bold", "No model is accepted.")
        return
    room = min(max(cells(visible(p.row.id)) for p in shown), _LONGEST_ID)
    tiers, bar = _that_fit(screening, width - room - 7)
    head = f"{'score':<{24 if bar else 12}}" if screening.graph.tiers else ""
    figures = head + "".join(f"{t:<12}" for t in tiers)
    yield paint("bold", f"{'Accepted':<{room + 7}}{figures}".rstrip())
    left = width - len(f"{figures:<{24 if bar else 12}}") - room - 7  # columns for a remark
    ranked = bool(screening.graph.rank)
    for placed in shown:
        scores = _figures(placed.row, tiers, bar, paint)
        yield _candidate(placed, room, scores, left if ranked else None, paint)
    yield from _remarks(screening, shown, left, paint)


def _that_fit(screening: Screening, room: int) -> tuple[tuple[str, ...], bool]:
    """Which tiers have a column in so much room, and whether there is one for a bar; names and the
    score itself are never left out."""
    tiers = [tier.name for tier in screening.graph.tiers]
    while tiers and 24 + 12 * len(tiers) + _SHORT_REMARK > room:
        tiers.pop()
    return tuple(tiers), room >= 24 + _SHORT_REMARK


def _candidate(placed: Placed, room: int, scores: str, left: int | None, paint: Paint) -> str:
    """One accepted model; `left` is the room for a remark, None where nothing is ranked."""
    place = f"{placed.rank:>3}" if left is not None else "  ·"
    name = padded(cut(visible(placed.row.id), room), room)
    line = f"{place}  {name}  {scores}"
    if left is None or placed.separable:
        return line.rstrip()
    words = f"{_TIE} {placed.rank + 1}"
    return line + paint("dim", words if len(words) <= left else f"≈ {placed.rank + 1}")


def _remarks(
    screening: Screening, shown: Sequence[Placed], left: int, paint: Paint
) -> Iterator[str]:
    """What the rows do not say themselves: what ≈ means, how many more there are, in what order."""
    more = len(screening.accepted) - len(shown)
    if more:
        yield f"     and {more:,} more further down"
    if not screening.graph.rank:
        if len(shown) > 1:
            yield paint("dim", "     the policy names no order (`rank`): these stand by id")
    elif left <= len(_TIE) + 3 and not all(placed.separable for placed in shown):
        yield paint("dim", f"     ≈ {_TIE}: what is still unknown could turn them round")


def _figures(row: Row, tiers: Sequence[str], bar: bool, paint: Paint) -> str:
    if row.score is None:
        return ""
    bounds = {"important": row.important, "contextual": row.contextual}
    columns = "".join(f"{score_words(bounds[tier]):<12}" for tier in tiers)
    drawn = f"{paint('good', _bar(row.score))}  " if bar else ""
    return f"{score_words(row.score):<10}  {drawn}{columns}"


def _bar(score: tuple[float, float]) -> str:
    """A line up to the score; █ where it is exact, ▓ over all that it may be."""
    first, last = (min(int(end * _BAR), _BAR - 1) for end in score)
    mark = "█" if score[0] == score[1] else "▓" * (last - first + 1)
    return f"{'─' * first + mark:<{_BAR}}"


def persons(screening: Screening, width: int, paint: Paint) -> Iterator[str]:
    """The models that the policy sends to a person, and why."""
    rows = screening.wants_person
    if not rows:
        return
    yield paint("bold", f"The policy wants a person for {len(rows):,}")
    for row in rows[:FEW]:
        lead = f"  {visible(row.id)}  "
        yield lead + cut(_why_person(row, screening), max(width - cells(lead), 20))
    if len(rows) > FEW:
        yield f"  and {len(rows) - FEW:,} more"


def _why_person(row: Row, screening: Screening) -> str:
    """Who is to look at a model, or that its score asks for it."""
    who = [r for r in screening.graph.rules if r.name in row.escalated]
    if who:
        return "; ".join(f"{r.name}: review by {visible(r.otherwise or '')}" for r in who)
    return f"score {score_words(row.score)}" if row.score else "no condition accepts it"


def obligations(screening: Screening, width: int, paint: Paint) -> Iterator[str]:
    """What is to be done with accepted models, and with how many of them."""
    total = len(screening.accepted)
    if not screening.obligations:
        return
    yield paint("bold", "To do with accepted models")
    for due in screening.obligations:
        open_ = f", perhaps {due.open:,} more" if due.open else ""
        note = f"({due.obligation.name}; {due.due:,} of {total:,}{open_})"
        text = cut(visible(due.obligation.text), width - cells(note) - 6)
        yield f"  · {text}  {paint('dim', note)}"


def waivers(screening: Screening, width: int, paint: Paint) -> Iterator[str]:
    """The waivers that accepted models rest on."""
    used = Counter(waiver for row in screening.accepted for waiver in {w for _, w in row.waived})
    if not used:
        return
    yield paint("bold", "Accepted under a waiver")
    for waiver in screening.graph.waivers:
        if used[waiver.id]:
            lead = f"  · {visible(waiver.id)}  {counted(used[waiver.id], 'model')}  "
            words = f"of `{waiver.rule}`, approved by {visible(waiver.approved_by)}"
            yield lead + cut(words, width - cells(lead))
