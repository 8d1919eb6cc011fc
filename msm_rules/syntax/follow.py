"""Which words can follow what the parser has read so far, told exactly.

Owns the simulation of the parse table. A row of the table alone says too much: an LALR parser
gives up pieces for words that other places allow, and finds out later that this one does not.
"""

from __future__ import annotations

from typing import Any

from lark.parsers.lalr_analysis import Shift


def accepted(conf: Any, stack: list[int]) -> frozenset[str]:
    """The terminals that can follow, `$END` for the end of the text."""
    names = conf.states[stack[-1]]
    return frozenset(
        name for name in names if not name[0].islower() and can_follow(conf, stack, name)
    )


def can_follow(conf: Any, stack: list[int], name: str) -> bool:
    """Whether the pieces given up for the terminal `name` end where it can be taken."""
    states, stack = conf.states, stack.copy()
    while (move := states[stack[-1]].get(name)) is not None:
        action, target = move
        if action is Shift:
            return True
        if target.expansion:
            del stack[-len(target.expansion) :]
        stack.append(states[stack[-1]][target.origin.name][1])
        if stack[-1] == conf.end_state:
            return name == "$END"
    return False
