"""`msm explain-error`: what a diagnostic means, with an example and its correction."""

from __future__ import annotations

import click

from msm_rules.cli import console
from msm_rules.cli.completing import diagnostics
from msm_rules.cli.refusal import CLEAN, Refusal
from msm_rules.cli.shape import command as make
from msm_rules.cli.unknown import did_you_mean
from msm_rules.diagnostics import DIAGNOSTICS
from msm_rules.diagnostics.cells import visible
from msm_rules.diagnostics.explanations import explain


@make(
    "explain-error",
    examples=("msm explain-error type-mismatch", "msm explain-error"),
)
@click.argument("name", required=False, shell_complete=diagnostics)
def command(name: str | None) -> int:
    """Explain the diagnostic NAME: what it means, why it matters, and how to correct it.

    Without a name all diagnostics are listed.
    """
    if name is None:
        _list()
        return CLEAN
    text = explain(name.strip("[]").casefold())
    if text is None:
        hint = did_you_mean(name, DIAGNOSTICS, "`msm explain-error` lists all of them")
        raise Refusal(f"there is no diagnostic called `{visible(name)}`", hint)
    console.say(text.rstrip("\n"))
    return CLEAN


def _list() -> None:
    widest = max(map(len, DIAGNOSTICS))
    for name, entry in DIAGNOSTICS.items():
        console.say(f"{name:<{widest}}  {entry.severity:<7}  {entry.summary}")
