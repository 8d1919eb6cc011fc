"""Pictures show what feeds what, in every format, whatever the author wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

import pytest
from graph_texts import SMALL, graph_of, many_rules

from msm_rules.graph import Status, dot, mermaid, picture_of, svg
from msm_rules.graph.elements import Arrow, Box, Picture, StatusKind
from msm_rules.graph.measure import width

TINY = """
policy tiny { version "1.0.0"  title "Tiny" }
let room = 24 GiB - model.memory.int4
critical { rule size "Fits" { require room >= 1 GiB  waivable } }
important weight 2 { rule liked "Is liked" { prefer model.likes >= 100 } }
decide { accept if score >= 0.5 }
waiver "W" { rule size  models {"a/b"}  from 2026-01-01 until 2026-01-02
             approved by "C"  because "d" }
"""

TINY_MERMAID = """\
flowchart LR
  accTitle: Tiny
  n0(["<b>model.memory.int4</b>"])
  n1(["<b>model.likes</b>"])
  n2(["<b>model.id</b>"])
  n3[/"<b>today</b>"/]
  n4("<b>room</b>")
  n5>"<b>W</b><br/>a/b"]
  n8{{"<b>critical</b>"}}
  n9{{"<b>important</b><br/>weight 2"}}
  n10{{"<b>score</b>"}}
  n11{{"<b>accept if</b><br/>score #62;= 0.5"}}
  n12((("<b>verdict</b>")))
  subgraph g0["critical · each is a requirement"]
    n6["<b>size</b><br/>Fits<br/>waivable"]
  end
  subgraph g1["important · weight 2"]
    n7["<b>liked</b><br/>Is liked<br/>weight 1"]
  end
  n0 --> n4
  n3 --> n5
  n2 --> n5
  n4 --> n6
  n5 -.-> n6
  n1 --> n7
  n6 --> n8
  n7 --> n9
  n9 --> n10
  n10 --> n11
  n8 --> n12
  n11 --> n12
