"""Reading a file that has mistakes: each part by itself, so that one mistake hides no other.

Owns what becomes of the parts that `split` finds: those that can be read give their nodes, each of
the others gives one diagnostic (the first mistake in it) and a node that is marked broken.
"""

from __future__ import annotations

import re
from typing import Any

from msm_rules.diagnostics import Diagnostic
from msm_rules.source import Source, Span
from msm_rules.syntax import tree
from msm_rules.syntax.machine import read
from msm_rules.syntax.split import Part, items_of, rules_of
from msm_rules.syntax.trouble import Unreadable
from msm_rules.syntax.words import Chunk

_DEFINED = re.compile(
    r"(?:let|param|define)\s+([a-z_][a-z0-9_]*)"
    r'|use\s+"[^"\n]*"\s+as\s+([a-z_][a-z0-9_]*)'
    r"|fact\s+(model\.[a-z_][a-z0-9_.]*)"
)
_FLAGS = r"((?:(?:open|override)\s+){0,2})"
_RULE = re.compile(_FLAGS + r'rule\s+([a-z_][a-z0-9_]*)(?:\s+("(?:[^"\\\n]|\\.)*"))?')
_BLOCK = re.compile(
    _FLAGS + r"(policy|decide|rank|obligation|waiver|test|critical|important|contextual)\b"
    r'\s*([a-z_][a-z0-9_]*)?\s*("(?:[^"\\\n]|\\.)*")?'
)


def recover(
    source: Source, start: int, first: Diagnostic
) -> tuple[tuple[tree.Item, ...], tuple[Diagnostic, ...]]:
    """The items of a file in which `first` was the first mistake met, and all its mistakes."""
    reader = _Reader(source)
    items: list[tree.Item] = []
    for part in items_of(source, start):
        items += reader.item(part)
    return tuple(items), tuple(reader.found) or (first,)


class _Reader:
    """Reads part after part and collects what is to be said of them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: list[Diagnostic] = []
        self._after_mistake = False
        self._brackets: list[Part] = []

    def item(self, part: Part) -> tuple[tree.Item, ...]:
        """What a part of the file gives: mostly one item."""
        if part.stray and self._is_bracket(part):
            if not self._after_mistake:  # else it belongs to the mistake before it
                self.found.append(_one_too_many(part))
            return ()
        items, trouble = self._attempt(part, "file")
        self._after_mistake = trouble is not None
        if trouble is None:
            return tuple(items)
        if part.kind in {"critical", "important", "contextual"} and part.body is not None:
            return (self._tier(part, trouble),)
        self.found.append(trouble)
        if part.kind == "":
            return (tree.Broken("", (), part.span),)
        return (_broken_item(part),)

    def _attempt(self, part: Part, start: str) -> tuple[Any, Diagnostic | None]:
        chunk = Chunk(self.source, part.span.start, part.span.end)
        try:
            return read(chunk, start), None
        except Unreadable as trouble:
            return None, trouble.diagnostic

    def _is_bracket(self, part: Part) -> bool:
        return self.source.text[part.span.start] == "}"

    def _tier(self, part: Part, trouble: Diagnostic) -> tree.Tier:
        """A tier of which something cannot be read: its head, some of its rules, or its end."""
        assert part.body is not None
        before = len(self.found)
        head_part = Part(
            part.kind, Span(self.source, part.span.start, part.body.start - 1), None, False
        )
        head, mistake = self._attempt(head_part, "tier_head")
        if mistake is not None:
            self.found.append(trouble)
        rules = tuple(
            rule for piece in rules_of(self.source, part.body) for rule in self._rule(piece)
        )
        if len(self.found) == before:
            self.found += [_one_too_many(part) for part in self._brackets[:1]] or [trouble]
        self._brackets.clear()
        word = _BLOCK.match(self.source.text, part.span.start, part.span.end)
        kind: Any = part.kind
        place = part.span if word is None else Span(self.source, *word.span(2))
        weight = None if head is None else head.weight
        is_open = head.open if head is not None else word is not None and "open" in word[1]
        return tree.Tier(kind, weight, rules, is_open, True, part.span, place)

    def _rule(self, part: Part) -> tuple[tree.Rule, ...]:
        """What a part of a tier gives: mostly one rule."""
        if part.stray and self._is_bracket(part):
            self._brackets.append(part)
            return ()
        rule, trouble = self._attempt(part, "rule")
        if trouble is None:
            return (rule,)
        self.found.append(trouble)
        return _broken_rule(part)


def _one_too_many(part: Part) -> Diagnostic:
    place = Span(part.span.source, part.span.start, part.span.start + 1)
    return Diagnostic("syntax", "one `}` too many", place, hint="it closes nothing, or too early")


def _text(span: Span) -> tree.Text | None:
    """The quoted string at a place, if it can be read."""
    try:
        items = read(Chunk(span.source, span.start, span.end), "text")
    except Unreadable:
        return None
    return items if isinstance(items, tree.Text) else None


def _broken_rule(part: Part) -> tuple[tree.Rule, ...]:
    """A rule of which only the head can be told; nothing where not even its name can."""
    source = part.span.source
    head = _RULE.match(source.text, part.span.start, part.span.end)
    if head is None:
        return ()
    name = tree.Word(head[2], Span(source, *head.span(2)))
    title = _text(Span(source, *head.span(3))) if head[3] else None
    is_open, override = "open" in head[1], "override" in head[1]
    return (tree.Rule(name, title, None, (), is_open, override, True, part.span),)


def _broken_item(part: Part) -> tree.Item:
    """The node of an item that cannot be read, with what can be told of it."""
    source, span = part.span.source, part.span
    if (defined := _DEFINED.match(source.text, span.start, span.end)) is not None:
        return tree.Broken(part.kind, (defined[1] or defined[2] or defined[3],), span)
    head = _BLOCK.match(source.text, span.start, span.end)
    if head is None:
        return tree.Broken(part.kind, (), span)
    flags = "open" in head[1], "override" in head[1]
    place = Span(source, *head.span(2))
    word = tree.Word(head[3], Span(source, *head.span(3))) if head[3] else None
    text = _text(Span(source, *head.span(4))) if head[4] else None
    match part.kind:
        case "decide":
            return tree.Decide((), *flags, True, span, place)
        case "rank":
            return tree.Rank((), *flags, True, span, place)
        case "critical" | "important" | "contextual":
            return tree.Tier(part.kind, None, (), flags[0], True, span, place)
        case "policy" if word is not None:
            return tree.Policy(word, (), True, span)
        case "obligation" if word is not None and text is not None:
            return tree.Obligation(word, text, (), True, span)
        case "waiver" if text is not None:
            return tree.Waiver(text, (), True, span)
        case "test" if text is not None:
            return tree.Test(text, (), True, span)
    return tree.Broken(part.kind, (), span)
