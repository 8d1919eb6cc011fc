"""Markdown for pull requests: texts stay texts, addresses of the web alone are links, and a comment
is never too long."""

from __future__ import annotations

import copy
import re
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

import msm_rules as msm
from msm_rules.diagnostics.cells import visible
from msm_rules.report.collection import Broken, collected
from msm_rules.report.collection_markdown import collection_markdown
from msm_rules.report.decision_markdown import decision_markdown
from msm_rules.report.decision_page import told
from msm_rules.report.markdown import MOST, Part, code, escaped, fitted, link, row, table_head
from msm_rules.report.shortlist_markdown import shortlist_markdown
from tests.proof.decisions import AS_OF, DECISIONS
from tests.report.pages import ALL, DAY, EVIL, evil_facts, evil_policy, evil_proof

COMMAND = "msm report policy.msm a/b"
APART = "<!-- -->"

_markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def inline(text: str) -> list[Token]:
    """The inline elements of all blocks of a Markdown text."""
    return [t for block in _markdown.parse(text) for t in block.children or ()]


def shown(text: str) -> str:
    """What a reader sees of a line of Markdown."""
    return "".join(t.content for t in inline(text) if t.type in ("text", "code_inline"))


@cache
def decision(kind: str) -> str:
    return decision_markdown(told(DECISIONS[kind]().proof()), COMMAND)


_texts = st.one_of(
    st.text(max_size=30),
    st.text("`*_[]()<>|~&#@$!:/.-+= \\ab1\n", max_size=30),
    st.sampled_from(EVIL),
)


@given(_texts)
def test_an_escaped_text_is_shown_as_it_is(text: str) -> None:
    for around in ("- x {}", "x **{}** y", "| a |\n| --- |\n| x {} |"):
        tokens = inline(around.format(escaped(text)))
        kinds = {t.type for t in tokens if t.content != APART}
        assert kinds <= {"text", "strong_open", "strong_close"}
        found = shown(around.format(escaped(text)))
        said = around.partition("x")[0][-1:] and "x " + visible(text)
        assert " ".join(said.replace("x ", "", 1).split()) in " ".join(found.split())


@given(_texts)
def test_a_text_as_code_is_shown_as_it_is(text: str) -> None:
    (one,) = [t for t in inline(f"x {code(text)} y") if t.type == "code_inline"]
    assert one.content.split() == visible(text).split()
    (cell,) = [
        t for t in inline(f"| a |\n| --- |\n| {code(text, cell=True)} |") if t.type == "code_inline"
    ]
    assert cell.content.split() == visible(text).split()


@pytest.mark.parametrize("kind", DECISIONS)
def test_every_row_of_a_table_has_as_many_cells_as_its_head(kind: str) -> None:
    columns = 0
    for line in decision(kind).splitlines():
        if not line.startswith("| "):
            columns = 0
            continue
        cells = len(re.findall(r"(?<!\\)\|", line)) - 1
        assert cells == (columns or cells), line
        columns = cells


@pytest.mark.parametrize("text", ["@octocat", "x @org/team", "#12", "GH-12", "a/b#7", "gh-3"])
def test_nobody_is_mentioned_and_no_issue_is_referred_to(text: str) -> None:
    apart = escaped(text).split(APART)
    assert len(apart) == 2
    assert not re.search(r"@\w|#\d|GH-\d", escaped(text), re.IGNORECASE)


@pytest.mark.parametrize("text", ["https://a.example/x", "http://a", "www.a.example", "ftp://a"])
def test_an_address_in_a_text_is_no_link(text: str) -> None:
    assert not re.search(r"\w://|www\.", escaped(text))
    assert shown(escaped(text)) == text


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a?b=1&c=2", "https://example.org/<i>|`x`\\", "http://a.example/"],
)
def test_a_link_leads_to_its_address_alone(address: str) -> None:
    (cell,) = [
        t.attrs["href"]
        for t in inline(f"| a |\n| --- |\n| {link('x](y', address)} |")
        if t.type == "link_open"
    ]
    assert str(cell).startswith(address.partition("<")[0][:16])
    assert not re.search(r"[<>|`\s]", str(cell))


def test_a_text_without_an_address_is_no_link() -> None:
    assert link("README.md: license", None) == "README.md: license"


# --- reports -------------------------------------------------------------------------------------


@cache
def _attacked() -> dict[str, str]:
    found = told(evil_proof())
    catalogue = [evil_facts(e, parameters=7e9 * (1 + n)) for n, e in enumerate((ALL, *EVIL))]
    wrong = evil_proof() | {"digest": ALL}
    several = collected([(ALL, evil_proof()), (ALL, wrong), (ALL, Broken(ALL))])
    return {
        "decision": decision_markdown(found, ALL, picture=False),
        "shortlist": shortlist_markdown(evil_policy().screen(catalogue, as_of=DAY), ALL),
        "several": collection_markdown(several, ALL, ALL),
    }


ITS_OWN = re.compile(r"</?(details|summary|sub|br)>|<!-- -->")


@pytest.mark.parametrize("kind", ["decision", "shortlist", "several"])
def test_no_tag_and_no_link_of_a_stranger_gets_through(kind: str) -> None:
    for token in _markdown.parse(_attacked()[kind]):
        pieces = token.children or ()
        tags = [t.content for t in pieces if t.type == "html_inline"]
        assert all(ITS_OWN.fullmatch(tag) for tag in tags), tags
        links = [str(t.attrs["href"]) for t in pieces if t.type == "link_open"]
        assert all(one.startswith("https://example.org/") for one in links)
        assert not [t for t in pieces if t.type in ("image", "s_open")]
        strong = [t.content for n, t in enumerate(pieces) if n and pieces[n - 1].type == "em_open"]
        assert all(re.match("Left out|does not cover it", words) for words in strong)
        if token.type == "html_block":
            left = ITS_OWN.sub("", token.content)
            assert "<" not in left, left


