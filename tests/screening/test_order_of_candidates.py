"""The order of candidates, rule by rule of the reference (language.md, Verdict)."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msm_rules.decide.decision import Verdict
from msm_rules.graph.nodes import RankKey
from msm_rules.screening.rank import Placed, ranking, separated
from msm_rules.screening.row import Row

DOWN, UP = RankKey(0, descending=True), RankKey(1, descending=False)

Bounds = tuple[float, float]


def row(id_: str, *keys: Bounds, verdict: str = "accept") -> Row:
    return Row(
        position=0,
        id=id_,
        verdict=Verdict(verdict),
        determined=True,
        possible=(verdict,),
        score=None,
        important=None,
        contextual=None,
        rules=(),
        failed=(),
        unknown=(),
        escalated=(),
        waived=(),
        open_facts=(),
        obligations=(),
        valid_until=None,
        keys=keys,
    )


def order(keys: Sequence[RankKey], *rows: Row) -> list[str]:
    return [placed.row.id for placed in ranking(rows, keys, None)]


def test_accepted_models_stand_before_those_for_review() -> None:
    assert order([DOWN], row("weak", (0.1, 0.1)), row("strong", (0.9, 0.9), verdict="review")) == [
        "weak",
        "strong",
    ]


def test_rejected_models_have_no_place() -> None:
    assert order([DOWN], row("a", (1, 1), verdict="reject"), row("b", (0, 0))) == ["b"]


def test_descending_compares_lower_ends_first() -> None:
    assert order([DOWN], row("wide", (0.4, 0.9)), row("sure", (0.5, 0.5))) == ["sure", "wide"]


def test_descending_compares_upper_ends_where_the_lower_are_equal() -> None:
    assert order([DOWN], row("low", (0.4, 0.5)), row("high", (0.4, 0.9))) == ["high", "low"]


def test_ascending_compares_upper_ends_first() -> None:
    assert order([UP], row("wide", (1, 9)), row("sure", (5, 5))) == ["sure", "wide"]


def test_ascending_compares_lower_ends_where_the_upper_are_equal() -> None:
    assert order([UP], row("high", (5, 9)), row("low", (1, 9))) == ["low", "high"]


@pytest.mark.parametrize(
    ("key", "open_"),
    [
        (DOWN, (-inf, 9.0)),
        (DOWN, (-inf, inf)),
        (DOWN, (inf, inf)),
        (UP, (0.0, inf)),
        (UP, (-inf, inf)),
        (UP, (-inf, -inf)),
    ],
)
def test_an_infinite_end_is_worst(key: RankKey, open_: Bounds) -> None:
    assert order([key], row("a-open", open_), row("known", (5.0, 5.0))) == ["known", "a-open"]


def test_an_infinite_end_is_worst_also_where_it_is_compared_second() -> None:
    assert order([DOWN], row("open", (5, inf)), row("known", (5, 6))) == ["known", "open"]
    assert order([UP], row("open", (-inf, 5)), row("known", (4, 5))) == ["known", "open"]


def test_a_later_key_decides_where_the_earlier_are_equal() -> None:
    keys = [DOWN, UP]
    assert order(keys, row("big", (1, 1), (70, 70)), row("small", (1, 1), (7, 7))) == [
        "small",
        "big",
    ]


def test_ids_decide_last_ignoring_case() -> None:
    assert order([DOWN], row("b/x", (1, 1)), row("A/y", (1, 1))) == ["A/y", "b/x"]


def test_without_keys_models_stand_by_id() -> None:
    assert order([], row("b"), row("a"), row("c")) == ["a", "b", "c"]


# --- what the keys separate ---------------------------------------------------------------------


def test_bounds_that_overlap_do_not_separate() -> None:
    assert not separated(row("a", (0.5, 0.8)), row("b", (0.4, 0.6)), [DOWN])


def test_bounds_apart_separate() -> None:
    assert separated(row("a", (0.7, 0.8)), row("b", (0.4, 0.6)), [DOWN])
    assert separated(row("a", (1, 2)), row("b", (3, 4)), [UP])


def test_a_later_key_separates_only_what_the_earlier_leaves_equal() -> None:
    keys = [DOWN, UP]
    assert separated(row("a", (1, 1), (7, 7)), row("b", (1, 1), (70, 70)), keys)
    assert not separated(row("a", (0, 1), (7, 7)), row("b", (0, 1), (70, 70)), keys)


def test_equal_keys_do_not_separate() -> None:
    assert not separated(row("a", (1, 1)), row("b", (1, 1)), [DOWN])


def test_the_verdict_separates() -> None:
    assert separated(row("a", (0, 0)), row("b", (1, 1), verdict="review"), [DOWN])


def test_neighbours_not_separable_are_marked_and_the_last_is_not() -> None:
    placed = ranking(
        [row("a", (0.9, 0.9)), row("b", (0.5, 0.8)), row("c", (0.4, 0.6))], [DOWN], None
    )
    assert [(p.rank, p.separable) for p in placed] == [(1, True), (2, False), (3, True)]


# --- top N --------------------------------------------------------------------------------------


def kept(placed: Sequence[Placed]) -> list[str]:
    return [p.row.id for p in placed if p.top]


def test_top_keeps_the_first() -> None:
    rows = [row(name, (score, score)) for name, score in (("a", 3), ("b", 2), ("c", 1))]
    assert kept(ranking(rows, [DOWN], 2)) == ["a", "b"]


def test_top_keeps_those_not_separable_from_the_last_of_the_first() -> None:
    rows = [row("a", (9, 9)), row("b", (5, 8)), row("c", (4, 4)), row("d", (3, 6))]
    assert kept(ranking(rows, [DOWN], 2)) == ["a", "b", "d"]


def test_a_top_beyond_the_candidates_keeps_all() -> None:
    assert kept(ranking([row("a", (1, 1))], [DOWN], 5)) == ["a"]


ENDS = st.sampled_from([-inf, 0.0, 1.0, 2.0, 3.0, inf])
BOUNDS = st.tuples(ENDS, ENDS).map(lambda ends: (min(ends), max(ends)))
ROWS = st.lists(
    st.tuples(BOUNDS, BOUNDS, st.sampled_from(["accept", "review", "reject"])), max_size=8
).map(lambda found: [row(f"m{n}", a, b, verdict=v) for n, (a, b, v) in enumerate(found)])


@given(rows=ROWS, top=st.integers(1, 9))
def test_the_order_does_not_hang_on_the_order_of_the_catalogue(rows: list[Row], top: int) -> None:
    keys = [DOWN, UP]
    assert ranking(rows, keys, top) == ranking(rows[::-1], keys, top)


@given(rows=ROWS, top=st.integers(1, 9))
def test_nothing_behind_is_surely_ahead(rows: list[Row], top: int) -> None:
    """Where all ends are finite, a model is never placed behind one it surely precedes."""
    keys = [DOWN, UP]
    finite = [r for r in rows if all(abs(end) < inf for key in r.keys for end in key)]
    placed = [p.row for p in ranking(finite, keys, top)]
    for n, behind in enumerate(placed):
        assert not any(separated(behind, ahead, keys) for ahead in placed[:n])
