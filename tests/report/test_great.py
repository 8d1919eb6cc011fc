"""Policies of hundreds of rules: an overview, data for the graph of each rule, and small pages."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import pytest

import msm_rules as msm
from msm_rules.graph import picture_of
from msm_rules.report.collection import collected
from msm_rules.report.collection_page import collection_page
from msm_rules.report.decision_markdown import decision_markdown
from msm_rules.report.decision_page import decision_page, told
from msm_rules.report.few import Few, few, main_stages, room_for
from msm_rules.report.graph_data import decided, fixed_data, graph_data
from msm_rules.report.great import MOST_CHOICES, MOST_RULES, choices, overview
from msm_rules.report.outline import outline
from msm_rules.report.packed import MARKS, OTHER, mark_letters, packed_lines, packed_marks
from msm_rules.report.rule_sheet import FIRST
from msm_rules.report.sheet import sheet
from msm_rules.report.shortlist_page import shortlist_page
from tests.proof.decisions import AS_OF, DECISIONS, policy
from tests.report.pages import Tags

SOFT = 30


@cache
def great(n: int = 1000) -> msm.Policy:
    """A policy of `n` requirements, scored rules, a param, a let, an obligation and a waiver."""
    hard = "\n".join(
        f'rule r{i} "Requirement {i}" {{ require model.{("likes", "downloads")[i % 2]} > {i} '
        f"{'waivable' if i == 7 else ''} }}"
        for i in range(n)
    )
    soft = "\n".join(f'rule s{i} "Wish {i}" {{ prefer scaled > {i} }}' for i in range(SOFT))
    return msm.parse_policy(
        f"""
        policy p {{ version "1.0.0" title "Great" }}
        param factor: number = 2
        let scaled = factor * model.likes
        critical {{ {hard} rule fits {{ require scaled > 3 when unknown pass }} }}
        important {{ {soft} }}
        decide {{ accept if score >= 0.5 review if score >= 0.2 }}
        obligation note "Keep it" {{ if model.likes > 0 }}
        waiver "W-1" {{ rule r7 models {{"b/*"}} from 2026-01-01 until 2026-12-31
          approved by "Legal" because "Agreed" }}
        """
    )


def _decide(**facts: object) -> msm.Decision:
    return great().decide({"id": "a/b", "likes": 500} | facts, as_of=AS_OF)


# --- the overview --------------------------------------------------------------------------------


def test_the_overview_has_a_box_for_the_rules_of_each_tier_with_what_came_of_them() -> None:
    subject = _decide().subject()
    found = outline(subject.graph, great().vocabulary)
    picture = decided(subject, found)
    assert picture is not None
    whole = overview(picture)
    boxes = {box.name: box for box in whole.boxes}
    assert boxes["critical rules"].title == "1,001 rules"
    status = boxes["critical rules"].status
    assert status is not None
    assert (status.kind, status.text) == ("false", "250 fail, 500 not known, 251 hold")
    important = boxes["important rules"].status
    assert important is not None
    assert important.text == f"{SOFT} scored"
    facts = boxes["facts"]
    assert facts.title == "3 facts: model.likes, model.downloads, model.id"
    assert {"critical", "important", "accept if", "verdict", "waivers", "obligations"} <= set(boxes)
    assert len(whole.boxes) < 20


def test_the_overview_joins_what_the_whole_picture_joins_and_no_more() -> None:
    graph = policy().graph
    picture = picture_of(graph)
    homes = {box.id: box.id if box.kind in ("tier", "decide", "verdict", "rank")
             else f"all {box.kind} {box.group}".strip() for box in picture.boxes}  # fmt: skip
    wanted = {(homes[a.source], homes[a.target]) for a in picture.arrows}
    found = {(a.source, a.target) for a in overview(picture).arrows}
    assert found == {ends for ends in wanted if ends[0] != ends[1]}


@pytest.mark.parametrize("kind", DECISIONS)
def test_what_decided_is_bold_in_the_overview_too(kind: str) -> None:
    subject = DECISIONS[kind]().subject()
    picture = decided(subject, outline(subject.graph, policy().vocabulary))
    assert picture is not None
    heavy = {a.target for a in picture.arrows if a.weight == "bold"}
    bold = {a.target for a in overview(picture).arrows if a.weight == "bold"}
    ends = {box.id for box in picture.boxes if box.kind in ("tier", "decide", "verdict")}
    assert bold & ends == heavy & ends


def test_a_policy_of_few_rules_has_its_whole_picture() -> None:
    small = outline(great(20).graph, great().vocabulary)
    assert not small.great
    assert outline(great(MOST_RULES).graph, great().vocabulary).great


def test_a_policy_beyond_every_limit_has_no_picture() -> None:
    rules = "\n".join(f"rule r{i} {{ require model.likes > {i} }}" for i in range(MOST_CHOICES + 1))
    many = msm.parse_policy(f'policy p {{ version "1.0.0" }} critical {{ {rules} }}')
    found = outline(many.graph, many.vocabulary)
    assert found.picture is None
    subject = many.decide({"id": "a", "likes": 1}, as_of=AS_OF).subject()
    assert sheet(subject, found).graph is None


# --- the data ------------------------------------------------------------------------------------


def test_the_data_hold_every_box_and_every_arrow() -> None:
    picture = picture_of(great().graph)
    found = choices(picture)
    assert [line.split("\t")[:2] for line in found.boxes] == [
        [b.kind, b.name] for b in picture.boxes
    ]
    ids = [box.id for box in picture.boxes]
    arrows = [
        (ids[int(a, 36)], ids[int(b, 36)], "~" in text)
        for text in found.arrows.split(" ")
        for a, b in [text.replace("~", "-").split("-")]
    ]
    assert arrows == [(a.source, a.target, a.side) for a in picture.arrows]


def test_boxes_stand_in_the_order_in_which_they_lead_to_each_other() -> None:
    for made in (great(), policy()):
        picture = picture_of(made.graph)
        at = {box.id: n for n, box in enumerate(picture.boxes)}
        assert all(at[a.source] < at[a.target] for a in picture.arrows if a.target != "rank")


def test_a_decision_says_what_came_of_every_box() -> None:
    subject = _decide().subject()
    found = outline(subject.graph, great().vocabulary)
    own, picture = graph_data(subject, found), decided(subject, found)
    assert own is not None
    assert picture is not None
    letters = {"true": "t", "false": "f", "unknown": "u", "score": "zxs", "missing": "m",
               "given": "g", "waived": "w"}  # fmt: skip
    for box, letter in zip(picture.boxes, own.kinds, strict=True):
        assert letter in (letters[box.status.kind] if box.status else "-")
    assert own.bold == ""


def test_what_all_share_is_said_once() -> None:
    example = _decide().subject()
    found = outline(example.graph, great().vocabulary, example=example)
    own, shared = graph_data(example, found), fixed_data(found)
    assert own is not None
    assert shared is not None
    at = [box.name for box in picture_of(example.graph).boxes].index("factor")
    assert (own.kinds[at], shared.kinds[at], shared.lines[at]) == ("-", "g", "2")


def test_marks_are_packed_and_can_be_unpacked() -> None:
    texts = [*MARKS.values(), "0.42", "waived by W-1", "", "✓ holds"]
    kinds, *others = packed_marks(texts)
    letters = {line[0]: line[1:] for line in mark_letters()}
    rest = iter(others)
    assert [letters[k] if k != OTHER else next(rest) for k in kinds] == texts
    assert OTHER not in MARKS
    assert packed_lines(["", "a\tb", "", "c"]) == ("1\ta\tb", "3\tc")


# --- what a page tells ---------------------------------------------------------------------------


def test_of_many_rules_the_first_that_do_not_hold_are_told_and_the_rest_counted() -> None:
    subject = _decide().subject()
    found = outline(subject.graph, great().vocabulary)
    one = sheet(subject, found, full=False)
    assert one.brief
    shown = few(one.rules, FIRST)
    assert [line.name for line in shown.lines] == ["r1", "r3", "r5", "r7"]
    assert all(line.statements for line in shown.lines)
    assert shown.rest == "Not listed: 496 not known, 251 hold, 250 fail"
    held = sheet(_decide(likes=9999, downloads=9999).subject(), found, full=False)
    assert few(held.rules, FIRST) == Few((), "All 1,001 hold")
    assert few(one.rules[:FIRST], FIRST).rest == ""


def test_a_decision_in_full_tells_all_rules() -> None:
    one = told(_decide().proof())
    assert not one.sheet.brief
    assert all(r.statements for r in one.sheet.rules if r.word != "does not apply")
    page = decision_page(one, "msm report")
    assert page.count('<li class="n">') >= 250
    assert 'class="choose"' in page
    assert page.count('class="msm-graph"') == 1


def test_markdown_has_the_overview() -> None:
    text = decision_markdown(told(_decide().proof()), "msm report")
    assert "```mermaid" in text
    assert "critical rules" in text
    assert "- and 210 more rules" in text
    assert len(text.encode()) <= 65_536


def test_there_is_room_for_all_rules_where_models_or_rules_are_few() -> None:
    assert room_for(300) < MOST_RULES < room_for(10)
    assert room_for(0) > 0


def test_a_funnel_of_a_great_many_stages_shows_those_at_which_most_fell() -> None:
    models = [{"id": f"a/{n}", "likes": 20 * n, "downloads": 990} for n in range(60)]
    stages = great().screen(models, as_of=AS_OF).funnel.stages
    shown = main_stages(stages)
    assert len(shown) <= 40 < len(stages)
    assert all(stage.fell for stage in shown)
    at = [stages.index(stage) for stage in shown]
    assert all(a < b for a, b in pairwise(at))
    assert main_stages(stages[:5]) == tuple(stages[:5])


def test_a_shortlist_of_300_models_by_1000_rules_is_below_3_mb() -> None:
    models = [{"id": f"acme/m{k}", "likes": 3 * k, "downloads": 10 * k} for k in range(300)]
    page = shortlist_page(great().screen(models, as_of=AS_OF))
    assert page.count('<details class="model') == 300
    assert len(page.encode()) < 3_000_000
    tags = Tags(page)
    ids = set(tags.all("id"))
    assert {link[1:] for link in tags.all("href") if link.startswith("#")} <= ids
    assert 'id="graph-1" data-boxes=' in page


def test_a_folder_of_proofs_by_a_great_policy_holds_its_data_once() -> None:
    given: list[Any] = [(f"{n}.json", _decide(id=f"a/{n}").proof()) for n in range(3)]
    page = collection_page(collected(given), "proofs", "msm report proofs")
    assert page.count("data-boxes=") == 1
    assert page.count("Not listed: ") >= 3
