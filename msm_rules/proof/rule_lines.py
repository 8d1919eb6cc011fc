"""Rules in an explanation: a line each, and unfolded with figures, evidence, waiver and place.

Owns the columns of rules and of scores. Which rules are shown where, and which are unfolded, is for
`explain` to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msm_rules.diagnostics.cells import cells, visible
from msm_rules.graph.nodes import Index, Rule
from msm_rules.proof.document import NOT_NEEDED, resting_on_pending, status
from msm_rules.proof.evidence import fact_lines, facts_under
from msm_rules.proof.forms import day
from msm_rules.proof.layout import hanging, padded, table, with_note
from msm_rules.proof.phrases import formula, let_name, shown
from msm_rules.proof.sentences import NOT_KNOWN, statements
from msm_rules.proof.subject import Subject
from msm_rules.values.display import display
from msm_rules.values.possible import FALSE, TRUE

ASIDE = ("does not apply", NOT_NEEDED)
"""What came of rules that had no say."""

_SIGNS = {
    "holds": "✓", "fails": "✗", "unknown": "?", "waived": "~",
    "does not apply": "·", NOT_NEEDED: "·", "scored": " ",
}  # fmt: skip
_NAMES = 16  # columns for the names of rules, at most
_CITES = 16  # columns kept free for citations, where there are any


class RuleLines:
    """The rules of one decision, in a width; knows which facts it has shown already."""

    def __init__(self, subject: Subject, width: int) -> None:
        self.subject = subject
        self.width = width
        names = (cells(r.name) for r in subject.graph.rules)
        self.names = min(max(names, default=0), _NAMES)
        self.shown_facts: set[Index] = set()
        self._resting = resting_on_pending(subject)

    def status(self, rule: Rule) -> str:
        return status(self.subject, rule, self._resting)

    def _indent(self) -> str:
        return " " * (self.names + 6)

    def rule(self, rule: Rule, *, open_: bool) -> Iterator[str]:
        """A rule in one line, and unfolded with its figures, evidence and place."""
        what = self.status(rule)
        sign = "!" if what == "fails" and rule.otherwise is not None else _SIGNS[what]
        title = visible(rule.title)
        if what in ASIDE:
            title = f"{title} ({what})".lstrip()
        lead = f"  {sign} {padded(visible(rule.name), self.names)}  "
        *before, last = hanging(lead, title, self.width - (0 if not rule.cites else _CITES))
        yield from before
        yield from with_note(last, visible(", ".join(rule.cites)), self.width)
        if open_:
            yield from self._inside(rule)

    def _inside(self, rule: Rule) -> Iterator[str]:
        said = statements(self.subject, rule.raw)
        for text in said:
            yield from hanging(self._indent(), text, self.width)
        if not all(text.startswith(NOT_KNOWN) for text in said):
            for text in self._lets(rule.raw):
                yield from hanging(self._indent(), text, self.width)
            yield from self._evidence(rule.raw)
        yield from self._waiver(rule)
        yield from self._said(rule)
        yield f"{self._indent()}{visible(rule.span.file)}:{rule.span.line}"

    def _lets(self, index: Index) -> Iterator[str]:
        """How the named values under a rule were computed."""
        for i in self._under(index):
            node = self.subject.graph.nodes[i]
            name = let_name(node)
            if name is not None and not node.static and node.op in ("add", "subtract", "multiply"):
                yield f"{name} = {formula(self.subject, i)}"

    def _under(self, index: Index) -> list[Index]:
        todo, seen = [index], {index}
        while todo:
            new = [a for a in self.subject.graph.nodes[todo.pop()].args if a not in seen]
            seen.update(new)
            todo.extend(new)
        return sorted(seen)

    def _evidence(self, *roots: Index | None) -> Iterator[str]:
        leaves = facts_under(self.subject, *roots)
        self.shown_facts.update(leaves)
        yield from table(list(fact_lines(self.subject, leaves)), self.names + 6, self.width)

    def _waiver(self, rule: Rule) -> Iterator[str]:
        id = self.subject.waived.get(rule.name)
        for waiver in self.subject.graph.waivers:
            if waiver.id == id:
                text = (
                    f"waived by {waiver.id}, approved by {waiver.approved_by}, "
                    f"until {day(waiver.until)}: {waiver.because}"
                )
                yield from hanging(self._indent(), visible(text), self.width)

    def _said(self, rule: Rule) -> Iterator[str]:
        """What the author said of the rule, and what unknown counts as."""
        for text in rule.because:
            yield from hanging(self._indent(), visible(text), self.width)
        undecided = self.subject.values[rule.raw] not in (TRUE, FALSE)
        meaning = {"reject": "counts as failed", "pass": "passes"}.get(rule.when)
        if undecided and meaning:
            yield f"{self._indent()}what is not known {meaning} here"

    def scores(self) -> Iterator[str]:
        """The scored tiers with their rules, and the score they make together."""
        graph = self.subject.graph
        columns = max(
            (cells(self._figure(r)) for r in graph.rules if r.tier != "critical"), default=0
        )
        for tier in graph.tiers:
            weight = shown(self.subject, tier.weight)
            yield f"  {padded(tier.name, 12)} {_score(self.subject, tier.result)} × {weight}"
            for rule in graph.rules:
                if rule.tier == tier.name:
                    yield from self._scored(rule, columns)
        if graph.score is not None:
            yield f"  {padded('together', 12)} {_score(self.subject, graph.score)}"

    def _figure(self, rule: Rule) -> str:
        """A rule's score times its weight."""
        if self.status(rule) == "does not apply":
            return "–"
        weight = "1" if rule.weight is None else shown(self.subject, rule.weight)
        return f"{_score(self.subject, rule.result)} × {weight}"

    def _scored(self, rule: Rule, columns: int) -> Iterator[str]:
        what = self.status(rule)
        said = "; ".join(statements(self.subject, rule.raw)) or visible(rule.title)
        text = what if what == "does not apply" else f"{said}{self._chosen(rule)}"
        name = padded(visible(rule.name), self.names)
        lead = f"    {padded(self._figure(rule), columns)}  {name}  "
        yield from hanging(lead, text, self.width)

    def _chosen(self, rule: Rule) -> str:
        """What the author chose to count, where that differs from what is known."""
        if self.subject.values[rule.raw] == self.subject.values[rule.result]:
            return ""
        words = rule.when.split()
        if "lower" in words or "upper" in words:
            return f" (the {'lower' if 'lower' in words else 'upper'} end counts)"
        return " (a score that stands in for the unknown)"


def _score(subject: Subject, index: Index) -> str:
    value: Any = subject.values[index]
    type_ = subject.graph.nodes[index].type
    low, high = (display(type_, (end, end)) for end in value)
    return low if low == high else f"{low} … {high}"
