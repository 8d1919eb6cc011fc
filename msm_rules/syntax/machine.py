"""The parser itself: Lark's, loaded once from the compiled tables, asked for a chunk at a time.

Owns the loading and the translation of Lark's errors. `Unreadable` is all that leaves here.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from lark import Lark, UnexpectedToken
from lark.grammar import Rule
from lark.lexer import PatternStr
from lark.parsers.lalr_analysis import Reduce, Shift

from msm_rules.syntax import actions
from msm_rules.syntax.follow import accepted
from msm_rules.syntax.lexer import WordLexer
from msm_rules.syntax.messages import unexpected, unexpected_end
from msm_rules.syntax.resources import grammar_file
from msm_rules.syntax.trouble import Unreadable
from msm_rules.syntax.words import Chunk, Token


def _numbers(value: dict[str, Any]) -> dict[int, Any]:
    """A mapping with the whole numbers as keys that JSON wrote as strings."""
    return {int(key): item for key, item in value.items()}


@cache
def machine() -> Lark:
    """Lark with the compiled tables; no grammar is compiled."""
    document = json.loads(grammar_file("msm.tables.json"))
    parser: Lark = Lark._load_from_dict(  # type: ignore[no-untyped-call]
        document["data"],
        _numbers(document["memo"]),
        transformer=actions,
        _plugins={"ContextualLexer": WordLexer},
    )
    parser.parser.parser._parse_table.states.update(_states(document, parser.rules))
    return parser


def _states(document: dict[str, Any], rules: list[Rule]) -> dict[int, dict[str, Any]]:
    """The parse table from its short form, which `build_tables` wrote: for each state the words
    that can follow, as pairs of a word's number and a move: a state to go to, or below zero the
    rule that is complete. Lark's own form takes four times as long to read.
    """
    names: list[str] = document["names"]
    moves: dict[int, Any] = {-1 - number: (Reduce, rule) for number, rule in enumerate(rules)}
    moves |= {number: (Shift, number) for number in range(len(document["states"]))}
    return {
        number: {names[row[i]]: moves[row[i + 1]] for i in range(0, len(row), 2)}
        for number, row in enumerate(document["states"])
    }


@cache
def _spelling() -> dict[str, str]:
    """The terminals that have one spelling, and that."""
    return {
        terminal.name: terminal.pattern.value
        for terminal in machine().terminals
        if isinstance(terminal.pattern, PatternStr)
    }


def read(chunk: Chunk, start: str) -> Any:
    """What the actions make of a chunk read as `start`; `Unreadable` at the first mistake."""
    try:
        return machine().parse(chunk, start)
    except UnexpectedToken as error:
        raise _trouble(chunk, error) from None


def _trouble(chunk: Chunk, error: UnexpectedToken) -> Unreadable:
    """Lark's error as a diagnostic."""
    follow = accepted(error.state.parse_conf, chunk.stack)
    if error.token.type != "$END" and chunk.last is not None:
        return unexpected(chunk.last, chunk.before, follow, _spelling())
    opened = [part for part in error.state.value_stack if isinstance(part, Token)]
    brace = next((token for token in reversed(opened) if token.type == "LBRACE"), None)
    return unexpected_end(chunk, follow, _spelling(), brace if "RBRACE" in follow else None)