@pytest.mark.parametrize(
    ("kind", "headline"),
    [
        ("accepted", "## ✅ Accepted: `BioMistral/BioMistral-7B`"),
        ("rejected", "## ❌ Rejected: `BioMistral/BioMistral-7B`"),
        ("undetermined", "## ❓ Too little is known: `BioMistral/BioMistral-7B`"),
        ("escalated and waived", "## 👤 A person decides: `meta-llama/Big-70B`"),
    ],
)
def test_the_verdict_comes_first(kind: str, headline: str) -> None:
    assert decision(kind).startswith(headline + "\n")


def test_what_is_to_be_found_out_and_done_can_be_ticked_off() -> None:
    assert "- [ ] its languages (at least en so far), for languages" in decision("undetermined")
    assert "- [ ] Keep the licence text and notices with every copy (due)" in decision("accepted")


def test_details_are_folded() -> None:
    found = decision("accepted")
    assert found.count("<details>") == found.count("</details>") == 4
    assert "```mermaid\nflowchart LR" in found
    told_ = told(DECISIONS["accepted"]().proof())
    assert "mermaid" not in decision_markdown(told_, COMMAND, picture=False)


def test_a_proof_that_does_not_hold_says_so_first() -> None:
    changed = copy.deepcopy(DECISIONS["rejected"]().proof())
    changed["decision"]["verdict"] = "accept"  # type: ignore[index]
    found = decision_markdown(told(changed), COMMAND)
    assert found.startswith("> [!CAUTION]\n> **This proof does NOT hold.**")
    assert "The document says: " in found
    assert "The proof holds" not in found


def test_a_shortlist_says_who_is_accepted_and_what_to_ask() -> None:
    policy = msm.parse_policy(
        'policy p { version "1.0.0" } critical { rule a "Known" { require model.likes > 3 } }'
    )
    found = shortlist_markdown(
        policy.screen(
            [{"id": "a/b", "likes": 5}, {"id": "c/d"}, {"id": "e/f", "likes": 1}], as_of=DAY
        )
    )
    assert "**1 of 3 models is accepted; too little is known of 1; 1 is rejected.**" in found
    assert "**`a/b`**" in found
    assert "- [ ] likes: 1 model waits for it" in found
    assert "| `e/f` | – | ✗ a |" in found


def test_no_model_accepted_is_said() -> None:
    policy = msm.parse_policy('policy p { version "1.0.0" } critical { rule a { require false } }')
    found = shortlist_markdown(policy.screen([{"id": "a/b"}], as_of=DAY))
    assert "No model is accepted." in found
    assert "### No model meets every requirement" in found


# --- never too long ------------------------------------------------------------------------------


def _rules(n: int, title: str) -> msm.Policy:
    rules = "\n".join(f'rule r{i} "{title}" {{ require model.likes > {i} }}' for i in range(n))
    return msm.parse_policy(f'policy p {{ version "1.0.0" }} critical {{ {rules} }}')


def test_a_thousand_rules_fit_into_a_comment() -> None:
    facts: dict[str, Any] = {"id": "x" * 300, "likes": 500}
    made = _rules(1000, "é" * 250).decide(facts, as_of=AS_OF).proof()
    found = decision_markdown(told(made), COMMAND)
    assert len(found.encode()) <= MOST
    assert re.search(r"… and \d+ more", found)
    assert "*Left out, since a comment holds no more: " in found
    assert found.rstrip().endswith("</sub>")
    assert found.count("<details>") == found.count("</details>")


def test_a_catalogue_of_thousands_fits_into_a_comment() -> None:
    policy = _rules(3, "Small")
    models = [{"id": f"a/{n:06}-{'x' * 60}", "likes": n % 5} for n in range(3000)]
    found = shortlist_markdown(policy.screen(models, as_of=DAY))
    assert len(found.encode()) <= MOST
    assert "1,200 of 3,000 models are accepted" in found


_lines = st.lists(st.text("xé", max_size=200), max_size=30).map(tuple)
_parts = st.builds(
    Part,
    title=st.text("t", min_size=1, max_size=5),
    rows=st.lists(st.text("xé", max_size=3000), max_size=60).map(tuple),
    before=_lines,
    after=_lines,
    folded=st.booleans(),
    whole=st.booleans(),
)


@given(st.lists(_parts, max_size=6))
def test_whatever_the_parts_are_the_whole_fits(parts: list[Part]) -> None:
    found = fitted(["## head", ""], parts, ["foot"])
    assert len(found.encode()) <= MOST
    assert found.startswith("## head")
    assert found.endswith("foot\n")
    assert found.count("<details>") == found.count("</details>")


def test_a_table_has_a_line_under_its_head() -> None:
    assert table_head("a", "b") == ("| a | b |", "| --- | --- |")
    assert row("x", "y") == "| x | y |"


def test_every_fact_of_which_no_source_says_anything_is_named_in_full() -> None:
    facts = [f"own_fact_{n}_with_a_rather_long_name" for n in range(20)]
    rules = " ".join(f"rule r{n} {{ require model.{f} }}" for n, f in enumerate(facts))
    declared = " ".join(f"fact model.{f}: bool" for f in facts)
    text = f'policy p {{ version "1.0.0" }} {declared} critical {{ {rules} }}'
    decision = msm.parse_policy(text).decide({"id": "a/b"}, as_of=AS_OF)
    said = decision_markdown(told(decision.proof()), COMMAND)
    (line,) = (line for line in said.splitlines() if line.startswith("No source says anything of"))
    assert all(f.replace("_", " ") in line for f in facts)
    assert "…" not in line
