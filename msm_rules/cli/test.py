"""`msm test`: the tests that policies hold, and what none of them has shown."""

from __future__ import annotations

import click

from msm_rules.cli import console, options
from msm_rules.cli.as_json import say_document
from msm_rules.cli.check import is_library
from msm_rules.cli.completing import policies
from msm_rules.cli.policies import in_paths, load
from msm_rules.cli.refusal import BAD, CLEAN, FINDINGS, Refusal
from msm_rules.cli.shape import command as make
from msm_rules.diagnostics.cells import visible
from msm_rules.policytest import Outcome, coverage, run_tests
from msm_rules.policytest.render import render_coverage, render_text
from msm_rules.policytest.render_json import render_json


@make(
    "test",
    examples=(
        "msm test policies/clinical_assistant.msm",
        "msm test policies/clinical_assistant.msm --coverage",
        "msm test policies --format json",
    ),
)
@click.argument("paths", nargs=-1, shell_complete=policies)
@click.option("--coverage", "wants_coverage", is_flag=True, help="Show what no test has shown.")
@options.text_or_json
def command(paths: tuple[str, ...], wants_coverage: bool, form: str) -> int:
    """Run the tests that policies hold; exit with 1 where one fails.

    PATHS are policies, or folders with all `.msm` files below them; the current folder if none is
    given. Of a folder, libraries and policies without tests are passed over.
    """
    files = list(in_paths(paths or (".",)))
    named = set(paths)
    report = _Report()
    statuses: list[int] = []
    for file in files:
        if file not in named and is_library(file):
            continue
        statuses.append(_run(file, wants_coverage, form, report))
    if form == "json":
        say_document({"schema": "msm-tests/1", "policies": report.run, "unread": report.unread})
    return max(statuses, default=CLEAN)


class _Report:
    """What is told to machines at the end: what the tests of policies came to, and which policies
    have mistakes, so that nothing of them was run."""

    def __init__(self) -> None:
        self.run: list[dict[str, object]] = []
        self.unread: list[str] = []


def _run(file: str, wants_coverage: bool, form: str, report: _Report) -> int:
    """Run the tests of one policy; its exit status."""
    try:
        policy = load(file)
    except Refusal as refusal:
        console.refuse(refusal)
        report.unread.append(file)
        return BAD
    outcomes = run_tests(policy)
    shown = coverage(policy, outcomes) if wants_coverage else None
    if form == "json":
        report.run.append({"file": file, **render_json(outcomes, shown)})
    else:
        console.say(f"{visible(file)}\n")
        console.say(_text(outcomes))
        if shown is not None:
            console.say("\n" + render_coverage(shown, colour=console.coloured()))
        console.say("")
    return CLEAN if all(o.passed for o in outcomes) else FINDINGS


def _text(outcomes: tuple[Outcome, ...]) -> str:
    return render_text(outcomes, colour=console.coloured(), width=console.width())
