"""The page of one decision says what decided it, what is open, and whether its proof holds."""

from __future__ import annotations

import copy
import html
import re
from functools import cache
from typing import Any

import pytest

import msm_rules as msm
from msm_rules.facts import builtin, read_facts
from msm_rules.graph import picture_of
from msm_rules.graph.elements import SIGNS
from msm_rules.proof.subject import Purpose
from msm_rules.report.collection import collected
from msm_rules.report.decision_page import decision_page, told
from msm_rules.report.graph_data import WHOLE_LETTERS, decided, graph_data, roomy
from msm_rules.report.known import known_facts
from msm_rules.report.outline import marks, outline
from msm_rules.report.page import rendered
from msm_rules.report.statuses import plan_of, statuses
from tests.proof.decisions import AS_OF, DECISIONS, policy
from tests.report.pages import Tags

COMMAND = "msm report policies/clinical_assistant.msm BioMistral/BioMistral-7B --as-of 2026-11-22"


@cache
def proof(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = DECISIONS[kind]().proof()  # type: ignore[assignment]
    return found


@cache
def text(kind: str) -> str:
    return decision_page(told(proof(kind)), COMMAND)


@cache
def read(kind: str) -> str:
    """What stands on the page, blanks as one."""
    return " ".join(" ".join(Tags(text(kind)).texts).split())


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (
            "accepted",
            "Accepted because it meets every requirement and reaches what acceptance asks for.",
        ),
        ("rejected", "Rejected because it fails 2 requirements: size, licence."),
        ("undetermined", "Too little is known: it may still be"),
        (
            "escalated and waived",
            "A person decides because it fails a requirement on which AI board may decide: system",
        ),
    ],
)
def test_the_answer_stands_at_the_top(kind: str, sentence: str) -> None:
    assert sentence in read(kind)
    assert text(kind).index('class="answer') < text(kind).index("<main")


def test_rules_are_told_with_figures() -> None:
    said = read("rejected")
    assert "size Weights and cache fit the accelerator at 4 bits a weight fails ARCH-12" in said
    assert "needed 34.6 GiB > 0.9 × 24 GiB = 21.6 GiB" in said
    assert "CC-BY-NC-4.0 does not permit commercial-use (prohibits" in said


def test_open_questions_are_asked_once_each() -> None:
    section = text("undetermined").split('id="questions"')[1].split("</section>")[0]
    assert "Its languages (at least en so far), for languages" in section
    assert section.count("<li>") == len(proof("undetermined")["decision"]["open_facts"])
    assert "Nothing that could change the verdict." in read("accepted")


def test_waivers_are_told_with_who_and_until_when() -> None:
    said = read("escalated and waived")
    assert "licence May be fine-tuned and sold" in said
    assert "waived by W-2026-014" in said
    assert "approved by Legal counsel, until 2026-12-31" in said
    assert "lifts the rule" in said
    assert "does not cover it" in read("accepted")


def test_obligations_and_validity_are_told() -> None:
    assert "Keep the licence text and notices with every copy due · LEGAL-8" in read("accepted")
    assert "Valid until 2026-12-31" in read("accepted")
    assert "To do once it is used" not in read("rejected")


def test_facts_are_told_with_their_evidence() -> None:
    said = read("accepted")
    weights = "weights at 4 bits memory.int4 3.4 GiB measured hub · safetensors.total 2026-11-20"
    assert weights in said
    assert f"sha256 {'ab' * 32}" in said
    assert "raw 7241732096" in said
    assert "too old to count" in read("stale")
    assert "not asked for, since it could not change the verdict" in read("stopped early")


def test_facts_of_the_hub_link_to_the_model_there() -> None:
    links = list(Tags(text("accepted")).all("href"))
    assert "https://huggingface.co/BioMistral/BioMistral-7B" in links
    row = {"method": "measured", "source": "hub", "locator": "likes", "revision": "0" * 40}
    reported = {"method": "declared", "source": "card", "reporter": "https://example.org/r"}
    found = known_facts(
        read_facts(
            {
                "model": {"id": "a/b", "likes": 1, "downloads": 2},
                "evidence": {"likes": [row], "downloads": [reported]},
            },
            builtin(),
        ),
        ("likes", "downloads"),
        builtin(),
    )
    (likes,), (downloads,) = (fact.sources for fact in found)
    assert likes.address == f"https://huggingface.co/a/b/tree/{'0' * 40}"
    assert downloads.address == "https://example.org/r"


