"""Several decisions as Markdown for a pull request: whether their proofs hold, a line for each.

Owns which parts it has. How it is kept safe and short stands in `markdown`.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.report.collection import Collection, Failing, Group
from msm_rules.report.decision_markdown import VERDICT_SIGNS
from msm_rules.report.markdown import Part, code, escaped, fitted, row, table_head
from msm_rules.report.panel import Panel
from msm_rules.report.words import counted, holding_words


def collection_markdown(found: Collection, title: str, command: str) -> str:
    """The Markdown of several decisions; `command` is the command line that makes it again."""
    bad = bool(found.failing)
    answer = holding_words(found.total, found.holding, len(found.failing), len(found.unread))
    says = ["> [!CAUTION]", f"> **{answer}**"] if bad else [f"**{answer}**"]
    says += _beside(found)
    parts = (
        *_failing(found.failing),
        *_unread(found),
        *(_group(group) for group in found.groups if group.total),
    )
    foot = [f"<sub>Made with {code(command)}. Facts are what their sources say.</sub>"]
    return fitted([f"## {escaped(title)}", "", *says, ""], parts, foot)


def _beside(found: Collection) -> Iterator[str]:
    """What is said of signatures and of a log."""
    if found.unsigned:
        are = "is" if found.unsigned == 1 else "are"
        words = f"{counted(found.unsigned, 'proof')} {are} NOT signed with a key that was given."
        yield from ("", "> [!CAUTION]", f"> **{words}**")
    if found.log is None:
        return
    state = found.log.state
    if not state.sound:
        name = escaped(state.name)
        yield from ("", "> [!CAUTION]", f"> **{name} is NOT as it was logged.**")
        yield "> What it says was not shown to be so."
        yield from (f"> - {escaped(problem)}" for problem in state.problems)
    yield from ("", f"{escaped(found.log.words)}.")


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


def _why(panel: Panel) -> str:
    """The verdict with its reason, and what else is to be known of the proof."""
    notes = [panel.signature.short] if panel.signature else []
    notes += ["redacted"] if panel.redaction and not panel.redaction.whole else []
    why = " · ".join(map(escaped, (panel.sheet.why, *notes)))
    if panel.log is None or not panel.log.title:
        return _with_log(why, panel.log.short if panel.log else "")
    return "<br>".join((why, f"**{escaped(panel.log.title)}**", *map(escaped, panel.log.said)))


def _with_log(text: str, words: str) -> str:
    return f"{text}<br>{escaped(words)}" if words else text


def _group(group: Group) -> Part:
    rows = [
        (code(p.sheet.id, cell=True), escaped(p.beside), _why(p), p.sheet.figure)
        for p in group.panels
    ]
    rows += [
        (code(x.id, cell=True), escaped(x.words), _with_log(code(x.name, cell=True), x.log), "")
        for x in group.lines
    ]
    title = f"{VERDICT_SIGNS[group.key]} {group.title} ({group.total:,})"
    heads = ("model", "policy", "why", "score")
    told = [n for n, head in enumerate(heads) if head != "policy" or any(r[n] for r in rows)]
    lines = tuple(row(*(r[n] for n in told)) for r in rows)
    return Part(title, lines, table_head(*(heads[n] for n in told)))
