"""`msm check`: every mistake in policies, all at once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import click

import msm_rules
from msm_rules.check import check_library, check_policy
from msm_rules.cli import console, options
from msm_rules.cli.as_json import say_document
from msm_rules.cli.completing import policies
from msm_rules.cli.files import STDIN, read_text
from msm_rules.cli.policies import in_paths
from msm_rules.cli.refusal import BAD, CLEAN, FINDINGS
from msm_rules.cli.shape import command as make
from msm_rules.diagnostics import Diagnostic
from msm_rules.diagnostics.render_text import render_text, summary
from msm_rules.policyfiles import in_folder, read_policy
from msm_rules.source import Source
from msm_rules.syntax import parse
from msm_rules.syntax import tree as t

_POLICY = re.compile(r"^[ \t]*policy[ \t]+[a-z_][a-z0-9_]*[ \t]*\{", re.MULTILINE)
"""A line that begins a policy: no comment and no string can; spares parsing a file twice."""


@make(
    "check",
    examples=(
        "msm check policies/clinical_assistant.msm",
        "msm check policies --strict",
        "msm check policies --format sarif > findings.sarif",
        "msm check policies/clinical_assistant.msm --as-of 2026-12-15",
    ),
)
@click.argument("paths", nargs=-1, shell_complete=policies)
@options.as_of
@options.form(
    *("text", "json", "github", "sarif"),
    default="text",
    help="For people (text), machines (json), GitHub's pages (github) or scanners (sarif).",
)
@click.option("--strict", is_flag=True, help="Exit with 1 where there are only warnings.")
def command(paths: tuple[str, ...], as_of: date | None, form: str, strict: bool) -> int:
    """Find every mistake in policies and libraries, and show where each stands.

    PATHS are files, or folders with all `.msm` files below them; the current folder if none is
    given; `-` is stdin.
    """
    files = list(in_paths(paths or (".",)))
    found = tuple(_each_once(d for f in files for d in check_file(f, as_of or options.today())))
    _write(found, len(files), form)
    severities = {d.severity for d in found}
    if "error" in severities:
        return BAD
    return FINDINGS if strict and severities else CLEAN


def check_file(path: str, day: date) -> tuple[Diagnostic, ...]:
    """All diagnostics of a policy or library, and of what it refers to, for a day."""
    found = Source(path, read_text(path, "a policy")) if path == STDIN else read_policy(Path(path))
    if isinstance(found, Diagnostic):
        return (found,)
    find = in_folder(Path(path))
    if _holds_no_policy(found):
        return check_library(found, find).diagnostics
    return check_policy(found, find, day.toordinal()).diagnostics


def is_library(path: str) -> bool:
    """Whether a file is plainly a library; one that cannot be read is none."""
    found = read_policy(Path(path))
    return isinstance(found, Source) and _holds_no_policy(found)


def _holds_no_policy(source: Source) -> bool:
    """A file with items, none of which is a policy or may have been meant as one."""
    if _POLICY.search(source.text):
        return False
    items = parse(source)[0].items
    return bool(items) and not any(isinstance(i, t.Policy | t.Broken | t.Tier) for i in items)


def _each_once(diagnostics: Iterable[Diagnostic]) -> Iterable[Diagnostic]:
    """A mistake in a file that several policies extend is said once."""
    found: dict[object, Diagnostic] = {}
    for d in diagnostics:
        key = (d.name, os.path.normpath(d.span.file), d.span.start, d.span.end, d.message)
        found.setdefault(key, d)
    return found.values()


def _write(found: Sequence[Diagnostic], count: int, form: str) -> None:
    if form == "text":
        if found:
            console.say(render_text(found, colour=console.coloured(), width=console.width()) + "\n")
        console.say(summary(found, count))
    elif form == "json":
        from msm_rules.diagnostics.render_json import render_json

        say_document(render_json(found))
    elif form == "sarif":
        from msm_rules.diagnostics.render_sarif import render_sarif

        say_document(render_sarif(found, version=msm_rules.__version__))
    elif found:
        from msm_rules.diagnostics.render_github import render_github

        console.say(render_github(found))
