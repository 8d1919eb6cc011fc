"""Every example in the help of a command runs, on the policies that ship with the repository."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from msm_rules.cli.commands import COMMANDS
from msm_rules.cli.refusal import BAD
from msm_rules.cli.shape import Command, Group
from tests.cli.conftest import OPEN, SETTLED, SMALL, Run

POLICIES = Path(__file__).parents[2] / "policies"


def _commands() -> Iterator[Command | Group]:
    for entry in COMMANDS.values():
        found: click.Command = import_module(f"msm_rules.cli.{entry.module}").command
        below = found.commands.values() if isinstance(found, click.Group) else ()
        for one in (found, *below):
            assert isinstance(one, Command | Group)
            yield one


PROOF = ("--format", "json", "--out", "proof.json")
EXAMPLES = [example for one in _commands() for example in one.examples]


def test_every_command_has_examples() -> None:
    assert all(2 <= len(one.examples) <= 4 for one in _commands())


@pytest.mark.parametrize("example", dict.fromkeys(EXAMPLES))
def test_the_example_runs(msm: Run, desk: Path, example: str) -> None:
    shutil.copytree(POLICIES, desk / "policies")
    facts = {"facts.json": SMALL, "settled.yaml": SETTLED, "models.jsonl": f"{SMALL}\n{OPEN}\n"}
    for name, text in facts.items():
        (desk / name).write_text(text, "utf-8")
    if "verify" in example:
        msm("explain", "policies/clinical_assistant.msm", "facts.json", *PROOF)
    words = shlex.split(example)
    assert words.pop(0) == "msm"
    stdin = ""
    if "<" in words:
        stdin = (desk / words[words.index("<") + 1]).read_text("utf-8")
        words = words[: words.index("<")]
    if ">" in words:
        words = words[: words.index(">")]
    outcome = msm(*words, stdin=stdin)
    assert outcome.status != BAD, outcome.err
    assert "error" not in outcome.err
