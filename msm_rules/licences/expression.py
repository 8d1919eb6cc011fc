"""SPDX licence expressions: ids joined by AND, OR, WITH and parentheses.

Owns their syntax, their normal form and their alternatives. What an id stands for is the knowledge
base's business; an id that it lacks stays, in lower case, so that equality ignores case.
Grammar: SPDX specification 2.3, annex D (AND binds tighter than OR, WITH tightest), with keywords
in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Literal, TypeAlias

from msm_rules.frozen import record
from msm_rules.licences.knowledge import exception, resolve

MAX_LENGTH, MAX_DEPTH, MAX_ALTERNATIVES = 2_000, 32, 64


class LicenceSyntaxError(ValueError):
    """A text that is no licence expression; the message is for people."""


def canonical(expression: str) -> str:
    """The expression with canonical ids, upper-case operators and no needless parentheses.

    A whole text that is an alias by itself (`Apache License 2.0`) becomes its id. Raises
    `LicenceSyntaxError`; also beyond 2,000 characters or 32 nested parentheses.
    """
    return _written(_parsed(expression))


@lru_cache(maxsize=4096)
def alternatives(expression: str) -> tuple[tuple[str, ...], ...]:
    """The alternatives an expression leaves open, each as the tuple of the parts that all apply.

    `A WITH e` is one part. Ids are canonical, in the order written, each once. Raises
    `LicenceSyntaxError`, also where there are more than 64 alternatives.
    """
    return _alternatives(_parsed(expression))


def shown(text: str) -> str:
    """Untrusted text as a message may show it: on one line, of at most 80 characters."""
    safe = "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text[:81]
    )
    return safe if len(text) <= 80 else safe[:77] + "..."


@record
class _Joined:
    by: Literal["AND", "OR"]
    parts: tuple[_Tree, ...]


_Tree: TypeAlias = "str | _Joined"
_TOKEN = re.compile(r"\s*(?:([()])|([A-Za-z0-9][A-Za-z0-9.+:_-]*)|(\S))")
_KEYWORDS = {"and": "AND", "or": "OR", "with": "WITH"}


def _parsed(text: str) -> _Tree:
    if len(text) > MAX_LENGTH:
        raise LicenceSyntaxError(
            f"a licence expression of {len(text):,} characters is too long, {MAX_LENGTH:,} at most"
        )
    return resolve(text) or _Parser(text).whole()


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [*_tokens(text), ""]
        self.at = 0
        self.depth = 0

    def whole(self) -> _Tree:
        tree = self.joined("OR")
        if self.tokens[self.at]:
            raise self.unexpected("`AND`, `OR` or the end")
        return tree

    def joined(self, by: Literal["AND", "OR"]) -> _Tree:
        parts: list[_Tree] = []
        while True:
            part = self.joined("AND") if by == "OR" else self.part()
            nested = part.parts if isinstance(part, _Joined) and part.by == by else (part,)
            parts += [p for p in nested if p not in parts]
            if not self.took(by):
                return parts[0] if len(parts) == 1 else _Joined(by, tuple(parts))

    def part(self) -> _Tree:
        if not self.took("("):
            return self.licence()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise LicenceSyntaxError(f"parentheses are nested more than {MAX_DEPTH} deep")
        tree = self.joined("OR")
        if not self.took(")"):
            raise self.unexpected("`)`")
        self.depth -= 1
        return tree

    def licence(self) -> str:
        id = self.word("a licence id")
        id = resolve(id) or id.lower()
        return f"{id} WITH {exception(self.word('an exception'))}" if self.took("WITH") else id

    def word(self, expected: str) -> str:
        token = self.tokens[self.at]
        if not token or token in ("(", ")", *_KEYWORDS.values()):
            raise self.unexpected(expected)
        self.at += 1
        return token

    def took(self, token: str) -> bool:
        found = self.tokens[self.at] == token
        self.at += found
        return found

    def unexpected(self, expected: str) -> LicenceSyntaxError:
        found = f"`{self.tokens[self.at]}`" if self.tokens[self.at] else "the end"
        return _error(self.text, f"expected {expected}, found {found}")


def _tokens(text: str) -> Iterator[str]:
    for parenthesis, word, odd in _TOKEN.findall(text):
        if odd:
            raise _error(text, f"`{shown(odd)}` is not part of any id")
        yield parenthesis or _KEYWORDS.get(word.lower(), word)


def _error(text: str, why: str) -> LicenceSyntaxError:
    return LicenceSyntaxError(f"`{shown(text)}` is no licence expression: {why}")


def _written(tree: _Tree) -> str:
    if isinstance(tree, str):
        return tree
    inner = (_written(part) for part in tree.parts)
    if tree.by == "OR":
        return " OR ".join(inner)
    pairs = zip(tree.parts, inner, strict=True)
    return " AND ".join(f"({text})" if isinstance(part, _Joined) else text for part, text in pairs)


def _alternatives(tree: _Tree) -> tuple[tuple[str, ...], ...]:
    if isinstance(tree, str):
        return ((tree,),)
    branches = [_alternatives(part) for part in tree.parts]
    if tree.by == "OR":
        return _bounded(chosen for branch in branches for chosen in branch)
    found: tuple[tuple[str, ...], ...] = ((),)
    for branch in branches:
        found = _bounded(tuple(dict.fromkeys(a + b)) for a, b in product(found, branch))
    return found


def _bounded(found: Iterator[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    distinct = {frozenset(parts): parts for parts in found}
    if len(distinct) > MAX_ALTERNATIVES:
        raise LicenceSyntaxError(
            f"a licence expression with more than {MAX_ALTERNATIVES} alternatives is not supported"
        )
    return tuple(distinct.values())
