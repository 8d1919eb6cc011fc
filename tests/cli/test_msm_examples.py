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


REVISED = SMALL.replace('"id"', f'"revision": "{40 * "a"}", "id"')
POLICY = "policies/clinical_assistant.msm"
KEPT = (
    f"explain {POLICY} revised.json --format json --out proof.json",
    f"decide {POLICY} facts.json --log decisions.log",
    "keys new own.key",
    "attest proof.json --key own.key --out model.att.json",
    "log checkpoint decisions.log --key own.key --out kept.json",
    "redact proof.json --fact license --out redacted.json --salts salts.json",
)
"""What makes the files that examples of `verify`, `redact`, `attest` and `log` name."""

EXAMPLES = [example for one in _commands() for example in one.examples]


def test_every_command_has_examples() -> None:
    assert all(2 <= len(one.examples) <= 4 for one in _commands())


@pytest.mark.parametrize("example", dict.fromkeys(EXAMPLES))
def test_the_example_runs(msm: Run, desk: Path, example: str) -> None:
    shutil.copytree(POLICIES, desk / "policies")
    facts = {"facts.json": SMALL, "settled.yaml": SETTLED, "models.jsonl": f"{SMALL}\n{OPEN}\n"}
    for name, text in facts.items():
        (desk / name).write_text(text, "utf-8")
    words = shlex.split(example.partition(" | ")[0])
    assert words.pop(0) == "msm"
    if words[0] in ("verify", "redact", "attest", "log"):
        (desk / "revised.json").write_text(REVISED, "utf-8")
        for call in KEPT:
            assert msm(*call.split()).status != BAD
        (desk / "proofs").mkdir()
        shutil.copy(desk / "proof.json", desk / "proofs")
        shutil.make_archive(str(desk / "kept"), "zip", desk / "proofs")
    stdin = ""
    if "<" in words:
        stdin = (desk / words[words.index("<") + 1]).read_text("utf-8")
        words = words[: words.index("<")]
    if ">" in words:
        words = words[: words.index(">")]
    outcome = msm(*words, stdin=stdin)
    assert outcome.status != BAD, outcome.err
    assert "error" not in outcome.err
