"""Where the parts of a file begin and end, told from keywords and brackets alone.

Owns the guesses about a text that cannot be parsed as a whole. Strings and comments are skipped, so
nothing in them is taken for a bracket or a keyword. A block whose `}` is missing ends where an
item's keyword stands at the start of a line, a rule where another rule's head stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from msm_rules.source import Source, Span

_SKIPPED = r'"(?:[^"\\\n]|\\.)*"?|#[^\n]*'
_BLANKS = " \t\r\n"
_BETWEEN = re.compile(
    r"(?:[ \t\n]|\r\n|#[^\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]*+)*"
)
_NAME = r"[a-z_][a-z0-9_]*"
_FLAGS = r"(?:(?:open|override)\s+){0,2}"
_WORD_ITEMS = r"policy|use|param|let|define|fact|values|set|obligation|waiver|test"
_TIERS = r"critical|important|contextual"
_HEAD = rf"{_FLAGS}(?:(?P<kind>{_WORD_ITEMS}|{_TIERS}|decide|rank))\b"
_ITEM_EVENT = re.compile(rf"{_SKIPPED}|(?P<brace>[{{}}])|(?<![\w.]){_HEAD}")
_SHAPES = re.compile(
    rf"(?:policy\s+{_NAME}\s*\{{|use\s+\"|param\s+{_NAME}\s*:|let\s+{_NAME}\s*=|define\s+{_NAME}\s*\("
    rf"|fact\s+model\b|values\s+{_NAME}\s*\{{|set\s+{_NAME}(?:\.{_NAME})?\s*=[^=]"
    rf"|obligation\s+{_NAME}\s*\"|(?:waiver|test)\s*\"|{_FLAGS}(?:decide|rank)\s*\{{"
    rf"|{_FLAGS}(?:{_TIERS})\s*(?:\{{|weight\b))"
)
_RULE_EVENT = re.compile(rf"{_SKIPPED}|(?P<brace>[{{}}])|(?<![\w.]){_FLAGS}(?P<kind>rule)\b")
_RULE_SHAPE = re.compile(rf"{_FLAGS}rule\s+{_NAME}\s*(?:\"|\{{|weight\b)")
_RULE_AHEAD = re.compile(rf"(?:\s|#[^\n]*\n)*(?:{_FLAGS}rule\s+{_NAME}\s*(?:\"|\{{|weight\b))")


class Part(NamedTuple):
    """A piece of text that should be one item or one rule.

    `body` is what stands between the brackets of a tier; `stray` marks what stands between parts
    and belongs to none.
    """

    kind: str
    span: Span
    body: Span | None
    stray: bool


def items_of(source: Source, start: int) -> Iterator[Part]:
    """The items of a text, in order, with what stands between them."""
    text = source.text
    heads = _heads(text, start)
    for (kind, at), (_, until) in pairwise([*heads, ("", len(text))]):
        yield from _closed(source, kind, at, until)


def _heads(text: str, start: int) -> list[tuple[str, int]]:
    """Where each item begins; what stands before the first begins one without a kind."""
    heads: list[tuple[str, int]] = []
    depth = 0
    tier = False
    for event in _ITEM_EVENT.finditer(text, start):
        if event["brace"] == "{":
            depth += 1
        elif event["brace"] == "}":
            depth -= 1
            if depth <= 0:
                # a `}` too many inside a tier: the tier goes on if a rule follows
                depth = 1 if tier and _RULE_AHEAD.match(text, event.end()) else 0
        elif event["kind"] and _is_head(text, event.start(), depth):
            depth = 0
            tier = event["kind"] in {"critical", "important", "contextual"}
            heads.append((event["kind"], event.start()))
    if heads and not text[start : heads[0][1]].strip(_BLANKS):
        return heads
    return [("", start), *heads]


def _is_head(text: str, at: int, depth: int) -> bool:
    first_in_line = at == 0 or text[at - 1] in "\n\ufeff"
    return first_in_line or (depth == 0 and _SHAPES.match(text, at) is not None)


def _closed(source: Source, kind: str, at: int, until: int) -> Iterator[Part]:
    """An item up to its closing bracket, and as a part of its own whatever stands behind that."""
    text = source.text
    is_tier = kind in {"critical", "important", "contextual"}
    depth, opened = _unopened(text, at, until) if is_tier else (0, -1)
    for event in _ITEM_EVENT.finditer(text, at, until):
        if event["brace"] == "{":
            opened = event.end() if opened < 0 else opened
            depth += 1
        elif event["brace"] == "}":
            depth -= 1
            if depth < 0 and opened < 0:
                break
            if depth <= 0 and not (is_tier and _RULE_AHEAD.match(text, event.end(), until)):
                if kind in _UNBRACED:
                    continue
                body = Span(source, opened, event.start()) if is_tier else None
                yield Part(kind, Span(source, at, event.end()), body, False)
                yield from _rest(source, event.end(), until)
                return
            depth = max(depth, 1)
    end = _end(text, at, until)
    body = Span(source, opened, end) if is_tier and opened >= 0 else None
    yield Part(kind, Span(source, at, end), body, False)


def _end(text: str, at: int, until: int) -> int:
    """Where a part ends that ends in blanks; what only looks like a blank belongs to it."""
    end = at + len(text[at:until].rstrip(_BLANKS))
    return until if re.search(r"\r(?!\n)", text[end:until]) else end


def _unopened(text: str, at: int, until: int) -> tuple[int, int]:
    """Depth and start of the body of a tier whose `{` is missing, `(0, -1)` if it is there."""
    brace = text.find("{", at, until)
    rule = _RULE_SHAPE.search(text, at, brace + 1 if brace >= 0 else until)
    return (0, -1) if rule is None else (1, rule.start())


_UNBRACED = frozenset({"use", "param", "let", "define", "fact", "values", "set"})


def _rest(source: Source, start: int, until: int) -> Iterator[Part]:
    """What stands behind an item, if it is more than blanks and comments."""
    rest = _BETWEEN.match(source.text, start, until)
    at = rest.end() if rest is not None else start
    end = _end(source.text, at, until)
    if at < end:
        yield Part("", Span(source, at, end), None, True)


def rules_of(source: Source, body: Span) -> Iterator[Part]:
    """The rules between the brackets of a tier, with what stands between them."""
    text = source.text
    heads = _rule_heads(text, body)
    first = heads[0] if heads else body.end
    yield from _rest(source, body.start, first)
    for at, until in pairwise([*heads, body.end]):
        yield from _closed_rule(source, at, until)


def _rule_heads(text: str, body: Span) -> list[int]:
    heads: list[int] = []
    depth = 0
    for event in _RULE_EVENT.finditer(text, body.start, body.end):
        if event["brace"] == "{":
            depth += 1
        elif event["brace"] == "}":
            depth = max(0, depth - 1)
        elif event["kind"] and (depth == 0 or _RULE_SHAPE.match(text, event.start())):
            depth = 0
            heads.append(event.start())
    return heads


def _closed_rule(source: Source, at: int, until: int) -> Iterator[Part]:
    depth = 0
    for event in _RULE_EVENT.finditer(source.text, at, until):
        if event["brace"] == "{":
            depth += 1
        elif event["brace"] == "}":
            depth -= 1
            if depth <= 0:
                yield Part("rule", Span(source, at, event.end()), None, False)
                yield from _rest(source, event.end(), until)
                return
    end = _end(source.text, at, until)
    yield Part("rule", Span(source, at, end), None, False)
