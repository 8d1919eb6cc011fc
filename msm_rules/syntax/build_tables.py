"""Compile `grammar/msm.lark` to `grammar/msm.tables.json`.

Run it as `python -m msm_rules.syntax.build_tables` after every change of the grammar.

Owns how the tables are made: Lark compiles the grammar, strictly, to an LALR(1) automaton, and that
is written as JSON in the form that `tables` reads. So nothing is compiled, no pickle read and no
parser generator loaded when a policy is parsed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lark import Lark
from lark.grammar import Rule
from lark.lexer import PatternStr, TerminalDef
from lark.parsers.lalr_analysis import IntParseTable, Shift

from msm_rules.syntax.resources import grammar_file

STARTS = ("file", "rule", "tier_head", "text")
"""What the parser can be asked for: a whole file; a part of one, when a part has a mistake."""


def compile_grammar(*, strict: bool) -> Lark:
    """The grammar compiled by Lark; `strict` refuses every conflict and collision.

    Strict mode needs the package `interegular`; the tables are the same with and without.
    """
    return Lark(
        grammar_file("msm.lark").decode(),
        parser="lalr",
        lexer="contextual",
        strict=strict,
        start=list(STARTS),
        keep_all_tokens=True,
        maybe_placeholders=False,
    )


def tables_text(parser: Lark) -> str:
    """The tables of a compiled grammar as JSON, the same bytes every time; `tables` reads them."""
    table = _numbered(parser.parser.parser._parse_table)
    names = sorted({name for row in table.states.values() for name in row})
    starts = {name: (state, table.end_states[name]) for name, state in table.start_states.items()}
    spelt, patterns = _words(parser.terminals)
    document = {
        "names": names,
        "states": _short(table, names, parser.rules),
        "rules": [(r.origin.name, len(r.expansion), _action(r)) for r in parser.rules],
        "starts": starts,
        "spelt": spelt,
        "patterns": patterns,
        "ignored": list(parser.ignore_tokens),
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":")) + "\n"


def _words(terminals: Iterable[TerminalDef]) -> tuple[dict[str, str], dict[str, str]]:
    """The words with one spelling, and the patterns of the others, by name."""
    spelt = {t.name: t.pattern.value for t in terminals if isinstance(t.pattern, PatternStr)}
    return spelt, {t.name: t.pattern.value for t in terminals if t.name not in spelt}


def _action(rule: Rule) -> str | None:
    """What makes the piece of a rule; a rule written `?rule` without an alias passes its only part
    on, as Lark has it."""
    if rule.options.expand1 and not rule.alias:
        assert len(rule.expansion) == 1, f"{rule} needs a name behind `->`"
        return None
    return rule.alias or str(rule.origin.name)


def _short(table: IntParseTable, names: list[str], rules: list[Rule]) -> list[list[int]]:
    """The states, each as pairs of a word's number and a move: a state to go to, or below zero
    `-1 - n` where rule `n` is complete."""
    words = {name: number for number, name in enumerate(names)}
    complete = {id(rule): -1 - number for number, rule in enumerate(rules)}
    return [
        [
            part
            for name, (action, target) in table.states[state].items()
            for part in (words[name], target if action is Shift else complete[id(target)])
        ]
        for state in range(len(table.states))
    ]


def _numbered(table: IntParseTable) -> IntParseTable:
    """The same parse table with its states numbered as they are reached from the starts.

    Lark numbers them in an order that differs from run to run. No move leads to a start, so that a
    move is never to state 0.
    """
    order = {state: number for number, (_, state) in enumerate(sorted(table.start_states.items()))}
    queue = list(order)
    for state in queue:
        for _, (action, target) in sorted(table.states[state].items()):
            if action is Shift and target not in order:
                order[target] = len(order)
                queue.append(target)

    def renumbered(action: Any, target: Any) -> tuple[Any, Any]:
        return (action, order[target] if action is Shift else target)

    return IntParseTable(  # type: ignore[no-untyped-call]
        {
            order[state]: {
                name: renumbered(*table.states[state][name]) for name in sorted(table.states[state])
            }
            for state in queue
        },
        {name: order[state] for name, state in table.start_states.items()},
        {name: order[state] for name, state in table.end_states.items()},
    )


if __name__ == "__main__":
    target = Path(__file__).parents[2] / "grammar" / "msm.tables.json"
    target.write_text(tables_text(compile_grammar(strict=True)), encoding="utf-8")
    print(f"{target.resolve()}: {target.stat().st_size} bytes")