"""

TINY_DOT = r"""digraph policy {
  graph [rankdir=LR, label="Tiny", labelloc=t, fontname=Helvetica];
  node [fontname=Helvetica, fontsize=11]; edge [arrowsize=0.6];
"""

STRANGE = (
    "<script>alert(1)</script> \"q\" 'a' \\N & &lt; #quot; ]]> %%{init: {}}%% `m` {x} | ; é 漢"
)
AS_WRITTEN = STRANGE.replace("\\", "\\\\").replace('"', '\\"')


def test_the_mermaid_text_of_a_small_policy() -> None:
    assert mermaid.render(picture_of(graph_of(TINY))) == TINY_MERMAID


def test_the_dot_text_has_the_same_arrows_as_the_mermaid_text() -> None:
    text = dot.render(picture_of(graph_of(TINY)))
    assert text.startswith(TINY_DOT)
    assert 'subgraph cluster_0 { label="critical · each is a requirement"' in text
    tooltip = 'tooltip="size: Fits\\nrequire room >= 1 GiB"'
    assert f'n6 [label="size\\nFits\\nwaivable", shape=box, {tooltip}];' in text
    assert "n5 -> n6 [style=dashed];" in text
    arrows = re.findall(r"^  (n\d+) -> (n\d+)", text, re.M)
    assert arrows == re.findall(r"^  (n\d+) -\S+ (n\d+)", TINY_MERMAID, re.M)


def test_lets_waivers_obligations_and_rank_stand_beside_facts_and_rules() -> None:
    picture = picture_of(graph_of(SMALL))
    kinds = {b.id: b.kind for b in picture.boxes}
    assert kinds["let.needed"] == "let"
    assert kinds["param.memory"] == "param"
    assert kinds["waiver.W-1"] == "waiver"
    assert kinds["obligation.notice"] == "obligation"
    assert kinds["rank"] == "rank"
    arrows = set(picture.arrows)
    assert Arrow("let.needed", "critical.size") in arrows
    assert Arrow("waiver.W-1", "critical.licence", side=True) in arrows
    assert Arrow("model.license_chain", "obligation.notice") in arrows
    assert Arrow("model.memory.int4", "critical.size") not in arrows, "it goes over the let"


def test_a_comment_in_an_expression_is_not_shown() -> None:
    tips = {b.id: b.tip for b in picture_of(graph_of(SMALL)).boxes}
    assert tips["let.needed"] == "let needed = model.memory.int4 + 1 GiB"


def test_a_let_has_its_name_however_it_was_written() -> None:
    text = """
    policy p { version "1.0.0" }
    define big(x: number) = x >= 3B and x < 30B
    let a = big(model.parameters)
    let b = model.license in {"mit"} or model.license in {"apache-2.0"}
    let c = all x in model.license_chain: (x in {"mit"} or x == model.license)
    let d = {"en", "de"} + {"fr"}
    critical { rule r { require a and b and c and model.languages covers d } }
    decide { accept if a  review if critical }
    """
    boxes = {b.id: b for b in picture_of(graph_of(text)).boxes}
    assert [b.name for b in boxes.values() if b.kind == "let"] == ["a", "b", "c", "d"]
    assert boxes["decide.accept"].title == "a"
    assert boxes["decide.review"].title == "critical"


def test_a_let_that_only_gives_a_default_is_not_drawn() -> None:
    text = """
    policy p { version "1.0.0" }
    let card = 24 GiB
    param memory: bytes = card
    critical { rule r { require model.memory.int4 <= memory } }
    """
    assert "let.card" not in {b.id for b in picture_of(graph_of(text)).boxes}


def test_the_detailed_picture_shows_every_node() -> None:
    graph = graph_of(SMALL)
    picture = picture_of(graph, detail=True)
    assert {n.id for n in graph.nodes} <= {b.id for b in picture.boxes}
    assert ElementTree.fromstring(svg.render(picture)) is not None


def texts_of(root: ElementTree.Element) -> set[str]:
    return {e.text or "" for e in root.iter("{http://www.w3.org/2000/svg}text")}


@pytest.mark.parametrize("count", [3, 60])
def test_the_svg_has_every_rule_and_every_fact(count: int) -> None:
    graph = graph_of(many_rules(count))
    root = ElementTree.fromstring(svg.render(picture_of(graph)))
    assert {r.name for r in graph.rules} <= texts_of(root)
    assert {n.const.name for n in graph.nodes if n.op == "fact"} <= texts_of(root)  # type: ignore[union-attr]
    assert root.get("role") == "img"
    assert (root.get("aria-label") or "").startswith("many")


@pytest.mark.parametrize("policy", [SMALL, TINY, many_rules(60)])
def test_no_box_of_the_svg_covers_another_or_leaves_the_page(policy: str) -> None:
    root = ElementTree.fromstring(svg.render(picture_of(graph_of(policy))))
    _, _, right, bottom = map(float, (root.get("viewBox") or "").split())
    boxes = []
    for group in root.iter("{http://www.w3.org/2000/svg}g"):
        if "box" in (group.get("class") or "").split():
            rect = group.find("{http://www.w3.org/2000/svg}rect")
            assert rect is not None
            boxes.append(tuple(float(rect.get(k) or "nan") for k in ("x", "y", "width", "height")))
    for n, (x, y, w, h) in enumerate(boxes):
        assert 0 < x < x + w < right
        assert 0 < y < y + h < bottom
        for ox, oy, ow, oh in boxes[:n]:
            assert x + w <= ox or ox + ow <= x or y + h <= oy or oy + oh <= y


def test_the_name_of_a_tier_fits_into_its_frame() -> None:
    text = 'policy p { version "1.0.0" } contextual weight 12.5 { rule r { prefer model.gated } }'
    root = ElementTree.fromstring(svg.render(picture_of(graph_of(text))))
    (group,) = (g for g in root.iter() if g.get("class") == "group")
    assert float(group[0].get("width") or 0) > width("contextual weight 12.5", 12.5, bold=True)


def strange() -> Picture:
    text = TINY.replace('"Tiny"', f'"{AS_WRITTEN}"').replace('"Fits"', f'"{AS_WRITTEN}"')
    statuses = {"critical.size": Status("false", STRANGE + "\n\x1b[31m\u202e")}
    return picture_of(graph_of(text), statuses)


def test_svg_shows_strange_texts_and_runs_nothing() -> None:
    text = svg.render(strange())
    root = ElementTree.fromstring(text)
    assert not [e for e in root.iter() if e.tag.endswith("script")]
    titles = [e.text for e in root.iter("{http://www.w3.org/2000/svg}title")]
    assert titles[0] == STRANGE
    assert any((t or "").startswith(f"size: {STRANGE}") for t in titles)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_mermaid_takes_nothing_in_a_text_for_its_own() -> None:
    text = mermaid.render(strange())
    assert "script>" not in text.replace("script#62;", "")
    assert "%%{" not in text
    assert "`" not in text
    labels = re.findall(r'n6\["(.*)"\]', text)
    assert len(labels) == 1
    assert '"' not in labels[0]
    assert all(line.startswith(("flowchart", "  ")) for line in text.splitlines())


@pytest.mark.parametrize("start", ["1. One", "- One", "+ One", "12) One"])
def test_mermaid_takes_no_text_for_a_list(start: str) -> None:
    shown = mermaid.escaped(start)
    assert re.sub(r"#(\d+);", lambda m: chr(int(m[1])), shown) == start
    assert not re.match(r"(\d*)[-+.)]\s", shown)


def test_dot_quotes_strange_texts() -> None:
    text = dot.render(strange())
    label = dot.escaped(STRANGE)
    assert f'label="{label}"' in text
    assert r"\\N" in label
    assert "&amp;lt;" in label
    unquoted = re.sub(r'"(?:\\.|[^"\\])*"', '""', text)
    assert not set("<&`'") & set(unquoted)


def statuses(**kinds: StatusKind) -> Mapping[str, Status]:
    return {id.replace("__", "."): Status(kind) for id, kind in kinds.items()}


def bold(found: Mapping[str, Status]) -> set[tuple[str, str]]:
    picture = picture_of(graph_of(SMALL), found)
    assert all(a.weight in ("pale", "bold") for a in picture.arrows)
    return {(a.source, a.target) for a in picture.arrows if a.weight == "bold"}


def test_a_failed_rule_is_followed_back_to_the_facts_it_was_given() -> None:
    found = statuses(
        verdict="false", critical="false", critical__size="false", critical__licence="unknown",
        model__license="missing", let__needed="given", model__memory__int4="given",
        decide__accept="false", score="score",
    )  # fmt: skip
    assert bold(found) == {
        ("critical", "verdict"),
        ("critical.size", "critical"),
        ("let.needed", "critical.size"),
        ("param.memory", "critical.size"),
        ("model.memory.int4", "let.needed"),
    }


def test_an_open_verdict_is_followed_back_to_what_is_missing() -> None:
    found = statuses(
        verdict="unknown", critical="true", critical__size="true", critical__licence="true",
        decide__accept="unknown", score="score", important="score", important__exams="score",
        important__recent="score", model__modified="given",
    )  # fmt: skip
    found = {**found, 'model.benchmarks["medqa"]': Status("missing")}
    assert bold(found) == {
        ("decide.accept", "verdict"),
        ("score", "decide.accept"),
        ("important", "score"),
        ("important.exams", "important"),
        ('model.benchmarks["medqa"]', "important.exams"),
    }


def test_an_accept_rests_on_the_tiers_and_thresholds_that_hold() -> None:
    found = statuses(verdict="true", critical="true", decide__accept="true", score="score")
    assert bold(found) == {("critical", "verdict"), ("decide.accept", "verdict")}


def test_without_a_decision_no_arrow_is_pale_or_bold() -> None:
    assert {a.weight for a in picture_of(graph_of(SMALL)).arrows} == {"plain"}


SIGNS = [
    ("rule", "true", "✓"),
    ("rule", "false", "✗"),
    ("rule", "unknown", "?"),
    ("rule", "waived", "waived"),
    ("fact", "missing", "?"),
    ("waiver", "false", "not in use"),
    ("obligation", "true", "due"),
]


@pytest.mark.parametrize(("kind", "status", "sign"), SIGNS)
def test_a_status_is_a_sign_and_not_only_a_colour(kind: str, status: StatusKind, sign: str) -> None:
    box = Box("x", kind, "x", status=Status(status, "why"))  # type: ignore[arg-type]
    picture = Picture("t", (box,), (), ())
    assert box.sign == sign
    assert f">{sign}</text>" in svg.render(picture)
    assert f"{sign}{':' if len(sign) > 1 else ''} why" in dot.render(picture)


def test_a_policy_of_one_rule_and_nothing_else_has_a_picture() -> None:
    graph = graph_of('policy p { version "1.0.0" } critical { rule r { require true } }')
    for detail in (False, True):
        picture = picture_of(graph, detail=detail)
        assert ElementTree.fromstring(svg.render(picture)) is not None
        assert mermaid.render(picture).startswith("flowchart LR\n")


def test_the_same_policy_gives_the_same_picture() -> None:
    assert svg.render(picture_of(graph_of(SMALL))) == svg.render(picture_of(graph_of(SMALL)))