@pytest.mark.parametrize("id_", ["../x", "a/b/c", "a b", "a/b?c", "é/b", "a/b#c", "/a", "a//b"])
def test_what_is_no_id_of_the_hub_is_no_link(id_: str) -> None:
    row = {"method": "measured", "source": "hub", "locator": "likes"}
    facts = read_facts({"model": {"id": id_, "likes": 1}, "evidence": {"likes": [row]}}, builtin())
    (fact,) = known_facts(facts, ("likes",), builtin())
    assert fact.sources[0].address is None


def test_the_policy_has_what_came_of_it_in_the_margin() -> None:
    found = text("rejected")
    lines = dict(re.findall(r"<em>(.+?)</em><code>\s*(?:rule )?(\w+)", found))
    margin = {name: re.sub("<[^>]*>", "", words) for words, name in lines.items()}
    assert margin["task"] == "✓ holds"
    assert margin["size"] == "✗ fails"
    assert margin["naming"] == "does not apply"
    assert margin["benchmark"] == "0.36"
    assert margin["obligation"] == "due"
    assert margin["waiver"] == "does not cover it"
    assert "✗ is not met" in margin["accept"]


def test_rules_link_to_their_lines() -> None:
    line = 1 + policy().graph.sources[0].text.split("rule size")[0].count("\n")
    assert f'href="#L1-{line}">size</a>' in text("accepted")
    assert f'id="L1-{line}"' in text("accepted")


def test_the_picture_is_coloured_with_the_deciding_way_in_bold() -> None:
    found = text("rejected")
    assert re.search(r'class="box b\d+ rule is-false" data-node="critical.size"', found)
    assert re.search(r'class="box b\d+ rule is-true" data-node="critical.task"', found)
    assert 'class="arrow bold' in found


def test_the_foot_has_the_digests_and_the_command() -> None:
    foot = html.unescape(text("accepted").split("<footer>")[1])
    assert COMMAND in foot
    for digest in (
        proof("accepted")["digest"],
        proof("accepted")["facts"]["digest"],
        proof("accepted")["policy"]["graph"]["digest"],
        proof("accepted")["licences"]["digest"],
        proof("accepted")["policy"]["files"][0]["sha256"],
    ):
        assert digest in foot


def test_a_proof_that_holds_says_so_and_what_is_not_shown() -> None:
    assert "✓ The proof holds." in read("accepted")
    assert "that the facts are true" in read("accepted")


def test_a_proof_that_does_not_hold_says_so_before_all_else() -> None:
    changed = copy.deepcopy(proof("rejected"))
    changed["decision"]["verdict"] = "accept"
    found = decision_page(told(changed), COMMAND)
    assert found.index("This proof does NOT hold.") < found.index('class="answer')
    assert "It says: " in found
    assert 'role="alert"' in found
    assert "✓ The proof holds" not in found
    assert "decision.verdict" in found


def test_for_whom_it_was_decided_is_told() -> None:
    made = DECISIONS["accepted"]().proof(Purpose("ward 7", "T-118"))
    assert "ward 7, T-118" in decision_page(told(made), COMMAND)


def test_a_policy_of_nothing_has_a_page() -> None:
    made = msm.parse_policy('policy p { version "1.0.0" }').decide({"id": "a"}, as_of=AS_OF).proof()
    said = Tags(decision_page(told(made), COMMAND)).text
    assert "Accepted because it meets every requirement" in said
    assert "The policy asks for none." in said


def _many(n: int) -> str:
    rules = "\n".join(
        f'rule r{i} "Rule number {i}" {{ require model.likes > {i} }}' for i in range(n)
    )
    return f'policy p {{ version "1.0.0" }} critical {{ {rules} }}'


def test_a_thousand_rules_have_a_page_that_names_the_first_that_fail() -> None:
    made = msm.parse_policy(_many(1000)).decide({"id": "a/b", "likes": 500}, as_of=AS_OF).proof()
    found = decision_page(told(made), COMMAND)
    assert "it fails 500 requirements: r500, r501, r502, r503, r504, r505 and 494 more." in found
    assert "1,000 rules are too many for one picture" in found


# --- one picture for many decisions --------------------------------------------------------------


