"""A decision in words: the verdict, what decided it, what else was looked at, and what is open.

Owns the order of the parts and what is folded away. How single values, comparisons and evidence
are put into words stands in `phrases`, `sentences` and `evidence`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msm_rules.diagnostics.cells import cells, visible
from msm_rules.graph.nodes import Index, Rule
from msm_rules.graph.wording import on_one_line
from msm_rules.proof.document import proof_document
from msm_rules.proof.evidence import fact_lines, facts_under
from msm_rules.proof.forms import day
from msm_rules.proof.layout import coloured, hanging, padded, strong, table
from msm_rules.proof.needs import needs
from msm_rules.proof.phrases import shown
from msm_rules.proof.reasons import conditions, reason
from msm_rules.proof.rule_lines import ASIDE, RuleLines
from msm_rules.proof.sentences import statements
from msm_rules.proof.subject import NO_ORIGIN, Subject
from msm_rules.values.possible import FALSE, TRUE

WIDTH = 100
_VERDICTS = {
    "accept": ("ACCEPTED by", "32"),
    "reject": ("REJECTED by", "31"),
    "review": ("FOR A PERSON to decide under", "33"),
}
_UNDECIDED = "UNDECIDED under"


def explain(
    subject: Subject, *, all_nodes: bool = False, colour: bool = False, width: int = WIDTH
) -> str:
    """The decision for people, as lines of at most `width` columns (a longer word is kept).

    What holds is folded to a line each; `all_nodes` adds every step with its value. With `colour`
    signs and verdict are coloured for a terminal; the words say the same without.
    """
    teller = _Teller(subject, width)
    lines = [*teller.body()]
    if all_nodes:
        lines += teller.every_step()
    lines = [*teller.headline(), "", *lines, *teller.foot()]
    if colour:
        lines = [_headline_coloured(lines[0], subject), *map(coloured, lines[1:])]
    return "\n".join(lines) + "\n"


def _headline_coloured(line: str, subject: Subject) -> str:
    words, code = _VERDICTS[subject.verdict]
    for said in (_UNDECIDED, words):
        line = line.replace(f"  {said}", f"  {strong(said, code)}", 1)
    return line


class _Teller:
    """One explanation: the parts of it, in lines."""

    def __init__(self, subject: Subject, width: int) -> None:
        self.subject = subject
        self.width = width
        self.lines = RuleLines(subject, width)

    # --- head and foot ---------------------------------------------------------------------------

    def headline(self) -> Iterator[str]:
        """Who, what, by which policy, on which day."""
        subject, head = self.subject, self.subject.graph.header
        words = _VERDICTS[subject.verdict][0] if subject.determined else _UNDECIDED
        policy = visible(f"{head.title or head.name} {head.version}")
        text = f"{words} {policy}, as of {day(subject.today)}"
        yield from hanging(f"{visible(subject.facts.id)}  ", text, self.width)

    def foot(self) -> Iterator[str]:
        """With what it was decided, until when it holds, and the digest of the proof."""
        subject = self.subject
        yield from self._params()
        if subject.valid_until is not None:
            yield f"  Valid until {subject.valid_until}"
        if subject.purpose.system or subject.purpose.reference:
            said = (subject.purpose.system, subject.purpose.reference)
            yield from hanging("  Decided for ", visible(", ".join(filter(None, said))), self.width)
        if subject.origin != NO_ORIGIN:
            said = (subject.origin.address, subject.origin.commit)
            where = visible("@".join(filter(None, said)))
            yield from hanging("  Policy from ", where, self.width)
        yield f"  Proof: sha256 {proof_document(subject)['digest']}"

    def _params(self) -> Iterator[str]:
        graph = self.subject.graph
        said = []
        for param in graph.params:
            value = shown(self.subject, param.node)
            default = None if param.default is None else shown(self.subject, param.default)
            changed = "" if value == default else f" (default {default})" if default else " (set)"
            said.append(f"{param.name} {value}{changed}")
        if said:
            yield from hanging("  Decided with ", ", ".join(said), self.width)

    # --- body ------------------------------------------------------------------------------------

    def body(self) -> Iterator[str]:
        """What decided it, what else was looked at, what follows and what is open."""
        why = reason(self.subject)
        yield from hanging("  because ", why.words, self.width)
        for rule in why.rules:
            yield from self.lines.rule(rule, open_=True)
        asked = list(self._conditions())
        yield from () if why.hard else asked
        rules = self.subject.graph.rules
        others = [r for r in rules if r.tier == "critical" and r not in why.rules]
        aside = [
            *self._others(others), *(asked if why.hard else ()), *self.lines.scores()
        ]  # fmt: skip
        if aside:
            yield from ("", "  Also looked at", *aside)
        yield from self._obligations()
        yield from self._needs()
        yield from self._facts()
        yield ""

    def _others(self, rules: list[Rule]) -> Iterator[str]:
        for rule in rules:
            yield from self.lines.rule(rule, open_=self.lines.status(rule) not in ("holds", *ASIDE))

    def _conditions(self) -> Iterator[str]:
        """What acceptance asks for, and what review does where acceptance is not reached."""
        for words, index in conditions(self.subject):
            columns = max(self.lines.names, cells(words))
            lead = f"  {_sign(self.subject.values[index])} {padded(words, columns)}  "
            yield from hanging(lead, "; ".join(statements(self.subject, index)), self.width)

    # --- what follows, what is open --------------------------------------------------------------

    def _obligations(self) -> Iterator[str]:
        due = self.subject.obligations
        rows = [o for o in self.subject.graph.obligations if due[o.name] is not False]
        if not rows or self.subject.verdict == "reject":
            return
        yield from ("", "  To do once it is used")
        for o in rows:
            unsure = ", not known whether due" if due[o.name] is None else ""
            cites = "".join(f", {visible(c)}" for c in o.cites)
            text = f"{visible(o.text)} ({visible(o.name)}{cites}{unsure})"
            yield from hanging(f"  {'?' if unsure else '·'} ", text, self.width)

    def _needs(self) -> Iterator[str]:
        yield ""
        found = needs(self.subject)
        if not found:
            text = "What we still need to know: nothing that could change the verdict"
            yield from hanging("  ", text, self.width)
            return
        yield "  What we still need to know"
        for text in found:
            yield from hanging("  ? ", text, self.width)

    def _facts(self) -> Iterator[str]:
        """The facts that no unfolded rule has shown, with their evidence."""
        graph = self.subject.graph
        roots = (graph.verdict, *(o.due for o in graph.obligations), *_raw(graph.rules))
        rest = [i for i in facts_under(self.subject, *roots) if i not in self.lines.shown_facts]
        rows = list(fact_lines(self.subject, tuple(rest)))
        if rows:
            yield from ("", "  Facts it rests on")
            yield from table(rows, 4, self.width)

    def every_step(self) -> Iterator[str]:
        """Every node of the policy with its value and the author's words."""
        yield "  Every step"
        for index, node in enumerate(self.subject.graph.nodes):
            words = on_one_line(node.span)
            at = f"  {visible(node.span.file)}:{node.span.line}" if node.span else ""
            text = f"{shown(self.subject, index)}  {words}{at}"
            yield from hanging(f"    {padded(visible(node.id), 34)} ", text, self.width)
        yield ""


def _raw(rules: Iterable[Rule]) -> Iterator[Index]:
    for rule in rules:
        yield rule.raw


def _sign(value: object) -> str:
    return "✓" if value == TRUE else "✗" if value == FALSE else "?"
