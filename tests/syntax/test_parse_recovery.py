"""What a person reads about a mistake, and what is still known of the file that has it."""

from __future__ import annotations

import pytest

from msm_rules.diagnostics import Diagnostic
from msm_rules.source import Source
from msm_rules.syntax import parse, parse_bytes, tree
from msm_rules.syntax.depth import MAX_DEPTH


def only(text: str) -> tuple[tree.File, Diagnostic]:
    """The tree of a text and the one diagnostic it gives."""
    file, diagnostics = parse(Source("p.msm", text))
    assert len(diagnostics) == 1, diagnostics
    return file, diagnostics[0]


def rules(file: tree.File) -> dict[str, bool]:
    """The rules of a file, and which of them are broken."""
    tiers = (item for item in file.items if isinstance(item, tree.Tier))
    return {rule.name.name: rule.broken for tier in tiers for rule in tier.rules}


@pytest.mark.parametrize(
    ("expression", "at", "message", "hint"),
    [
        ("a > ", "", "expected a value after `>`, but nothing follows", None),
        ("a contains b", "contains", None, 'write `"x" in S` for one member'),
        ("a includes b", "includes", None, 'write `"x" in S` for one member'),
        ("a is in b", "in", None, "write `in` without `is`"),
        ("a is not missing", "not", None, "write `not (F is missing)`, or `F is known`"),
        ("a && b", "&&", "`&&` is not part of the language", "write `and`"),
        ("a & b", "&", "`&` is not part of the language", "write `and`"),
        ("a || b", "||", "`||` is not part of the language", "write `or`"),
        ("a | b", "|", "`|` is not part of the language", "write `or`"),
        ("!a", "!", "`!` is not part of the language", "write `not`"),
        ("a AND b", "AND", "`AND` is not a word of the language", "write `and`"),
        ("a or Not b", "Not", "`Not` is not a word of the language", "write `not`"),
        ("a = b", "=", None, "write `==` to compare"),
        ("a =< b", "=", None, "write `<=`"),
        ("a => b", "=", None, "write `>=`"),
        ("a <> b", ">", None, "write `!=`"),
        ("a >=< b", "<", None, None),
        ("a < b < c", "<", None, "comparisons do not chain: write `a < b and b < c`"),
        ("a == b == c", "==", None, "comparisons do not chain"),
        ("a in {'x'}", "'", "a text cannot start with `'`", 'use straight double quotes: `"`'),
        ("a in {“x”}", "“", "a text cannot start with `“`", 'use straight double quotes: `"`'),
        ('"abc', '"abc', "the text is not closed", 'it ends with `"` on the same line'),
        (r'"a\q"', r'"a\q"', r"`\q` is no escape", "escapes are"),
        (r'"\ud800"', r'"\ud800"', "half a character", None),
        ("13b", "13b", "`b` is not a unit", "write `13B`"),
        ("24 Gib", "Gib", "`Gib` is not a unit", "write `GiB`"),
        ("24zz", "24zz", "`zz` is not a unit", "what may follow: % K M B"),
        ("%", "%", "`%` cannot stand here", "a percentage is a number with `%` behind it: `40%`"),
        (".5", ".", None, "a number starts with a digit: `0.5`"),
        ("1e999999999", "1e999999999", "too large a number", None),
        ("9" * 401, "9" * 401, "too long a number", None),
        ("2026-02-30", "2026-02-30", "there is no such day: `2026-02-30`", None),
        ("0000-01-01", "0000-01-01", "there is no such day: `0000-01-01`", None),
        ("1;", ";", "`;` is not part of the language", "nothing is needed at the end of a line"),
        ("1 // why", "/", None, "a comment starts with `#`"),
        ("[1, 2]", "[", None, 'a set stands in braces: `{"a", "b"}`'),
        ("a or if b then c else d", "if", None, "put it in parentheses"),
        ("a b", "b", None, None),
        ("(a", "", "expected an operator or `)` after `a`, but nothing follows", None),
        ("a)", ")", None, None),
        ('"a"(b)', '"a"', "only a function can be called", None),
        ("model.", "", "expected a name after `.`, but nothing follows", None),
        ("a\x00", "\x00", "a control character (U+0000) cannot stand here", "remove it"),
        (
            '"a\u202eb"',
            '"a\u202eb"',
            "right-to-left override (U+202E) cannot stand in a text",
            None,
        ),
        ("a\u00a0", "\u00a0", "no-break space (U+00A0) cannot stand here", "an ordinary blank"),
    ],
)
def test_what_people_try_is_answered(
    expression: str, at: str, message: str | None, hint: str | None
) -> None:
    file, diagnostic = only(f"let x = {expression}\nlet y = 3\n")
    assert diagnostic.span.text == at
    assert message is None or diagnostic.message == message
    assert hint is None or hint in (diagnostic.hint or "")
    broken, whole = file.items
    assert isinstance(broken, tree.Broken)
    assert (broken.kind, broken.defines) == ("let", ("x",))
    assert isinstance(whole, tree.Let)


