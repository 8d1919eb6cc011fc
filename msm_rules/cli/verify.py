"""`msm verify`: proofs derived again from what they hold, without the engine that made them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import click

from msm_rules.cli import console, options
from msm_rules.cli.as_json import say_json
from msm_rules.cli.documents import read_document
from msm_rules.cli.files import name_of
from msm_rules.cli.layout import hanging
from msm_rules.cli.refusal import CLEAN, FINDINGS, Refusal
from msm_rules.cli.shape import command as make
from msm_rules.diagnostics.cells import visible
from msm_rules.proof.check import Problem, Report, verify

_MOST = 10
"""How many problems are written out; the first is where a proof goes wrong."""
_LONGEST = 200
"""Characters of what was expected and found."""


@make(
    "verify",
    examples=(
        "msm verify proof.json",
        "msm verify - < proof.json",
        "msm verify proof.json --format json",
    ),
)
@click.argument("proof", type=options.File())
@click.option("--digest", metavar="SHA256", help="What the digest of the proof is known to be.")
@options.text_or_json
def command(proof: str, digest: str | None, form: str) -> int:
    """Check PROOF, a file that `msm explain --format json` wrote, or `-` for stdin.

    Every step is derived again from what the proof holds, and compared with the text of its
    policy. Exits with 1 where the proof does not hold. It also says what it has not shown.
    """
    document = read_document(proof, "a proof")
    if not isinstance(document, Mapping):
        raise Refusal(f"{name_of(proof)} is no proof", "`msm explain --format json` writes one")
    report = verify(document, digest=digest)
    if form == "json":
        say_json(_record(report))
    else:
        console.say("\n".join(_lines(report, document, name_of(proof), console.width())))
    return CLEAN if report.ok else FINDINGS


def _record(report: Report) -> dict[str, object]:
    rows = [
        {"node": p.node, "message": p.message, "expected": p.expected, "found": p.found}
        for p in report.problems
    ]
    return {"ok": report.ok, "problems": rows, "not_shown": list(report.not_shown)}


def _lines(report: Report, document: Mapping[str, Any], name: str, width: int) -> Iterator[str]:
    yield _headline(report, document, name)
    for problem in report.problems[:_MOST]:
        yield from _problem(problem, width)
    if len(report.problems) > _MOST:
        yield f"  and {len(report.problems) - _MOST:,} more"
    yield "  Not shown"
    for text in report.not_shown:
        yield from hanging("    · ", text, width)


def _headline(report: Report, document: Mapping[str, Any], name: str) -> str:
    if not report.ok:
        return f"✗ {name} does not hold"
    decision, policy = document["decision"], document["policy"]
    said = f"{decision['verdict']} for {decision['model']['id']}, {decision['as_of']}"
    return visible(f"✓ {name} holds: {said}, by {policy['name']} {policy['version']}")


def _problem(problem: Problem, width: int) -> Iterator[str]:
    yield from hanging("  ✗ ", visible(f"{problem.node}: {problem.message}"), width)
    for word, value in (("expected", problem.expected), ("found", problem.found)):
        if (problem.expected, problem.found) != (None, None):
            yield from hanging(f"    {word:<9} ", _short(value), width)


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return visible(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")
