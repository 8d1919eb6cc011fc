"""A line as a tree and as a picture: what is shown, in which order, and once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from msm_rules.graph import dot, mermaid
from msm_rules.lineage import line, lineage, picture_of, tree
from tests.lineage.test_lines import ADAPTED, BASE, MERGED, OTHER, QUANTISED, TUNED, families, model

FAMILY = [QUANTISED, MERGED, ADAPTED, TUNED, BASE, OTHER]


def rows(catalogue: list[dict[str, Any]], of: str) -> list[tuple[int, str, str | None]]:
    return [(row.depth, row.id, row.again) for row in tree(lineage(catalogue), of)]


def test_parents_stand_below_their_child_in_the_order_they_are_named() -> None:
    assert rows(FAMILY, "E/gguf") == [
        (0, "e/gguf", None),
        (1, "c/merge", None),
        (2, "b/lora", None),
        (3, "a/tuned", None),
        (4, "meta/Base", None),
        (2, "d/other", None),
    ]


def test_a_model_that_many_descend_from_has_its_parents_once() -> None:
    diamond = [model("x/d", "x/b", "x/c"), model("x/b", "x/a"), model("x/c", "x/a")]
    assert rows([*diamond, model("x/a", "x/z")], "x/d") == [
        (0, "x/d", None),
        (1, "x/b", None),
        (2, "x/a", None),
        (3, "x/z", None),
        (1, "x/c", None),
        (2, "x/a", "above"),
    ]


def test_a_cycle_is_named_and_ends() -> None:
    assert rows([model("x/a", "x/b"), model("x/b", "x/a")], "x/a")[-1] == (2, "x/a", "cycle")
    assert rows([model("x/s", "X/S")], "x/s") == [(0, "x/s", None), (1, "x/s", "cycle")]


def test_a_tree_of_a_model_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        list(tree(lineage(FAMILY), "no/where"))


def test_a_line_of_thousands_is_drawn() -> None:
    long = [model(f"x/{n}", f"x/{n + 1}") for n in range(5_000)]
    assert rows(long, "x/0")[-1] == (5_000, "x/5000", None)
    assert len(line(lineage(long), "x/0").known) == 4_999


@given(families)
def test_a_tree_shows_every_ancestor_and_nobody_else(parents: dict[str, list[str]]) -> None:
    catalogue = lineage([model(id, *own) for id, own in parents.items()])
    for id in parents:
        found = line(catalogue, id)
        shown = {row.id for row in tree(catalogue, id)}
        assert shown == {id, *found.missing, *(m.id for m, _ in found.known)}


@given(families)
def test_a_picture_has_a_box_for_each_and_an_arrow_from_each_parent(
    parents: dict[str, list[str]],
) -> None:
    catalogue = lineage([model(id, *own) for id, own in parents.items()])
    for id in parents:
        picture = picture_of(catalogue, id)
        boxes = {box.id for box in picture.boxes}
        assert len(boxes) == len(picture.boxes)
        expected = {(p, m) for m in boxes & parents.keys() for p in parents[m]}
        assert {(arrow.source, arrow.target) for arrow in picture.arrows} == expected


@pytest.mark.parametrize("render", [mermaid.render, dot.render])
def test_what_strangers_wrote_is_text_in_a_picture(render: Any) -> None:
    evil = model('x/"];evil', license='MIT"<script>')
    drawn = render(picture_of(lineage([evil]), 'x/"];evil'))
    assert "<script>" not in drawn or render is dot.render
    assert '"];evil"' not in drawn.replace('\\"', "")
