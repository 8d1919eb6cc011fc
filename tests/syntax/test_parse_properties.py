"""What holds for every text: the parser never raises, and the formatter loses nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lark import Lark, Tree
from lark import Token as LarkToken
from policy_texts import SOUP, WORDS, policy_texts

from msm_rules.source import Source, Span
from msm_rules.syntax import actions, parse, parse_bytes
from msm_rules.syntax.build_tables import compile_grammar
from msm_rules.syntax.format import format_source
from msm_rules.syntax.words import Token

POLICIES = Path(__file__).parents[2] / "policies"
QUICK = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


def conformance(shared: Path) -> Iterator[tuple[str, list[str]]]:
    """Every policy text of the conformance cases, with the errors expected of it."""
    for path in sorted((shared / "conformance").glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            texts = [case["policy"]] if "policy" in case else case["files"].values()
            for text in texts:
                yield text, case.get("expect_errors", [])
    reference = (shared / "design" / "language.md").read_text(encoding="utf-8")
    yield re.findall(r"```msm\n(.*?)```", reference, re.DOTALL)[0], []


def check_diagnostics(text: str) -> None:
    source = Source("p.msm", text)
    file, diagnostics = parse(source)
    assert parse(source) == (file, diagnostics)
    assert len(diagnostics) <= 100
    for diagnostic in diagnostics:
        assert diagnostic.name == "syntax"
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text)
        assert diagnostic.span.first.line <= text.count("\n") + 1


def comments(text: str) -> list[str]:
    """The comments of a text, in order."""
    words = re.findall(r'"(?:[^"\\\n]|\\.)*"|#[^\n]*', text)
    return [word.rstrip() for word in words if word[0] == "#"]


def check_format(text: str) -> None:
    source = Source("p.msm", text)
    formatted, diagnostics = format_source(source)
    assert diagnostics == ()
    again = Source("p.msm", formatted)
    assert parse(again) == (parse(source)[0], ())
    assert format_source(again) == (formatted, ())
    assert comments(formatted) == comments(text)


def test_the_conformance_texts_parse(shared: Path) -> None:
    for text, errors in conformance(shared):
        _, diagnostics = parse(Source("main.msm", text))
        assert len(diagnostics) == errors.count("syntax"), text


def test_the_conformance_texts_keep_their_meaning_when_formatted(shared: Path) -> None:
    for text, errors in conformance(shared):
        if "syntax" not in errors:
            check_format(text)


def by_lark(parser: Lark, source: Source) -> object:
    """What the actions make of a text that Lark reads, with its own lexer and its own loop."""

    def made(part: LarkToken | Tree[LarkToken]) -> object:
        if isinstance(part, LarkToken):
            assert part.start_pos is not None
            assert part.end_pos is not None
            return Token(part.type, str(part), Span(source, part.start_pos, part.end_pos))
        return getattr(actions, part.data)([made(child) for child in part.children])

    return made(parser.parse(source.text, start="file"))


def test_lark_itself_makes_the_same_trees(shared: Path) -> None:
    parser = compile_grammar(strict=False)
    texts = [text for text, errors in conformance(shared) if "syntax" not in errors]
    texts += [path.read_text("utf-8") for path in sorted(POLICIES.rglob("*.msm"))]
    for text in texts:
        source = Source("main.msm", text)
        assert parse(source)[0].items == by_lark(parser, source), text


@given(policy_texts())
@QUICK
def test_well_formed_texts_parse_and_keep_their_meaning_when_formatted(text: str) -> None:
    check_format(text)


@given(st.text(max_size=200))
@QUICK
def test_no_text_makes_the_parser_raise(text: str) -> None:
    check_diagnostics(text)


@given(st.binary(max_size=200))
@QUICK
def test_no_bytes_make_the_parser_raise(data: bytes) -> None:
    parse_bytes("p.msm", data)


@given(SOUP)
@QUICK
def test_no_heap_of_words_makes_the_parser_raise(text: str) -> None:
    check_diagnostics(text)


@given(policy_texts(), st.data())
@QUICK
def test_no_damaged_policy_makes_the_parser_raise(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    gone = data.draw(st.integers(0, 3))
    put = data.draw(st.one_of(WORDS, st.text(max_size=2)))
    check_diagnostics(text[:at] + put + text[at + gone :])
