"""The command line that makes a report again, as one types it in a shell."""

from __future__ import annotations

from collections.abc import Iterable
from shlex import quote
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msm_rules.cli.deciding import Deciding


def again(
    command: str,
    words: Iterable[str | None],
    deciding: Deciding | None,
    out: str | None,
    more: Iterable[str] = (),
) -> str:
    """The call of a command with its words and options, `more` of them as they are typed; what was
    left out is None."""
    options = [] if deciding is None else [word for pair in deciding.given for word in pair]
    options += more
    written = [] if out is None else ["--out", out]
    found = ["msm", command, *(word for word in words if word is not None), *options, *written]
    return " ".join(map(quote, found))
