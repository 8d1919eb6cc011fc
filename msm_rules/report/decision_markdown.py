"""A decision as Markdown for a pull request: the verdict first, details folded.

Owns which parts it has and their weight. How it is kept safe and short stands in `markdown`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msm_rules.diagnostics.cells import visible
from msm_rules.graph import mermaid
from msm_rules.proof.phrases import WITHHELD
from msm_rules.report.checking import Checking
from msm_rules.report.decision_page import Told
from msm_rules.report.known import KnownFact, SourceLine
from msm_rules.report.log_markdown import log_told, log_warning
from msm_rules.report.markdown import (
    Part,
    code,
    escaped,
    fitted,
    link,
    row,
    summary,
    table_head,
    text_bar,
)
from msm_rules.report.outline import PolicyFile
from msm_rules.report.rule_sheet import RuleLine
from msm_rules.report.sheet import Sheet, TierLine
from msm_rules.report.withholding import OPEN_WITHHELD

VERDICT_SIGNS = {"accepted": "✅", "person": "👤", "unknown": "❓", "rejected": "❌"}

_MOST_DECIDING = 40  # rules that decided, before all rules follow
_MARGIN = 26  # columns before the text of a policy


def decision_markdown(one: Told, command: str, verifying: str = "", *, picture: bool = True) -> str:
    """The Markdown of a decision; `command` is the command line that makes it again, `verifying`
    the one that checks its proof, where that is a file. With `picture` the dependency graph is
    there as Mermaid, which GitHub draws."""
    s = one.sheet
    parts = [
        Part("", tuple(_deciding(s))),
        *_list("What we still need to know", _needs(one)),
        *_list("To do once it is used", [f"- [ ] {_duty(s, n)}" for n in range(len(s.duties))]),
        *_list("Waivers", _waivers(s)),
        *(_picture(one) if picture and one.outline.great else ()),
        Part("All rules", tuple(_rules(s)), table_head("", "rule", "found"), folded=True),
        *_facts(s),
        *(_picture(one) if picture and not one.outline.great else ()),
        *(_text(file, s) for file in one.outline.files if any(x.marks for x in file.lines)),
    ]
    return fitted(list(_head(one)), parts, list(_foot(one, command, verifying)))


def _head(one: Told) -> Iterator[str]:
    s, head = one.sheet, one.head
    if not one.checking.ok:
        yield from _not_holding(one.checking)
    yield from log_warning(one.log)
    if not one.signed and one.signature is not None:
        yield from ("> [!CAUTION]", f"> **{escaped(one.signature.words)}.**", "")
    sign = VERDICT_SIGNS["person" if one.by_person else s.group]
    yield f"## {sign} {one.by_person or s.verdict}: {code(s.id)}"
    yield ""
    yield from log_told(one.log)
    says = "" if one.checking.ok else "The document says: "
    yield f"{says}{escaped(s.why)}."
    yield ""
    if one.redaction is not None:
        yield from (f"{escaped(text)}." for text in one.redaction.words)
        yield ""
    yield from table_head(
        "policy", f"{escaped(head.title or head.name)} {code(head.version, cell=True)}"
    )
    yield from (row(name, value) for name, value in _context(s))
    yield ""


def _context(s: Sheet) -> Iterator[tuple[str, str]]:
    yield "as of", s.as_of
    if s.revision:
        yield "revision", code(s.revision, cell=True)
    if s.valid_until:
        yield "valid until", s.valid_until
    if s.purpose:
        yield "decided for", escaped(s.purpose)
    if s.figure:
        tiers = "".join(f", {t.name} {t.figure}" for t in s.tiers)
        yield "score", f"{text_bar(s.bar)} {s.figure}{tiers}".strip()


def _not_holding(checking: Checking) -> Iterator[str]:
    yield "> [!CAUTION]"
    yield "> **This proof does NOT hold.** What it says was not shown to be so."
    yield from (f"> - {escaped(problem)}" for problem in checking.problems)
    if checking.more:
        yield f"> - and {checking.more:,} more"
    yield ""


def _list(title: str, lines: list[str]) -> list[Part]:
    return [Part(title, tuple(lines))] if lines else []


def _deciding(s: Sheet) -> Iterator[str]:
    for rule in s.decided_by[:_MOST_DECIDING]:
        yield f"- {rule.sign} **{escaped(rule.name)}** {escaped(rule.title)}{_cites(rule.cites)}"
        yield from (f"  - {escaped(said)}" for said in (*rule.statements, *rule.notes))
    if len(s.decided_by) > _MOST_DECIDING:
        yield f"- and {len(s.decided_by) - _MOST_DECIDING:,} more rules"
    for asked in s.conditions:
        yield f"- {asked.sign} {asked.words} {asked.word}"
        yield from (f"  - {escaped(said)}" for said in asked.statements)


def _cites(cites: tuple[str, ...]) -> str:
    return f" ({escaped(', '.join(cites))})" if cites else ""


def _needs(one: Told) -> list[str]:
    found = [f"- [ ] {escaped(need)}" for need in one.sheet.needs]
    open_withheld = one.redaction is not None and not one.redaction.whole
    return [f"{escaped(OPEN_WITHHELD)}."] if open_withheld else found


def _duty(s: Sheet, n: int) -> str:
    duty = s.duties[n]
    return f"{escaped(duty.text)} ({duty.word}){_cites(duty.cites)}"


def _waivers(s: Sheet) -> list[str]:
    return [
        f"- **{escaped(w.id)}** of {escaped(w.rule)} for {escaped(w.models)}, approved by "
        f"{escaped(w.approved_by)}, {w.start} to {w.until}: {escaped(w.because)} (*{w.word}*)"
        for w in s.waivers
    ]


# --- folded --------------------------------------------------------------------------------------


def _rules(s: Sheet) -> Iterator[str]:
    for rule in s.rules:
        yield _rule(rule, rule.sign)
    for tier in s.tiers:
        yield row(*_tier(tier))
        for rule in tier.rules:
            yield _rule(rule, "")


def _tier(tier: TierLine) -> tuple[str, str, str]:
    figure = f"{text_bar(tier.bar)} {tier.figure} × {escaped(tier.weight)}".strip()
    return "", f"**{tier.name}**", figure


def _rule(rule: RuleLine, sign: str) -> str:
    figure = f"{text_bar(rule.bar)} {rule.figure}".strip()
    weight = f" × {escaped(rule.weight)}" if rule.weight else ""
    found = [figure + weight, escaped(rule.word), *map(escaped, (*rule.statements, *rule.notes))]
    title = f"**{escaped(rule.name)}** {escaped(rule.title)}{_cites(rule.cites)}"
    return row(sign, title, "<br>".join(filter(None, found)))


def _facts(s: Sheet) -> Iterator[Part]:
    rows = tuple(row(*_fact(f)) for f in s.told_facts)
    silent = ", ".join(map(escaped, s.silent_facts))
    after = ("", f"No source says anything of {silent}.") if s.silent_facts else ()
    if rows or after:
        title = "Facts and where they are from"
        head = table_head("fact", "value", "evidence") if rows else ()
        yield Part(title, rows, head, after, folded=True)


def _fact(fact: KnownFact) -> tuple[str, str, str]:
    name = f"{escaped(fact.noun)} {code(fact.key, cell=True)}"
    note = f" ({fact.note})" if fact.note else ""
    bare = "" if fact.words == WITHHELD else "given without evidence"
    sources = [_source(source) for source in fact.sources] or [bare]
    more = [f"{fact.more} more"] if fact.more else []
    return name, escaped(fact.words) + note, "<br>".join([*sources, *more])


def _source(source: SourceLine) -> str:
    parts = (source.method, link(source.where, source.address), source.seen)
    return " ".join(filter(None, parts))


def _picture(one: Told) -> Iterator[Part]:
    if one.picture is not None:
        lines = mermaid.render(one.picture).splitlines()
        title = "From facts to verdict"
        yield Part(title, tuple(lines), ("```mermaid",), ("```",), folded=True, whole=True)


def _text(file: PolicyFile, s: Sheet) -> Part:
    """A file of the policy as a block of code, with what came of it in the margin."""
    lines = [
        f"{'; '.join(s.marked[m] for m in line.marks)[:_MARGIN]:<{_MARGIN}} {line.text}".rstrip()
        for line in file.lines
    ]
    shown = [visible(line) for line in lines]
    fence = "`" * max(
        3, 1 + max((len(run) for run in re.findall("`+", "\n".join(shown))), default=0)
    )
    title = f"The policy, with what came of it in the margin: {summary(file.name)}"
    return Part(title, tuple(shown), (f"{fence}text",), (fence,), folded=True)


def _foot(one: Told, command: str, verifying: str) -> Iterator[str]:
    partly = one.redaction is not None and not one.redaction.whole
    steps = "every step that is shown" if partly else "every step"
    holds = f"The proof holds: {steps} was derived again. " if one.checking.ok else ""
    digests = one.made_of[:3] if one.redaction else one.made_of[:2]
    signed = f"{escaped(one.signature.words)}. " if one.signature and one.signed else ""
    checks = f" · check it with {code(verifying)}" if verifying else ""
    logged = " · ".join(map(escaped, one.log.entries)) if one.log else ""
    said = f"{holds}{signed}{' · '.join(map(escaped, digests))}"
    facts = "Facts are what their sources say."
    yield f"<sub>{said}{checks} · made with {code(command)}. {facts}</sub>"
    if logged:
        yield f"<sub>{logged}</sub>"
