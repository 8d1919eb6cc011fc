"""Every diagnostic is explained, and the examples of the explanations do what they say."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

import msm_rules
from msm_rules.diagnostics import DIAGNOSTICS
from msm_rules.diagnostics.explanations import explain

BLOCK = re.compile(r"^```msm *(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
MODEL = {"id": "example/model", "parameters": 7e9}
TODAY = date(2026, 11, 22)


@dataclass
class Example:
    """A policy of an explanation: its text, how it is to be run, the files it refers to."""

    text: str
    words: list[str]
    files: dict[str, str] = field(default_factory=dict)

    @property
    def day(self) -> date | None:
        days = [w.removeprefix("as_of=") for w in self.words if w.startswith("as_of=")]
        return date.fromisoformat(days[0]) if days else None


def examples(explanation: str) -> list[Example]:
    """The policies of an explanation; a block marked `file=` belongs to the one above it."""
    found: list[Example] = []
    for block in BLOCK.finditer(explanation):
        words = block["info"].split()
        paths = [w.removeprefix("file=") for w in words if w.startswith("file=")]
        if paths:
            found[-1].files[paths[0]] = block["text"]
        else:
            found.append(Example(block["text"], words))
    return found


def examples_of(name: str) -> tuple[Example, Example]:
    bad, good = examples(explain(name) or "")
    return bad, good


@pytest.mark.parametrize("name", DIAGNOSTICS)
def test_every_diagnostic_is_explained_with_a_bad_and_a_good_example(name: str) -> None:
    text = explain(name) or ""
    assert text.startswith(f"# {name}: {DIAGNOSTICS[name].summary}\n")
    verb = {"error": "refused because", "warning": "It is "}[DIAGNOSTICS[name].severity]
    assert verb in text
    assert text.index("## Example") < text.index("## Corrected")
    bad, good = examples_of(name)
    assert (bad.text, bad.files) != (good.text, good.files)
    assert bad.words == good.words
    assert max(map(len, text.splitlines())) <= 100


def test_what_is_no_diagnostic_has_no_explanation() -> None:
    assert explain("nonsense") is None
    assert explain("../table") is None


@pytest.fixture
def findings() -> Callable[[Example], list[str]]:
    """What an example gives: names of diagnostics, without the remark that it has no tests."""
    if not hasattr(msm_rules, "parse_policy"):
        pytest.skip("the engine is not there yet")
    engine: Any = msm_rules

    def run(example: Example) -> list[str]:
        as_of = {"as_of": example.day} if example.day and "decide" not in example.words else {}
        try:
            policy = engine.parse_policy(
                example.text, name="policy.msm", files=example.files, **as_of
            )
            if "decide" in example.words:
                policy.decide(MODEL, as_of=example.day or TODAY)
        except engine.PolicyError as refused:
            return [d.name for d in refused.diagnostics]
        return [d.name for d in policy.diagnostics]

    return run


@pytest.mark.parametrize("name", DIAGNOSTICS)
def test_the_bad_example_gives_exactly_its_diagnostic(
    name: str, findings: Callable[[Example], list[str]]
) -> None:
    found = findings(examples_of(name)[0])
    assert [n for n in found if n != "no-tests" or name == "no-tests"] == [name]


@pytest.mark.parametrize("name", DIAGNOSTICS)
def test_the_good_example_gives_no_error_and_not_its_warning(
    name: str, findings: Callable[[Example], list[str]]
) -> None:
    found = findings(examples_of(name)[1])
    assert [n for n in found if n != "no-tests" or name == "no-tests"] == []
