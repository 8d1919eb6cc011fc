"""The grammar as the parser has it: what Lark made of `grammar/msm.lark`, read from a file.

Owns the form of the tables. `build_tables` writes them, with Lark; nothing here needs Lark, so
that reading a policy loads neither a parser generator nor a grammar.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from msm_rules.syntax.resources import grammar_file

END = "$END"
"""What stands for the end of the text among the words."""


class Rule(NamedTuple):
    """One way to make a piece: what it makes, of how many parts, and the action that does it.

    A piece of one part without an action is that part.
    """

    makes: str
    length: int
    action: str | None


class Tables(NamedTuple):
    """An LALR(1) automaton and its words.

    `states` has for each state the words and pieces that can follow, each with a move: the state
    to go to, or below zero `-1 - n` where rule `n` is complete. `starts` has for each piece that
    can be asked for the state to begin in and the one to end in. `spelt` are the words with one
    spelling, `patterns` the others, `ignored` those of them that only separate.
    """

    states: tuple[Mapping[str, int], ...]
    rules: tuple[Rule, ...]
    starts: Mapping[str, tuple[int, int]]
    spelt: Mapping[str, str]
    patterns: Mapping[str, str]
    ignored: tuple[str, ...]

    def can_follow(self, stack: list[int], word: str) -> bool:
        """Whether a word can follow, told exactly; `stack` are the states passed so far.

        A row of the table alone says too much: an LALR parser gives up pieces for words that other
        places allow, and finds out later that this one does not. So that is simulated.
        """
        states, stack = self.states, stack.copy()
        while (move := states[stack[-1]].get(word)) is not None:
            if move >= 0:
                return True
            rule = self.rules[-1 - move]
            if rule.length:
                del stack[-rule.length :]
            stack.append(states[stack[-1]][rule.makes])
            if word == END and any(stack[-1] == end for _, end in self.starts.values()):
                return True
        return False

    def accepted(self, stack: list[int]) -> frozenset[str]:
        """The words that can follow, `$END` for the end of the text."""
        words = (name for name in self.states[stack[-1]] if not name[0].islower())
        return frozenset(word for word in words if self.can_follow(stack, word))


@cache
def tables() -> Tables:
    """The tables of the grammar that ships with the package."""
    document = json.loads(grammar_file("msm.tables.json"))
    names: list[str] = document["names"]
    states = (
        {names[row[i]]: row[i + 1] for i in range(0, len(row), 2)} for row in document["states"]
    )
    rules = (Rule(*row) for row in document["rules"])
    starts = {name: (begin, end) for name, (begin, end) in document["starts"].items()}
    spelt, patterns = document["spelt"], document["patterns"]
    return Tables(tuple(states), tuple(rules), starts, spelt, patterns, tuple(document["ignored"]))