@pytest.mark.parametrize(
    ("item", "kind", "defines"),
    [
        ("param x number = 3", "param", ("x",)),
        ("define f(x) = 3", "define", ("f",)),
        ('use "a.msm" as lib lib', "use", ("lib",)),
        ("fact model.a.b bool", "fact", ("model.a.b",)),
        ("let = 3", "let", ()),
        ("values d {}", "values", ()),
        ("set x == 4", "set", ()),
        ("hello", "", ()),
    ],
)
def test_a_broken_item_still_defines_its_name(
    item: str, kind: str, defines: tuple[str, ...]
) -> None:
    file, _ = only(f"{item}\nlet y = 3\n")
    broken = file.items[0]
    assert isinstance(broken, tree.Broken)
    assert (broken.kind, broken.defines) == (kind, defines)


def test_a_mistake_in_a_rule_leaves_its_title_and_the_other_rules() -> None:
    file, diagnostic = only(
        'critical {\n  open rule a "A" { require x > }\n  rule b { require y }\n}\n'
    )
    assert diagnostic.message == "expected a value after `>`, found `}`"
    assert rules(file) == {"a": True, "b": False}
    (tier,) = file.items
    assert isinstance(tier, tree.Tier)
    assert tier.broken
    assert tier.rules[0].open
    assert tier.rules[0].title is not None
    assert tier.rules[0].title.value == "A"


@pytest.mark.parametrize(
    ("text", "message", "line", "expected"),
    [
        (
            "critical {\n rule a {\n  require x\n rule b { require y }\n}\nlet z = 1",
            "`}` is missing: this block does not end",
            3,
            {"a": True, "b": False},
        ),
        (
            "critical {\n rule a { require x }\n rule b { require y }\n\nlet z = 1",
            "`}` is missing: this block does not end",
            3,
            {"a": False, "b": False},
        ),
        (
            "critical {\n rule a { require x } }\n rule b { require y }\n}\nlet z = 1",
            "one `}` too many",
            2,
            {"a": False, "b": False},
        ),
        (
            "critical {\n rule a { require x }\n rule b { require y }\n} }\nlet z = 1",
            "one `}` too many",
            4,
            {"a": False, "b": False},
        ),
        (
            "critical\n rule a { require x }\n rule b { require y }\n}\nlet z = 1",
            "expected `{` or `weight` after `critical`, found `rule`",
            2,
            {"a": False, "b": False},
        ),
        (
            "critical {\n rule a\n  require x }\n rule b { require y }\n}\nlet z = 1",
            "expected `{`, a text in double quotes or `weight` after `a`, found `require`",
            3,
            {"a": True, "b": False},
        ),
        (
            'critical {\n rule a "A {\n  require x }\n rule b { require y }\n}\nlet z = 1',
            "the text is not closed",
            2,
            {"a": True, "b": False},
        ),
        (
            "important wieght 3 {\n rule a { score 1 }\n rule b { score 1 }\n}\nlet z = 1",
            "expected `{` or `weight` after `important`, found `wieght`",
            1,
            {"a": False, "b": False},
        ),
        (
            "critical {\n require x\n rule a { require x }\n rule b { require y }\n}\nlet z = 1",
            "expected a rule, found `require`",
            2,
            {"a": False, "b": False},
        ),
    ],
)
def test_a_bracket_too_many_or_too_few_is_one_mistake(
    text: str, message: str, line: int, expected: dict[str, bool]
) -> None:
    file, diagnostic = only(text)
    assert (diagnostic.message, diagnostic.span.line) == (message, line)
    assert rules(file) == expected
    assert isinstance(file.items[-1], tree.Let)


