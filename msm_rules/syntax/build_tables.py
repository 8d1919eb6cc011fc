"""Compile `grammar/msm.lark` to `grammar/msm.tables.json`.

Run it as `python -m msm_rules.syntax.build_tables` after every change of the grammar.

Owns how the tables are made; `tables` owns how they are loaded. The tables are Lark's own
serialised form as JSON, so that nothing is compiled, and no pickle read, when a policy is parsed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef
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
    """The tables of a compiled grammar as JSON, the same bytes every time."""
    frontend = parser.parser
    frontend.lexer_conf.terminals = sorted(
        frontend.lexer_conf.terminals, key=lambda terminal: terminal.name
    )
    frontend.parser._parse_table = _numbered(frontend.parser._parse_table)
    states, names = _short(frontend.parser._parse_table, parser.rules)
    frontend.parser._parse_table.states = {}
    data, memo = parser.memo_serialize([TerminalDef, Rule])
    document = {"data": data, "memo": memo, "names": names, "states": states}
    return json.dumps(_plain(document), sort_keys=True, separators=(",", ":")) + "\n"


def _short(table: IntParseTable, rules: list[Rule]) -> tuple[list[list[int]], list[str]]:
    """The states as `machine` reads them: pairs of a word's number and a move, and the words."""
    names = sorted({name for row in table.states.values() for name in row})
    words = {name: number for number, name in enumerate(names)}
    complete = {id(rule): -1 - number for number, rule in enumerate(rules)}
    states = [
        [
            part
            for name, (action, target) in table.states[state].items()
            for part in (words[name], target if action is Shift else complete[id(target)])
        ]
        for state in range(len(table.states))
    ]
    return states, names


def _numbered(table: IntParseTable) -> IntParseTable:
    """The same parse table with its states numbered as they are reached from the starts.

    Lark numbers them in an order that differs from run to run.
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


def _plain(value: Any) -> Any:
    """A value as JSON has it: sets are sorted lists, keys are strings."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


if __name__ == "__main__":
    target = Path(__file__).parents[2] / "grammar" / "msm.tables.json"
    target.write_text(tables_text(compile_grammar(strict=True)), encoding="utf-8")
    print(f"{target.resolve()}: {target.stat().st_size} bytes")
