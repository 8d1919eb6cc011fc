"""What each piece of the grammar makes: one function for each rule or alias of `msm.lark`.

The parser calls them with the list of children, words included, as soon as a piece is complete; so
the tree is made while the text is read and no tree of words ever exists. Functions
whose names do not say what node they make (`first`, `more`, `absent`) are the glue of lists and of
optional parts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from msm_rules.source import Span
from msm_rules.syntax import literals, tree
from msm_rules.syntax.trouble import Unreadable
from msm_rules.syntax.words import Token

Children = list[Any]


def _span(first: Any, *rest: Any) -> Span:
    """From the start of `first` to the end of the last of `rest` that is there."""
    last = next((part for part in reversed(rest) if part is not None), first)
    return Span(first.span.source, first.span.start, last.span.end)


def _word(token: Token) -> tree.Word:
    return tree.Word(token.text, token.span)


# --- lists and optional parts ------------------------------------------------------------------


def none(c: Children) -> list[Any]:
    return []


def one(c: Children) -> list[Any]:
    return [c[0]]


def both(c: Children) -> list[Any]:
    return c


def more(c: Children) -> list[Any]:
    c[0].append(c[1])
    return c[0]  # type: ignore[no-any-return]


def more_after_comma(c: Children) -> list[Any]:
    c[0].append(c[2])
    return c[0]  # type: ignore[no-any-return]


def one_word(c: Children) -> list[Any]:
    return [_word(c[0])]


def more_words(c: Children) -> list[Any]:
    c[0].append(_word(c[2]))
    return c[0]  # type: ignore[no-any-return]


def absent(c: Children) -> None:
    return None


def first(c: Children) -> Any:
    return c[0]


def second(c: Children) -> Any:
    return c[1]


class _Texts(NamedTuple):
    members: tuple[tree.Text, ...]
    span: Span


def text_set(c: Children) -> _Texts:
    return _Texts(tuple(c[1]), _span(c[0], c[-1]))


def file(c: Children) -> tuple[tree.Item, ...]:
    return tuple(c[0])


# --- items -------------------------------------------------------------------------------------


def policy(c: Children) -> tree.Policy:
    return tree.Policy(_word(c[1]), tuple(c[3]), False, _span(c[0], c[4]))


def header_text(c: Children) -> tree.HeaderText:
    return tree.HeaderText(c[0].text, c[1], _span(c[0], c[1]))


def header_language(c: Children) -> tree.HeaderLanguage:
    return tree.HeaderLanguage(c[1], _span(c[0], c[1]))


class _Dated(NamedTuple):
    day: tree.Date
    span: Span


def dated(c: Children) -> _Dated:
    return _Dated(c[1], _span(c[0], c[1]))


def effective_from(c: Children) -> tree.Effective:
    return tree.Effective(c[1].day, None, _span(c[0], c[1]))


def effective_until(c: Children) -> tree.Effective:
    return tree.Effective(None, c[1].day, _span(c[0], c[1]))


def effective(c: Children) -> tree.Effective:
    return tree.Effective(c[1].day, c[2].day, _span(c[0], c[2]))


def stale(c: Children) -> tree.Stale:
    return tree.Stale(c[2], _span(c[0], c[2]))


def use(c: Children) -> tree.Use:
    return tree.Use(c[1], _word(c[3]), _span(c[0], c[3]))


def param(c: Children) -> tree.Param:
    return tree.Param(_word(c[1]), c[3], c[4], c[5], c[6], _span(c[0], c[3], c[4], c[5], c[6]))


def let(c: Children) -> tree.Let:
    return tree.Let(_word(c[1]), c[3], _span(c[0], c[3]))


def define(c: Children) -> tree.Define:
    return tree.Define(_word(c[1]), tuple(c[3]), c[6], _span(c[0], c[6]))


def parameter(c: Children) -> tree.Argument:
    return tree.Argument(_word(c[0]), c[2], _span(c[0], c[2]))


def fact(c: Children) -> tree.Fact:
    name = tree.Word(c[3].text, c[3].span)
    return tree.Fact(name, c[5], c[6], _span(c[0], c[5], c[6]))


def path(c: Children) -> Token:
    return Token("NAME", f"{c[0].text}.{c[2].text}", _span(c[0], c[2]))


def values(c: Children) -> tree.Values:
    return tree.Values(_word(c[1]), c[2].members, _span(c[0], c[2]))


def setting(c: Children) -> tree.Setting:
    return tree.Setting(c[1], c[3], _span(c[0], c[3]))


# --- types -------------------------------------------------------------------------------------


def named_type(c: Children) -> tree.NamedType:
    return tree.NamedType(_word(c[0]), c[0].span)


def one_of_type(c: Children) -> tree.OneOfType:
    return tree.OneOfType(c[2].members, _span(c[0], c[2]))


def set_type(c: Children) -> tree.SetType:
    return tree.SetType(c[2], _span(c[0], c[2]))


def map_type(c: Children) -> tree.MapType:
    return tree.MapType(c[2], _span(c[0], c[2]))


# --- tiers and rules ---------------------------------------------------------------------------


class TierHead(NamedTuple):
    """`open important weight W`: what stands before the rules of a tier."""

    kind: Token
    weight: tree.Expr | None
    open: bool
    span: Span


def tier_head(c: Children) -> TierHead:
    return TierHead(c[0], c[1], False, _span(c[0], c[1]))


def open_tier_head(c: Children) -> TierHead:
    return TierHead(c[1], c[2], True, _span(c[0], c[1], c[2]))


def tier(c: Children) -> tree.Tier:
    head: TierHead = c[0]
    kind: Any = head.kind.text
    rules = tuple(c[2])
    span = _span(head, c[3])
    return tree.Tier(kind, head.weight, rules, head.open, False, span, head.kind.span)


class _Flags(NamedTuple):
    open: bool
    override: bool
    start: Any


def _flags(words: list[Token] | None, keyword: Token) -> _Flags:
    if not words:
        return _Flags(False, False, keyword)
    texts = {word.text for word in words}
    return _Flags("open" in texts, "override" in texts, words[0])


def rule(c: Children) -> tree.Rule:
    flags = _flags(c[0], c[1])
    clauses = tuple(c[6])
    span = _span(flags.start, c[7])
    return tree.Rule(_word(c[2]), c[3], c[4], clauses, flags.open, flags.override, False, span)


def condition(c: Children) -> tree.Condition:
    return tree.Condition(c[0].text, c[1], _span(c[0], c[1]))


def applies(c: Children) -> tree.Condition:
    return tree.Condition("applies", c[2], _span(c[0], c[2]))


def score(c: Children) -> tree.Score:
    return tree.Score(c[1], None, _span(c[0], c[1]))


def score_if(c: Children) -> tree.Score:
    return tree.Score(c[1], c[3], _span(c[0], c[3]))


def when_unknown(c: Children) -> tree.WhenUnknown:
    return tree.WhenUnknown(c[2].text, None, _span(c[0], c[2]))


def when_unknown_score(c: Children) -> tree.WhenUnknown:
    return tree.WhenUnknown("score", c[3], _span(c[0], c[3]))


def when_uncertain(c: Children) -> tree.WhenUncertain:
    return tree.WhenUncertain(c[3].text, _span(c[0], c[3]))


def otherwise(c: Children) -> tree.Otherwise:
    return tree.Otherwise(c[3], _span(c[0], c[3]))


def waivable(c: Children) -> tree.Waivable:
    return tree.Waivable(None, c[0].span)


def waivable_at_most(c: Children) -> tree.Waivable:
    return tree.Waivable(c[3], _span(c[0], c[3]))


def note(c: Children) -> tree.Note:
    return tree.Note(c[0].text, c[1], _span(c[0], c[1]))


# --- verdict, ranking, obligations, waivers ------------------------------------------------------


def decide(c: Children) -> tree.Decide:
    flags = _flags(c[0], c[1])
    span = _span(flags.start, c[4])
    return tree.Decide(tuple(c[3]), flags.open, flags.override, False, span, c[1].span)


def decide_if(c: Children) -> tree.DecideIf:
    return tree.DecideIf(c[0].text, c[2], _span(c[0], c[2]))


def valid_for(c: Children) -> tree.ValidFor:
    return tree.ValidFor(c[2], _span(c[0], c[2]))


def rank(c: Children) -> tree.Rank:
    flags = _flags(c[0], c[1])
    span = _span(flags.start, c[4])
    return tree.Rank(tuple(c[3]), flags.open, flags.override, False, span, c[1].span)


def rank_by(c: Children) -> tree.RankBy:
    return tree.RankBy(c[1], c[2].text == "descending", _span(c[0], c[2]))


def top(c: Children) -> tree.Top:
    return tree.Top(c[1], _span(c[0], c[1]))


def obligation(c: Children) -> tree.Obligation:
    return tree.Obligation(_word(c[1]), c[2], tuple(c[4]), False, _span(c[0], c[5]))


def obligation_if(c: Children) -> tree.ObligationIf:
    return tree.ObligationIf(c[1], _span(c[0], c[1]))


def waiver(c: Children) -> tree.Waiver:
    return tree.Waiver(c[1], tuple(c[3]), False, _span(c[0], c[4]))


def waiver_rule(c: Children) -> tree.WaiverRule:
    return tree.WaiverRule(_word(c[1]), _span(c[0], c[1]))


def waiver_models(c: Children) -> tree.WaiverModels:
    return tree.WaiverModels(c[1].members, _span(c[0], c[1]))


def waiver_period(c: Children) -> tree.WaiverPeriod:
    return tree.WaiverPeriod(c[0].day, c[1].day, _span(c[0], c[1]))


def waiver_text(c: Children) -> tree.WaiverText:
    return tree.WaiverText(c[0].text, c[1], _span(c[0], c[1]))


def waiver_approved(c: Children) -> tree.WaiverText:
    return tree.WaiverText("approved", c[2], _span(c[0], c[2]))


# --- tests -------------------------------------------------------------------------------------


def test(c: Children) -> tree.Test:
    return tree.Test(c[1], tuple(c[3]), False, _span(c[0], c[4]))


def given(c: Children) -> tree.Given:
    return tree.Given(tuple(c[2]), _span(c[0], c[3]))


def given_fact(c: Children) -> tree.GivenFact:
    return tree.GivenFact(c[0], c[2], _span(c[0], c[2]))


def fact_path(c: Children) -> tree.FactPath:
    return tree.FactPath(c[0].text, None, c[0].span)


def fact_path_key(c: Children) -> tree.FactPath:
    return tree.FactPath(c[0].text, c[2], _span(c[0], c[3]))


def missing_value(c: Children) -> tree.MissingValue:
    return tree.MissingValue(c[0].span)


def one_of_value(c: Children) -> tree.OneOfValue:
    return tree.OneOfValue(c[2], _span(c[0], c[2]))


def at_least_value(c: Children) -> tree.AtLeastValue:
    return tree.AtLeastValue(c[2], None, _span(c[0], c[2]))


def between_value(c: Children) -> tree.AtLeastValue:
    return tree.AtLeastValue(c[2], c[5], _span(c[0], c[5]))


def with_(c: Children) -> tree.With:
    return tree.With(c[1], c[3], _span(c[0], c[3]))


def as_of(c: Children) -> tree.AsOf:
    return tree.AsOf(c[2], _span(c[0], c[2]))


def expect_verdict(c: Children) -> tree.ExpectVerdict:
    return tree.ExpectVerdict(c[1].text, (), _span(c[0], c[1]))


def expect_reject_by(c: Children) -> tree.ExpectVerdict:
    return tree.ExpectVerdict("reject", tuple(c[3]), _span(c[0], c[3][-1]))


def expect_value(c: Children) -> tree.ExpectValue:
    return tree.ExpectValue(_word(c[1]), False, c[2].text, c[3], _span(c[0], c[3]))


def expect_rule_value(c: Children) -> tree.ExpectValue:
    return tree.ExpectValue(_word(c[2]), True, c[3].text, c[4], _span(c[0], c[4]))


def expect_rule(c: Children) -> tree.ExpectRule:
    return tree.ExpectRule(_word(c[2]), c[4].text, _span(c[0], c[4]))


def expect_open(c: Children) -> tree.ExpectOpen:
    return tree.ExpectOpen(c[4], _span(c[0], c[4]))


def expect_obligation(c: Children) -> tree.ExpectObligation:
    return tree.ExpectObligation(_word(c[2]), _span(c[0], c[2]))


# --- expressions -------------------------------------------------------------------------------


def text(c: Children) -> tree.Text:
    return tree.Text(literals.string(c[0].text, c[0].span), c[0].span)


def number(c: Children) -> tree.Number:
    value, unit = literals.number(c[0].text, c[0].span)
    return tree.Number(value, unit, c[0].text, c[0].span)


def date(c: Children) -> tree.Date:
    return tree.Date(literals.day(c[0].text, c[0].span), c[0].span)


def boolean(c: Children) -> tree.Bool:
    return tree.Bool(c[0].text == "true", c[0].span)


def name(c: Children) -> tree.Name:
    return tree.Name(c[0].text, c[0].span)


def attribute(c: Children) -> tree.Attribute:
    return tree.Attribute(c[0], _word(c[2]), _span(c[0], c[2]))


def index(c: Children) -> tree.Index:
    return tree.Index(c[0], c[2], _span(c[0], c[3]))


def call(c: Children) -> tree.Call:
    if not isinstance(c[0], tree.Name | tree.Attribute):
        raise Unreadable(
            "only a function can be called", c[0].span, "`scale(x, 2 .. 6)`, `lib.fits(x)`"
        )
    return tree.Call(c[0], tuple(c[2]), _span(c[0], c[3]))


def set_of(c: Children) -> tree.SetOf:
    return tree.SetOf(tuple(c[1]), _span(c[0], c[2]))


def paren(c: Children) -> tree.Paren:
    return tree.Paren(c[1], _span(c[0], c[2]))


def unary(c: Children) -> tree.Unary:
    return tree.Unary(c[0].text, c[1], _span(c[0], c[1]))


def binary(c: Children) -> tree.Binary:
    return tree.Binary(c[1].text, c[0], c[2], c[1].span, _span(c[0], c[2]))


def not_in(c: Children) -> tree.Binary:
    return tree.Binary("not in", c[0], c[3], _span(c[1], c[2]), _span(c[0], c[3]))


def is_(c: Children) -> tree.Is:
    return tree.Is(c[0], c[2].text, c[2].span, _span(c[0], c[2]))


def quantifier(c: Children) -> tree.Quantifier:
    return tree.Quantifier(c[0].text, _word(c[1]), c[3], c[5], _span(c[0], c[5]))


def default(c: Children) -> tree.Default:
    return tree.Default(c[0], c[2], _span(c[0], c[2]))


def default_minus(c: Children) -> tree.Default:
    fallback = tree.Unary("-", c[3], _span(c[2], c[3]))
    return tree.Default(c[0], fallback, _span(c[0], c[3]))


def if_else(c: Children) -> tree.IfElse:
    return tree.IfElse(c[1], c[3], c[5], _span(c[0], c[5]))


def range(c: Children) -> tree.Range:
    return tree.Range(c[0], c[2], _span(c[0], c[2]))


class _Chain(NamedTuple):
    op: Token
    operands: list[Any]


def chain(c: Children) -> _Chain:
    return _Chain(c[1], [c[0], c[2]])


def chain_more(c: Children) -> _Chain:
    c[0].operands.append(c[2])
    return c[0]  # type: ignore[no-any-return]


def logical(c: Children) -> tree.Logical:
    op, operands = c[0]
    span = _span(operands[0], operands[-1])
    return tree.Logical(op.text, tuple(operands), op.span, span)
