"""A screening as text for a terminal: who is accepted, where the others fell, what is open.

Owns the words and their columns. Colour is optional and carries nothing that the words do not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msm_rules.decide.decision import Verdict
from msm_rules.diagnostics.cells import cells, visible, wrapped
from msm_rules.report.known import known_of
from msm_rules.report.words import Paint, both, counted, score_words, subject
from msm_rules.screening import Placed, Row, Screening

_STYLES = {"bold": "1", "dim": "2", "good": "32", "bad": "31", "open": "33"}
_BAR = 10  # cells of a score bar
_MOST = 20  # rows of the accepted
_FEW = 6  # rows of every other list
_LONGEST_ID = 46
_TIE = "not separable from"


def shortlist_text(
    screening: Screening, *, width: int = 100, colour: bool = False, policy_path: str = "POLICY"
) -> str:
    """The text of a screening, `width` columns wide at most where its ids allow.

    `policy_path` is what the commands at the end call the policy.
    """
    paint = _coloured if colour else _plain
    parts = (
        _head(screening, width, paint),
        _funnel(screening, width, paint),
        _blocking(screening, width, paint),
        _accepted(screening, width, paint),
        _persons(screening, width, paint),
        _obligations(screening, width, paint),
        _waivers(screening, width, paint),
        _settle(screening, width, paint),
        _problems(screening, width, paint),
        _next(screening, policy_path),
    )
    texts = ("\n".join(part) for part in parts)
    return "\n\n".join(text for text in texts if text)


def _plain(style: str, text: str) -> str:
    return text


def _coloured(style: str, text: str) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


def _head(screening: Screening, width: int, paint: Paint) -> Iterator[str]:
    title = f"{visible(subject(screening))}  {screening.policy.version}"
    models = counted(len(screening.rows), "model")
    context = f"catalogue: {screening.catalogue}, {models}, as of {screening.as_of}"
    gap = width - cells(title) - cells(context)
    if gap >= 4:
        yield paint("bold", title) + " " * gap + context
    else:
        yield from (paint("bold", line) for line in wrapped(title, width))
        yield context


# --- the funnel ----------------------------------------------------------------------------------


def _funnel(screening: Screening, width: int, paint: Paint) -> Iterator[str]:
    found = screening.funnel
    if not found.models:
        return
    names = max((len(s.rule.name) for s in found.stages), default=0)
    room = len(f"{found.models:,}")
    yield f"  {found.models:>{room},}  {'model' if found.models == 1 else 'models'}"
    if found.stages:
        yield f"  {'│':>{room}}   {paint('dim', 'critical: each falls at the first it fails')}"
    for stage in found.stages:
        lead = f"  {'├─':>{room + 1}}  {_less(stage.fell, room)}  {stage.rule.name:<{names}}  "
        yield lead + _cut(visible(stage.rule.title), width - cells(lead))
    if found.stages:
        yield f"  {found.survived:>{room},}"
    if found.below:
        yield f"  {'│':>{room}}   {paint('dim', 'thresholds')}"
        below = "below every threshold, whatever is still unknown"
        yield f"  {'├─':>{room + 1}}  {_less(found.below, room)}  {below}"
        yield f"  {found.survived - found.below:>{room},}"
    groups = (
        ("├─", found.accepted, "accepted", "good"),
        ("├─", found.wants_person, "the policy wants a person", "open"),
        ("└─", found.too_little_known, "too little is known", "dim"),
    )
    for branch, n, words, style in groups:
        yield f"  {branch:>{room + 1}}  {n:>{room + 1},}  {paint(style, words)}"


def _less(n: int, room: int) -> str:
    return f"{'−' + format(n, ',') if n else '·':>{room + 1}}"


def _blocking(screening: Screening, width: int, paint: Paint) -> Iterator[str]:
    if not screening.blocking:
        return
    yield paint("bold", "No model meets every requirement. What stands in the way")
    for block in screening.blocking[:_FEW]:
        alone = f", {block.alone:,} of them nothing else" if block.alone else ""
        lead = f"  {paint('bad', '✗')} {block.rule.name}  "
        words = f"{counted(block.fails, 'model')} fail it{alone}: {visible(block.rule.title)}"
        yield lead + _cut(words, width - cells(f"  ✗ {block.rule.name}  "))


# --- the candidates ------------------------------------------------------------------------------


def _accepted(screening: Screening, width: int, paint: Paint) -> Iterator[str]:
    accepted = screening.accepted
    shown = [p for p in screening.ranking if p.row.verdict is Verdict.ACCEPT][:_MOST]
    if not shown:
        yield paint("bold", "No model is accepted.")
        return
    room = min(max(cells(visible(p.row.id)) for p in shown), _LONGEST_ID)
    tiers = tuple(tier.name for tier in screening.graph.tiers)
    figures = f"{'score':<24}" + "".join(f"{t:<12}" for t in tiers) if tiers else ""
    yield paint("bold", f"{'Accepted':<{room + 7}}{figures}".rstrip())
    table = room + 31 + 12 * len(tiers)  # columns up to the remark
    ranked = bool(screening.graph.rank)
    for placed in shown:
        place = f"{placed.rank:>3}" if ranked else "  ·"
        line = f"{place}  {_padded(_cut(visible(placed.row.id), room), room)}  "
        line += _figures(placed.row, tiers, paint)
        tied = ranked and not placed.separable
        yield line.rstrip() if not tied else line + paint("dim", _tie(placed, width - table))
    if any(not placed.separable for placed in shown) and ranked and width - table < len(_TIE) + 3:
        yield paint("dim", f"     ≈ {_TIE}: what is still unknown could turn them round")
    if len(accepted) > len(shown):
        yield f"     and {len(accepted) - len(shown):,} more further down"
    if not ranked and len(accepted) > 1:
        yield paint("dim", "     the policy names no order (`rank`): these stand by id")


def _tie(placed: Placed, room: int) -> str:
    words = f"{_TIE} {placed.rank + 1}"
    return words if len(words) <= room else f"≈ {placed.rank + 1}"


def _figures(row: Row, tiers: Sequence[str], paint: Paint) -> str:
    if row.score is None:
        return ""
    bounds = {"important": row.important, "contextual": row.contextual}
    columns = "".join(f"{score_words(bounds[tier]):<12}" for tier in tiers)
    return f"{score_words(row.score):<10}  {paint('good', _bar(row.score))}  {columns}"


def _bar(score: tuple[float, float]) -> str:
    """A line up to the score; █ where it is exact, ▓ over all that it may be."""
    first, last = (min(int(end * _BAR), _BAR - 1) for end in score)
    mark = "█" if score[0] == score[1] else "▓" * (last - first + 1)
    return f"{'─' * first + mark:<{_BAR}}"


def _persons(screening: Screening, width: int, paint: Paint) -> Iterator[str]:
    rows = screening.wants_person
    if not rows:
        return
    yield paint("bold", f"The policy wants a person for {len(rows):,}")
    for row in rows[:_FEW]:
        lead = f"  {visible(row.id)}  "
        yield lead + _cut(_why_person(row, screening), max(width - cells(lead), 20))
    if len(rows) > _FEW:
        yield f"  and {len(rows) - _FEW:,} more"


def _why_person(row: Row, screening: Screening) -> str:
    """Who is to look at a model, or that its score asks for it."""
    who = [r for r in screening.graph.rules if r.name in row.escalated]
    if who:
        return "; ".join(f"{r.name}: review by {visible(r.otherwise or '')}" for r in who)
    return f"score {score_words(row.score)}" if row.score else "no condition accepts it"


# --- what follows --------------------------------------------------------------------------------


def _obligations(screening: Screening, width: int, paint: Paint) -> Iterator[str]:
    total = len(screening.accepted)
    if not screening.obligations:
        return
    yield paint("bold", "To do with accepted models")
    for due in screening.obligations:
        open_ = f", perhaps {due.open:,} more" if due.open else ""
        note = f"({due.obligation.name}; {due.due:,} of {total:,}{open_})"
        text = _cut(visible(due.obligation.text), width - cells(note) - 6)
        yield f"  · {text}  {paint('dim', note)}"


def _waivers(screening: Screening, width: int, paint: Paint) -> Iterator[str]:
    used = Counter(waiver for row in screening.accepted for waiver in {w for _, w in row.waived})
    if not used:
        return
    yield paint("bold", "Accepted under a waiver")
    for waiver in screening.graph.waivers:
        if used[waiver.id]:
            lead = f"  · {visible(waiver.id)}  {counted(used[waiver.id], 'model')}  "
            words = f"of `{waiver.rule}`, approved by {visible(waiver.approved_by)}"
            yield lead + _cut(words, width - cells(lead))


def _settle(screening: Screening, width: int, paint: Paint) -> Iterator[str]:
    total = len(screening.too_little_known)
    if not total:
        return
    yield paint("bold", f"What would settle the {total:,}, and how many wait for it")
    asked = sorted(screening.questions, key=lambda q: (-q.models, q.topic))
    room = len(f"{asked[0].models:,}")
    topics = max(len(q.topic) for q in asked[:_FEW])
    for question in asked[:_FEW]:
        lead = f"  {question.models:>{room},}  {visible(question.topic):<{topics}}  "
        decision = screening.decisions[question.example]
        now = known_of(decision, question.facts, screening.vocabulary)
        example = f"e.g. {visible(decision.facts.id)}: {now}"
        yield lead + paint("dim", _cut(example, max(width - cells(lead), 30)))
    if len(asked) > _FEW:
        yield f"  and {counted(len(asked) - _FEW, 'more question')}"
    yield from _plan(screening, total, width)


def _plan(screening: Screening, total: int, width: int) -> Iterator[str]:
    """What to ask first, since most models wait for several answers at once."""
    step = screening.plan[0]
    settled = f"settles {step.settles:,} of the {total:,}" if total > 1 else "settles it"
    words = f"Finding out {both(tuple(map(visible, step.topics)))} alone {settled}."
    yield from (f"  {line}" for line in wrapped(words, width - 2))


def _problems(screening: Screening, width: int, paint: Paint) -> Iterator[str]:
    problems = screening.problems
    if not problems:
        return
    records = len({problem.record for problem in problems})
    yield paint("bold", f"Left out or in doubt: {counted(records, 'record')}")
    for problem in problems[:_FEW]:
        yield f"  {paint('bad', '✗')} {_cut(visible(str(problem)), width - 4)}"
    if len(problems) > _FEW:
        yield f"  and {counted(len(problems) - _FEW, 'more problem')}"


def _next(screening: Screening, policy_path: str) -> Iterator[str]:
    other = screening.rejected or screening.too_little_known
    if other:
        path = visible(policy_path)
        yield f"Why not one of them?   msm explain {path} {visible(other[0].id)}"
        yield f"The whole table:       msm screen {path} --out shortlist.html"


def _cut(text: str, room: int) -> str:
    """A visible text in so many columns; what is left out shows as an ellipsis."""
    if cells(text) <= room:
        return text
    while text and cells(text) >= room:
        text = text[:-1]
    return text.rstrip() + "…"


def _padded(text: str, room: int) -> str:
    return text + " " * (room - cells(text))
