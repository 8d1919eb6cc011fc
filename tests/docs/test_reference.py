"""The reference leaves nothing out: every word, function, unit, kind and message is on the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from msm_rules.check.scope import FUNCTIONS
from msm_rules.diagnostics import DIAGNOSTICS
from msm_rules.facts.vocabulary import METHODS
from msm_rules.syntax.attempts import RESERVED
from msm_rules.syntax.literals import MULTIPLIERS
from msm_rules.values.types import SCALARS

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")
GRAMMAR = (ROOT / "grammar" / "msm.lark").read_text("utf-8")


def quoted(page: str) -> frozenset[str]:
    """Every word that stands in backticks or in an example."""
    code = re.findall(r"```.*?```|`[^`\n]+`", page, re.DOTALL)
    return frozenset(
        word for text in code for word in re.findall(r"[A-Za-z_][A-Za-z0-9_-]*|%", text)
    )


WORDS = quoted(REFERENCE)


def keywords() -> set[str]:
    """The words that the grammar names: those in quotation marks outside of its remarks."""
    rules = "\n".join(line for line in GRAMMAR.splitlines() if not line.startswith("//"))
    return set(re.findall(r'"([a-z]{2,})"', rules))


def test_every_word_of_the_grammar_is_in_the_reference() -> None:
    assert len(keywords()) > 60
    assert (keywords() | RESERVED) - WORDS == set()


def test_every_function_is_in_the_reference() -> None:
    assert set(FUNCTIONS) - WORDS == set()


def test_every_unit_is_in_the_reference() -> None:
    assert {unit for unit in MULTIPLIERS if unit} - WORDS == set()


def test_every_kind_of_value_is_in_the_reference() -> None:
    assert set(SCALARS) - WORDS == set()
    assert set(METHODS) - WORDS == set()


@pytest.mark.parametrize("name", DIAGNOSTICS)
def test_every_message_is_in_the_reference_as_it_is_now(name: str) -> None:
    entry = DIAGNOSTICS[name]
    assert f"| `{name}` | {entry.severity} | {entry.summary} |\n" in REFERENCE


def test_every_library_that_ships_is_in_the_reference() -> None:
    libraries = {f"std/{file.name}" for file in (ROOT / "policies" / "std").glob("*.msm")}
    assert {name for name in libraries if f"`{name}`" not in REFERENCE} == set()


@pytest.mark.parametrize("page", sorted(ROOT.glob("docs/*.md")), ids=lambda p: p.stem)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([\w./-]*)(?:#([\w-]+))?\)", page.read_text("utf-8")):
        file = page.parent / target if target else page
        assert file.is_file(), target
        headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in headings}
        assert not anchor or anchor in anchors, anchor