@pytest.mark.parametrize("kind", DECISIONS)
def test_a_decision_painted_into_the_shared_picture_is_its_own_picture(kind: str) -> None:
    decision = DECISIONS[kind]()
    subject = decision.subject()
    example = DECISIONS["accepted"]().subject()
    shared = outline(subject.graph, policy().vocabulary, example=example)
    canvas, own = roomy(shared), decided(subject, shared)
    data = graph_data(subject, shared)
    assert canvas is not None
    assert own is not None
    assert data is not None
    assert len(data.kinds) == len(data.lines) == len(own.boxes)
    letters = {"t": "true", "f": "false", "u": "unknown", "w": "waived", "s": "score"}
    letters |= {"m": "missing", "g": "given", "z": "score", "x": "score"}
    rows = zip(own.boxes, canvas.boxes, data.kinds, data.lines, strict=True)
    for box, blank, letter, line in rows:
        assert box.id == blank.id
        if letter == "-":
            assert box.status is None or box.status == blank.status
            continue
        assert box.status is not None
        assert letters[letter] == box.status.kind
        value, tab, sign = line.partition("\t")
        if letter in "zx":
            assert (box.status.text, line) == ({"z": "0.00", "x": "1.00"}[letter], "")
        assert (sign if tab else SIGNS[box.status.kind]) == box.sign
        assert box.status.text.startswith(value.removesuffix("…"))
        assert not value or blank.status is not None
        assert not value or blank.status.text
    bold = [n for n in range(len(own.arrows)) if int(data.bold[n >> 2], 16) >> (n & 3) & 1]
    assert bold == [n for n, arrow in enumerate(own.arrows) if arrow.weight == "bold"]


def test_the_script_knows_every_status_by_its_letter() -> None:
    script = rendered("collection.html", **_nothing()).split("<script>")[1]
    for names in (("kinds", "signs", "whole"), ("KINDS", "SIGNS", "WHOLE")):
        kinds, signs, whole = (_table(script, name) for name in names)
        assert set(kinds.values()) == set(SIGNS)
        assert {kinds[letter]: sign for letter, sign in signs.items() if letter in kinds} == SIGNS
        assert {text: letter for letter, text in whole.items()} == WHOLE_LETTERS


def _table(script: str, name: str) -> dict[str, str]:
    """An object of the script whose values are texts."""
    inside = script.split(f"const {name} = {{")[1].split("}")[0]
    return dict(re.findall(r'(\w): "(.*?)"', inside))


def _nothing() -> dict[str, Any]:
    found = collected(())
    return {
        "c": found, "title": "", "answer": "", "outlines": (), "most": 10, "command": "",
        "side_by_side": False,
    }  # fmt: skip


def test_pictures_of_one_decision_and_of_many_are_the_same_picture() -> None:
    subject = DECISIONS["accepted"]().subject()
    found = statuses(subject, policy().vocabulary, plan_of(subject.graph))
    alone = picture_of(subject.graph, found)
    shared = decided(subject, outline(subject.graph, policy().vocabulary))
    assert shared is not None
    assert [(b.id, b.sign) for b in alone.boxes] == [(b.id, b.sign) for b in shared.boxes]
    assert alone.arrows == shared.arrows


def test_every_part_of_a_policy_has_its_mark() -> None:
    graph = policy().graph
    count = len(graph.rules) + len(graph.waivers) + len(graph.obligations) + 2
    assert len(marks(graph)) == count
    assert len(told(proof("accepted")).sheet.marked) == count


def test_what_surely_holds_is_not_on_the_way_of_an_open_decision() -> None:
    open_policy = msm.parse_policy(
        """
        policy p { version "1.0.0" }
        critical {
          rule asked { require model.likes > 3 }
          rule passed { require model.downloads > 3 when unknown pass }
        }
        """
    )
    decision = open_policy.decide({"id": "a/b"}, as_of=AS_OF)
    found = outline(open_policy.graph, open_policy.vocabulary)
    picture = decided(decision.subject(), found)
    assert picture is not None
    kinds = {box.id: box.status.kind for box in picture.boxes if box.status}
    assert kinds["critical.asked"] == "unknown"
    assert kinds["critical.passed"] == "true"  # though its fact is missing
    bold = {arrow.source for arrow in picture.arrows if arrow.weight == "bold"}
    assert bold == {"critical", "critical.asked", "model.likes"}
