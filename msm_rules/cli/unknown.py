"""Names that do not exist: what to say, and which one was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

from msm_rules.cli.commands import COMMANDS
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.cells import visible
from msm_rules.diagnostics.nearest import nearest


def did_you_mean(
    name: str, known: Iterable[str], otherwise: str | None = None, count: int = 1
) -> str | None:
    """The hint that names up to `count` near names; `otherwise` where there is none."""
    near = [f"`{visible(n)}`" for n in nearest(name, known, count)]
    return f"did you mean {' or '.join(near)}?" if near else otherwise


def unknown_command(name: str) -> Refusal:
    """What to say to somebody who typed a command that does not exist."""
    if name.endswith(".msm"):
        return Refusal(
            f"`{visible(name)}` is a policy, and a command is expected before it",
            f"for example `msm check {visible(name)}`",
        )
    hint = did_you_mean(name, COMMANDS, "`msm --help` shows all commands")
    return Refusal(f"there is no command `{visible(name)}`", hint)
