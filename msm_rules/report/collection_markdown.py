"""Several decisions as Markdown for a pull request: whether their proofs hold, a line for each.

Owns which parts it has. How it is kept safe and short stands in `markdown`.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.report.collection import Collection, Failing, Group
from msm_rules.report.decision_markdown import VERDICT_SIGNS
from msm_rules.report.markdown import Part, code, escaped, fitted, row, table_head
from msm_rules.report.words import holding_words


def collection_markdown(found: Collection, title: str, command: str) -> str:
    """The Markdown of several decisions; `command` is the command line that makes it again."""
    bad = bool(found.failing)
    answer = holding_words(found.total, found.holding, len(found.failing), len(found.unread))
    says = ["> [!CAUTION]", f"> **{answer}**"] if bad else [f"**{answer}**"]
    parts = (
        *_failing(found.failing),
        *_unread(found),
        *(_group(group) for group in found.groups if group.total),
    )
    foot = [f"<sub>Made with {code(command)}. Facts are what their sources say.</sub>"]
    return fitted([f"## {escaped(title)}", "", *says, ""], parts, foot)


def _failing(failing: tuple[Failing, ...]) -> Iterator[Part]:
    if failing:
        yield Part("NOT holding", tuple(line for one in failing for line in _problems(one)))


def _problems(one: Failing) -> Iterator[str]:
    yield f"- ✗ {code(one.name or 'a proof')} says: {escaped(one.says)}"
    yield from (f"  - {escaped(problem)}" for problem in one.checking.problems[:3])


def _unread(found: Collection) -> Iterator[Part]:
    if found.unread:
        lines = (f"- {code(u.name)}: {escaped(u.why)}" for u in found.unread)
        yield Part("Could not be read", tuple(lines))


def _group(group: Group) -> Part:
    lines = [
        row(code(p.sheet.id, cell=True), escaped(p.beside), escaped(p.sheet.why), p.sheet.figure)
        for p in group.panels
    ]
    lines += [
        row(code(x.id, cell=True), escaped(x.words), code(x.name, cell=True), "")
        for x in group.lines
    ]
    title = f"{VERDICT_SIGNS[group.key]} {group.title} ({group.total:,})"
    return Part(title, tuple(lines), table_head("model", "policy", "why", "score"))
