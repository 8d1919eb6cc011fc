"""A screening as text for a terminal: who is accepted, where the others fell, what is open.

Owns the order of the parts and the last ones of them. Colour is optional and carries nothing that
the words do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from msm_rules.diagnostics.cells import cells, visible, wrapped
from msm_rules.report.candidates_text import accepted, obligations, persons, waivers
from msm_rules.report.fitting import FEW, Paint, coloured, cut, plain
from msm_rules.report.funnel_text import blocking, funnel
from msm_rules.report.known import known_of
from msm_rules.report.reproduce import naming
from msm_rules.report.words import both, counted, subject
from msm_rules.screening import Screening


def shortlist_text(
    screening: Screening, *, width: int = 100, colour: bool = False, policy_path: str = "POLICY"
) -> str:
    """The text of a screening, `width` columns wide at most where its ids allow.

    `policy_path` is what the commands at the end call the policy.
    """
    paint = coloured if colour else plain
    parts = (
        _head(screening, width, paint),
        funnel(screening, width, paint),
        blocking(screening, width, paint),
        accepted(screening, width, paint),
        persons(screening, width, paint),
        obligations(screening, width, paint),
        waivers(screening, width, paint),
        _settle(screening, width, paint),
        _problems(screening, width, paint),
        _next(screening, policy_path),
    )
    texts = ("\n".join(part) for part in parts)
    return "\n\n".join(text for text in texts if text)


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


def _settle(screening: Screening, width: int, paint: Paint) -> Iterator[str]:
    total = len(screening.too_little_known)
    if not total:
        return
    yield paint("bold", f"What would settle the {total:,}, and how many wait for it")
    asked = sorted(screening.questions, key=lambda q: (-q.models, q.topic))
    room = len(f"{asked[0].models:,}")
    topics = max(len(q.topic) for q in asked[:FEW])
    for question in asked[:FEW]:
        lead = f"  {question.models:>{room},}  {visible(question.topic):<{topics}}  "
        decision = screening.decisions[question.example]
        now = known_of(decision, question.facts, screening.vocabulary)
        example = f"e.g. {visible(decision.facts.id)}: {now}"
        yield lead + paint("dim", cut(example, max(width - cells(lead), 30)))
    if len(asked) > FEW:
        yield f"  and {counted(len(asked) - FEW, 'more question')}"
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
    for problem in problems[:FEW]:
        yield f"  {paint('bad', '✗')} {cut(visible(str(problem)), width - 4)}"
    if len(problems) > FEW:
        yield f"  and {counted(len(problems) - FEW, 'more problem')}"


def _next(screening: Screening, policy_path: str) -> Iterator[str]:
    other = screening.rejected or screening.too_little_known
    if other:
        policy = quote(visible(policy_path))
        model, catalogue = naming(screening, visible(other[0].id))
        yield f"Why not one of them?   msm why-not {policy} {model}"
        yield f"The whole table:       msm screen {policy}{catalogue} --out shortlist.html"
