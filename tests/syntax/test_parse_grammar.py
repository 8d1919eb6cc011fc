"""What the grammar takes, and where the pieces stand."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

from msm_rules.source import Source
from msm_rules.syntax import machine, parse, tree
from msm_rules.syntax.build_tables import compile_grammar, tables_text
from msm_rules.syntax.resources import grammar_file
from msm_rules.syntax.trouble import Unreadable
from msm_rules.syntax.words import Chunk


def read(text: str) -> tree.File:
    file, diagnostics = parse(Source("p.msm", text))
    assert diagnostics == ()
    return file


def value(text: str) -> tree.Expr:
    (item,) = read(f"let x = {text}").items
    assert isinstance(item, tree.Let)
    return item.value


def shown(node: object) -> str:
    """An expression with brackets around every operation, as it was grouped."""
    match node:
        case tree.Binary():
            return f"({shown(node.left)} {node.op} {shown(node.right)})"
        case tree.Unary():
            return f"({node.op} {shown(node.operand)})"
        case tree.Logical():
            return "(" + f" {node.op} ".join(map(shown, node.operands)) + ")"
        case tree.Default():
            return f"({shown(node.fact)} default {shown(node.fallback)})"
        case tree.Is():
            return f"({shown(node.fact)} is {node.what})"
        case tree.IfElse():
            return f"(if {shown(node.condition)} {shown(node.yes)} {shown(node.no)})"
        case tree.Quantifier():
            return f"({node.kind} {node.variable.name} {shown(node.domain)}: {shown(node.body)})"
        case _:
            return node.span.text  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "grouped"),
    [
        ("a - b - c", "((a - b) - c)"),
        ("a + b * c", "(a + (b * c))"),
        ("- a * b", "((- a) * b)"),
        ("- a default 1 + 2", "((- (a default 1)) + 2)"),
        ("a default -1", "(a default (- 1))"),
        ("a.b default 4K >= 8K", "((a.b default 4K) >= 8K)"),
        ("not a in b", "(not (a in b))"),
        ("a not in b + c", "(a not in (b + c))"),
        ("a and b and c", "(a and b and c)"),
        ("a or b and c", "(a or (b and c))"),
        ("not a == b or c is known", "((not (a == b)) or (c is known))"),
        ("if a then b else c or d", "(if a b (c or d))"),
        ("all x in s: x in t and u", "((all x s: (x in t)) and u)"),
        ("any x in s: all y in t: x == y", "(any x s: (all y t: (x == y)))"),
        ("scale(a, 2 .. 6) + f(1,)", "(scale(a, 2 .. 6) + f(1,))"),
    ],
)
def test_operators_group_as_the_reference_says(text: str, grouped: str) -> None:
    assert shown(value(text)) == grouped


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("13", 13.0, "number"),
        ("1_000.5", 1000.5, "number"),
        ("1e25", 1e25, "number"),
        ("13B", 13e9, "number"),
        ("8 Ki", 8192.0, "number"),
        ("40%", 0.4, "number"),
        ("0.1%", 0.001, "number"),
        ("24 GiB", 24 * 2.0**30, "bytes"),
        ("35GB", 35e9, "bytes"),
        ("1 byte", 1.0, "bytes"),
        ("6 months", 180.0, "duration"),
        ("1 year", 365.0, "duration"),
        ("1e-999999999", 0.0, "number"),
        ("2.2T", 2.2e12, "number"),
        ("4.35 KB", 4350.0, "bytes"),
    ],
)
def test_a_number_is_its_decimal_value_times_its_multiplier(
    text: str, number: float, unit: str
) -> None:
    node = value(text)
    assert isinstance(node, tree.Number)
    assert (node.value, node.unit, node.text) == (number, unit, text)


def test_escapes_are_resolved() -> None:
    node = value(r'"\"a\" \\ \n\t \u00e9 \ud83d\ude00"')
    assert isinstance(node, tree.Text)
    assert node.value == '"a" \\ \n\t é 😀'


def test_all_words_that_are_not_reserved_may_be_names() -> None:
    names = "task licence rule require weight given expect missing one at policy by top is_ inn"
    for name in names.split():
        (item,) = read(f"critical {{ rule {name} {{ require {name} }} }}").items
        assert isinstance(item, tree.Tier)
        assert item.rules[0].name.name == name


def test_any_word_may_follow_a_dot() -> None:
    node = value("model.safety.score")
    assert isinstance(node, tree.Attribute)
    assert node.name.name == "score"


def test_a_given_fact_may_be_called_like_a_clause() -> None:
    (item,) = read('test "t" { given { rule: 3 safety.score: 1 .. 2 expect: missing } }').items
    assert isinstance(item, tree.Test)
    given = item.clauses[0]
    assert isinstance(given, tree.Given)
    assert [fact.fact.path for fact in given.facts] == ["rule", "safety.score", "expect"]


def test_every_list_may_end_with_a_comma() -> None:
    read(
        'values d {"a",} let x = {1,} + f(1, 2,) param p: one of {"a",}'
        ' define f(x: number,) = x waiver "w" { models {"a/*",} }'
        ' test "t" { expect reject by a, b, expect accept }'
    )


def test_line_ends_only_separate() -> None:
    flat = 'policy p { version "1.0.0" } let a = 1 - 2 critical { rule r { require a > 1 } }'
    assert read(flat) == read(flat.replace(" ", "\r\n"))
    assert read(flat) == read("\ufeff" + flat.replace(" ", "\t# comment\n"))


def test_spans_are_those_of_the_words() -> None:
    text = (
        'critical {\n  open rule size "fits" weight 2 {\n    require a <= 13B\n'
        '    cite "X"\n  }\n}\n'
    )
    (tier,) = read(text).items
    assert isinstance(tier, tree.Tier)
    (rule,) = tier.rules
    require, cite = rule.clauses
    assert tier.span.text == text.strip()
    assert tier.kind_span.text == "critical"
    assert rule.span.text.startswith("open rule")
    assert rule.span.text.endswith("}")
    assert rule.name.span.text == "size"
    assert require.span.text == "require a <= 13B"
    assert isinstance(require, tree.Condition)
    assert isinstance(require.expr, tree.Binary)
    assert require.expr.op_span.text == "<="
    assert cite.span.text == 'cite "X"'
    assert cite.span.first == (4, 5)


def test_header_clauses_and_flags_are_kept() -> None:
    text = (
        'policy p { language 1 effective until 2026-01-02 stale after 3 days extends "a.msm" }'
        " override decide { valid for 1 day } override open rank { top 3 } open contextual {}"
    )
    policy, decide, rank, tier = read(text).items
    assert isinstance(policy, tree.Policy)
    assert [type(clause).__name__ for clause in policy.clauses] == [
        "HeaderLanguage",
        "Effective",
        "Stale",
        "HeaderText",
    ]
    assert isinstance(decide, tree.Decide)
    assert (decide.open, decide.override) == (False, True)
    assert isinstance(rank, tree.Rank)
    assert (rank.open, rank.override) == (True, True)
    assert isinstance(tier, tree.Tier)
    assert tier.open


def test_chains_of_and_have_no_limit_and_are_flat() -> None:
    node = value(" and ".join(["a"] * 10_000))
    assert isinstance(node, tree.Logical)
    assert len(node.operands) == 10_000


@pytest.mark.parametrize(
    ("start", "text"), [("text", '"a" "b"'), ("rule", "rule a { } }"), ("tier_head", "critical {")]
)
def test_a_part_ends_where_its_text_ends_and_not_before(start: str, text: str) -> None:
    source = Source("p.msm", text)
    whole = text.rindex(" ")
    assert machine.read(Chunk(source, 0, whole), start) is not None
    with pytest.raises(Unreadable):
        machine.read(Chunk(source, 0, len(text)), start)


def test_reading_a_policy_loads_no_parser_generator() -> None:
    program = (
        "import sys; from msm_rules.source import Source; from msm_rules.syntax import parse;"
        "parse(Source('p', 'let x = 1')); print('lark' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr


def test_the_committed_tables_are_those_of_the_grammar() -> None:
    committed = grammar_file("msm.tables.json").decode()
    made = tables_text(compile_grammar(strict=find_spec("interegular") is not None))
    assert committed == made, "run python -m msm_rules.syntax.build_tables"


def test_the_tables_do_not_depend_on_the_order_of_hashes() -> None:
    program = (
        "import hashlib; from msm_rules.syntax.build_tables import *;"
        "print(hashlib.sha256(tables_text(compile_grammar(strict=False)).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
