"""`msm fmt`: policies in the canonical form."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import click

from msm_rules.cli import console
from msm_rules.cli.completing import policies
from msm_rules.cli.files import STDIN, read_text
from msm_rules.cli.output import writing
from msm_rules.cli.policies import in_paths
from msm_rules.cli.refusal import BAD, CLEAN, FINDINGS
from msm_rules.cli.shape import command as make
from msm_rules.diagnostics import Diagnostic
from msm_rules.diagnostics.cells import visible
from msm_rules.diagnostics.render_text import render_text
from msm_rules.policyfiles import read_policy
from msm_rules.report.whole_file import write_whole
from msm_rules.source import Source
from msm_rules.syntax.format import format_source

_PAINT = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}


@make(
    "fmt",
    examples=(
        "msm fmt policies/clinical_assistant.msm",
        "msm fmt policies --check",
        "msm fmt policies --diff",
        "msm fmt - < policies/clinical_assistant.msm",
    ),
)
@click.argument("paths", nargs=-1, shell_complete=policies)
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 where something would be.")
@click.option("--diff", is_flag=True, help="As --check, and show what would be changed.")
def command(paths: tuple[str, ...], check: bool, diff: bool) -> int:
    """Bring policies into the canonical form; comments and meaning stay.

    PATHS are files, or folders with all `.msm` files below them; the current folder if none is
    given; `-` is stdin, and its canonical form goes to stdout.
    """
    only_look = check or diff
    statuses = [_format(path, only_look, diff) for path in in_paths(paths or (".",))]
    changed, bad = statuses.count(FINDINGS), statuses.count(BAD)
    if paths != (STDIN,):
        told = "would be changed" if only_look else "changed"
        console.note(f"{changed} of {len(statuses)} {told}" + (f", {bad} bad" if bad else ""))
    if bad:
        return BAD
    return FINDINGS if only_look and changed else CLEAN


def _format(path: str, only_look: bool, diff: bool) -> int:
    """Format one file: CLEAN where it was canonical, FINDINGS where not, BAD where unreadable."""
    source = Source(path, read_text(path, "a policy")) if path == STDIN else read_policy(Path(path))
    if isinstance(source, Diagnostic):
        return _bad(path, (source,))
    text, problems = format_source(source)
    if problems:
        return _bad(path, problems)
    if path == STDIN and not only_look:
        sys.stdout.write(text)
        return CLEAN
    if text == source.text:
        return CLEAN
    if diff:
        console.say("\n".join(_painted(_diff(source, text))))
    elif only_look:
        console.say(f"{visible(path)} is not in the canonical form")
    else:
        with writing(path):
            write_whole(Path(path), text)
    return FINDINGS


def _bad(path: str, problems: tuple[Diagnostic, ...]) -> int:
    console.note(render_text(problems, colour=console.coloured_errors(), width=console.width()))
    console.note(f"{visible(path)} stays as it is\n")
    return BAD


def _diff(source: Source, text: str) -> Iterator[str]:
    before, after = source.text.splitlines(), text.splitlines()
    return unified_diff(before, after, source.name, f"{source.name} (canonical)", lineterm="")


def _painted(lines: Iterator[str]) -> Iterator[str]:
    colour = console.coloured()
    for line in lines:
        paint = _PAINT.get(line[:1]) if colour else None
        yield f"{paint}{visible(line)}\x1b[0m" if paint else visible(line)
