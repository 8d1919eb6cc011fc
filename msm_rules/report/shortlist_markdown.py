"""A screening as Markdown for a pull request: who is accepted, where the others fell, what is open.

Owns which parts it has and their weight. How it is kept safe and short stands in `markdown`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msm_rules.report.markdown import Part, code, escaped, fitted, row, table_head, text_bar
from msm_rules.report.reproduce import command_of
from msm_rules.report.rule_sheet import bar_of
from msm_rules.report.words import answer, both, counted, score_words, subject
from msm_rules.screening import Placed, Row, Screening
from msm_rules.values.possible import MILLION


def shortlist_markdown(screening: Screening, command: str | None = None) -> str:
    """The Markdown of a screening; `command` is the command line that makes it again."""
    head = [f"## {escaped(subject(screening))}", "", f"**{escaped(answer(screening))}**", ""]
    policy = f"{screening.policy.name} {screening.policy.version}"
    head += [
        f"{escaped(policy)} over {escaped(screening.catalogue)}, as of {screening.as_of}",
        "",
    ]
    parts = (
        *_blocking(screening),
        *_accepted(screening),
        *_group("The policy wants a person", screening.wants_person, screening),
        *_questions(screening),
        *_obligations(screening),
        *_waivers(screening),
        *_funnel(screening),
        *_group("Too little is known", screening.too_little_known, screening, folded=True),
        *_group("Rejected", screening.rejected, screening, folded=True),
    )
    foot = [
        f"<sub>Catalogue sha256 {code(screening.catalogue_digest)} · made with "
        f"{code(command or command_of(screening))}. Facts are what their sources say.</sub>"
    ]
    return fitted(head, parts, foot)


def _accepted(screening: Screening) -> Iterator[Part]:
    placed = [p for p in screening.candidates if p.row.verdict == "accept"]
    if not placed:
        yield Part("Accepted", ("No model is accepted.",))
        return
    tiers = [tier.name for tier in screening.graph.tiers]
    rows = tuple(_place(p, tiers, bool(screening.graph.rank)) for p in placed)
    yield Part("Accepted", rows, table_head("", "model", "score", *tiers, ""))


def _place(placed: Placed, tiers: Sequence[str], ranked: bool) -> str:
    found = placed.row
    of_tier = {"important": found.important, "contextual": found.contextual}
    tie = f"≈ {placed.rank + 1}" if ranked and not placed.separable else ""
    name = code(found.id, cell=True)
    return row(
        str(placed.rank) if ranked else "",
        f"**{name}**" if placed.top else name,
        _score(found),
        *(score_words(of_tier[tier]) for tier in tiers),
        tie,
    )


def _score(found: Row) -> str:
    if found.score is None:
        return "–"
    return f"{text_bar(bar_of([end * MILLION for end in found.score]))} {score_words(found.score)}"


def _group(
    title: str, rows: Sequence[Row], screening: Screening, *, folded: bool = False
) -> Iterator[Part]:
    if rows:
        lines = tuple(row(code(r.id, cell=True), _score(r), _rules(r)) for r in rows)
        head = table_head("model", "score", "rules")
        yield Part(f"{title} ({len(rows):,})", lines, head, folded=folded)


def _rules(found: Row) -> str:
    fails = f"✗ {', '.join(map(escaped, found.failed))}" if found.failed else ""
    open_ = f"? {', '.join(map(escaped, found.unknown))}" if found.unknown else ""
    return " · ".join(filter(None, (fails, open_)))


def _blocking(screening: Screening) -> Iterator[Part]:
    if screening.blocking:
        lines = (
            f"- **{escaped(b.rule.name)}** {counted(b.fails, 'model')} fail it: "
            f"{escaped(b.rule.title)}"
            for b in screening.blocking
        )
        yield Part("No model meets every requirement", tuple(lines))


def _questions(screening: Screening) -> Iterator[Part]:
    if not screening.questions:
        return
    asked = sorted(screening.questions, key=lambda q: (-q.models, q.topic))
    lines = tuple(
        f"- [ ] {escaped(q.topic)}: {counted(q.models, 'model')} "
        f"{'waits' if q.models == 1 else 'wait'} for it"
        for q in asked
    )
    step = screening.plan[0]
    first = both(tuple(map(escaped, step.topics)))
    total = len(screening.too_little_known)
    plan = ("", f"Finding out {first} alone settles {step.settles:,} of the {total:,}.")
    yield Part("What we still need to know", lines, (), plan)


def _obligations(screening: Screening) -> Iterator[Part]:
    total = len(screening.accepted)
    lines = tuple(
        f"- {escaped(due.obligation.text)} ({due.due:,} of {total:,})"
        for due in screening.obligations
    )
    if lines:
        yield Part("To do with accepted models", lines)


def _waivers(screening: Screening) -> Iterator[Part]:
    used = {waiver for found in screening.accepted for _, waiver in found.waived}
    lines = tuple(
        f"- **{escaped(w.id)}** of {escaped(w.rule)}, approved by {escaped(w.approved_by)}: "
        f"{escaped(w.because)}"
        for w in screening.graph.waivers
        if w.id in used
    )
    if lines:
        yield Part("Accepted under a waiver", lines)


def _funnel(screening: Screening) -> Iterator[Part]:
    found = screening.funnel
    lines = [row("all models", "", f"{found.models:,}")]
    for stage in found.stages:
        name = f"**{escaped(stage.rule.name)}** {escaped(stage.rule.title)}"
        lines.append(row(name, f"−{stage.fell:,}" if stage.fell else "", f"{stage.left:,}"))
    if found.below:
        left = found.survived - found.below
        lines.append(row("below every threshold", f"−{found.below:,}", f"{left:,}"))
    yield Part("Where the models went", tuple(lines), table_head("", "fell", "left"), folded=True)
