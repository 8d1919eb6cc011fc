"""How wide texts are, where lines break, and in which order boxes stand."""

from __future__ import annotations

import pytest

from msm_rules.graph.columns import columns
from msm_rules.graph.elements import Arrow, Box, Picture
from msm_rules.graph.measure import clipped, lines, width
from msm_rules.graph.ordering import Slot, Stack, arranged


def test_letters_have_the_widths_of_helvetica() -> None:
    assert width("ill", 1000) == 666
    assert width("WAVE", 1000) == 944 + 667 + 667 + 667
    assert width("漢", 1000) > width("é", 1000) > 0
    assert width("a", 12, bold=True) > width("a", 12)


@pytest.mark.parametrize("text", ["one two three four five six", "x" * 90, "", "漢字" * 30])
def test_no_line_is_wider_than_its_room(text: str) -> None:
    found = lines(text, 12, 100, 3)
    assert len(found) <= 3
    assert all(width(line, 12) <= 100 for line in found)


def test_a_text_that_fits_is_kept_whole_and_a_longer_one_ends_in_an_ellipsis() -> None:
    assert lines("one two", 12, 100, 2) == ["one two"]
    assert lines("one two three four five six", 12, 40, 2)[-1].endswith("…")
    assert clipped("short", 12, 100) == "short"


def distance(upper: Slot, lower: Slot) -> float:
    return (upper.height + lower.height) / 2 + upper.room + lower.room


def test_boxes_cross_no_arrows_that_they_need_not() -> None:
    """Three facts whose rules stand in the opposite order are turned round."""
    facts = tuple(Slot((f"f{n}", 0), 10, 2) for n in range(3))
    rules = tuple(Slot((f"r{n}", 1), 10, 2, "g") for n in range(3))
    links = [((f"f{n}", 0), (f"r{2 - n}", 1)) for n in range(3)]
    at = arranged([Stack(facts, False), Stack(rules, True)], links, distance)
    assert [at[f"r{n}", 1] for n in range(3)] == [0, 14, 28]
    assert [at[f"f{n}", 0] for n in range(3)] == [28, 14, 0]


def test_boxes_keep_their_distance_where_all_want_the_same_place() -> None:
    facts = tuple(Slot((f"f{n}", 0), 10, 2) for n in range(5))
    links = [((f"f{n}", 0), ("r", 1)) for n in range(5)]
    stacks = [Stack(facts, False), Stack((Slot(("r", 1), 10, 2, "g"),), True)]
    found = sorted(arranged(stacks, links, distance)[f"f{n}", 0] for n in range(5))
    assert found == [-28, -14, 0, 14, 28]


def test_what_a_box_rests_on_stands_further_left_and_all_rules_share_a_column() -> None:
    boxes = (
        Box("f", "fact", "f"),
        Box("a", "let", "a"),
        Box("b", "let", "b"),
        Box("r", "rule", "r", group="critical"),
        Box("s", "rule", "s", group="critical"),
        Box("v", "verdict", "v"),
    )
    pairs = [("f", "a"), ("a", "b"), ("b", "r"), ("f", "s"), ("r", "v"), ("s", "v")]
    found = columns(Picture("", boxes, tuple(Arrow(*p) for p in pairs), ()))
    assert found == {"f": 0, "a": 1, "b": 2, "r": 3, "s": 3, "v": 4}
