"""The parser itself: an LALR(1) automaton driven word by word over the tables that Lark made.

Owns the loop, and what is said where no move is left. `Unreadable` is all that leaves here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from msm_rules.syntax import actions
from msm_rules.syntax.lexer import WordLexer
from msm_rules.syntax.messages import unexpected, unexpected_end
from msm_rules.syntax.tables import END, tables
from msm_rules.syntax.trouble import Unreadable
from msm_rules.syntax.words import Chunk, Token


@cache
def _lexer() -> WordLexer:
    return WordLexer(tables())


class _Step(NamedTuple):
    """What is done where a piece is complete; `make` None leaves its one part as it is."""

    makes: str
    length: int
    make: Callable[[list[Any]], Any] | None


@cache
def _steps() -> tuple[_Step, ...]:
    """The steps of the rules, last first, so that the move `-1 - n` finds rule `n`."""
    return tuple(
        _Step(rule.makes, rule.length, getattr(actions, rule.action) if rule.action else None)
        for rule in reversed(tables().rules)
    )


def read(chunk: Chunk, start: str) -> Any:
    """What the actions make of a chunk read as `start`; `Unreadable` at the first mistake."""
    states, steps = tables().states, _steps()
    begin, end = tables().starts[start]
    stack, values = [begin], list[Any]()
    for token in chain(_lexer().words(chunk, stack, values), (None,)):
        kind = END if token is None else token.type
        while (move := states[stack[-1]].get(kind, 0)) < 0:
            makes, length, make = steps[move]
            if make is None:
                stack[-1] = states[stack[-2]][makes]
                continue
            first = len(values) - length
            values[first:] = (make(values[first:]),)
            del stack[first + 1 :]
            stack.append(states[stack[-1]][makes])
            if stack[-1] == end and token is None:
                return values[-1]
        if move == 0:  # no word leads to the first state
            raise _trouble(chunk, token, values)
        stack.append(move)
        values.append(token)
    raise AssertionError("the end of a text is the last word")


def _trouble(chunk: Chunk, token: Token | None, values: list[Any]) -> Unreadable:
    """A word that cannot stand where it does, or an end that comes too early, in words."""
    follow, spelt = tables().accepted(chunk.stack), tables().spelt
    if token is not None:
        return unexpected(token, chunk.before, follow, spelt)
    opened = [part for part in values if isinstance(part, Token)]
    brace = next((token for token in reversed(opened) if token.type == "LBRACE"), None)
    return unexpected_end(chunk, follow, spelt, brace if "RBRACE" in follow else None)