def test_a_missing_bracket_shows_what_it_would_close() -> None:
    _, diagnostic = only("decide {\n  accept if x\nlet y = 1\n")
    assert [(label.span.text, label.span.first) for label in diagnostic.others] == [("{", (1, 8))]


def test_a_bracket_in_a_comment_or_a_text_is_none() -> None:
    file, _ = only('critical {\n rule a { require x == "}" } # }\n rule b { score }\n}\nlet y = 1')
    assert rules(file) == {"a": False, "b": True}
    assert isinstance(file.items[-1], tree.Let)


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ("policy p { versoin 3 }", tree.Policy),
        ("decide { accept x }", tree.Decide),
        ("override rank { by x }", tree.Rank),
        ('obligation o "t" { if }', tree.Obligation),
        ('waiver "w" { rule }', tree.Waiver),
        ('test "t" { expect }', tree.Test),
        ("critical weight { }", tree.Tier),
    ],
)
def test_a_broken_block_is_there_and_marked(block: str, kind: type) -> None:
    file, _ = only(f"{block}\nlet y = 3")
    assert isinstance(file.items[0], kind)
    assert file.items[0].broken  # type: ignore[union-attr]
    assert isinstance(file.items[1], tree.Let)


@pytest.mark.parametrize(
    "deep",
    [
        "(" * 200 + "1" + ")" * 200,
        "(" * 100_000,
        "{" * 5_000,
        "not " * 5_000 + "a",
        "- " * 5_000 + "1",
        "if a then b else " * 5_000 + "c",
        "any x in s: " * 5_000 + "c",
        "f(" * 5_000,
        "a[" * 5_000,
    ],
)
def test_nesting_has_a_limit(deep: str) -> None:
    file, diagnostic = only(f"let x = {deep}\nlet y = 1")
    assert diagnostic.message == "too deeply nested"
    assert diagnostic.span.end < 2_000
    assert isinstance(file.items[1], tree.Let)


@pytest.mark.parametrize("link", ["1 + ", "a - ", "2 * "])
def test_a_chain_of_arithmetic_has_a_limit(link: str) -> None:
    parse(Source("p.msm", f"let x = {link * (MAX_DEPTH - 3)}1"))
    _, diagnostic = only(f"critical {{ rule r {{ require {link * 10_000}1 }} }}")
    assert diagnostic.message == "too long a chain"


def test_a_hundred_nested_brackets_and_a_long_sum_are_read() -> None:
    for text in ("(" * 100 + "a" + ")" * 100, " + ".join(["a"] * 150), "a" + ".b" * 150):
        file, diagnostics = parse(Source("p.msm", f"let x = {text}"))
        assert diagnostics == ()
        assert file == parse(Source("q.msm", f"let x = {text}"))[0]


def test_at_most_a_hundred_mistakes_are_reported() -> None:
    _, diagnostics = parse(Source("p.msm", "let x = =\n" * 500))
    assert len(diagnostics) == 100


def test_a_text_over_two_mebibytes_is_not_read() -> None:
    file, diagnostic = only("# " + "x" * 2 * 1024 * 1024)
    assert diagnostic.message == "the text is longer than 2 MiB"
    assert file.items == ()


def test_bytes_that_are_no_utf8_are_named() -> None:
    _, diagnostics = parse_bytes("p.msm", b'let x = 3\nlet y = "\xff"')
    assert [(d.message, d.span.first) for d in diagnostics] == [
        ("the file is not UTF-8: byte 0xFF (number 20) in line 2", (2, 10))
    ]


def test_bytes_with_a_mark_of_their_order_are_read() -> None:
    file, diagnostics = parse_bytes("p.msm", b"\xef\xbb\xbflet x = 3\r\n")
    assert diagnostics == ()
    assert file.items[0].span.text == "let x = 3"


def test_a_hidden_character_in_a_comment_is_reported_beside_other_mistakes() -> None:
    _, diagnostics = parse(Source("p.msm", "decide { } # a\u202eb\nlet x = =\n"))
    assert [d.message for d in diagnostics] == [
        "right-to-left override (U+202E) cannot stand here",
        "expected a value after `=`, found `=`",
    ]
