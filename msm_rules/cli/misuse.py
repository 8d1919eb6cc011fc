"""Calls that click refuses, in the words of all other errors.

Owns the wording alone: what is wrong click has found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from msm_rules.cli.commands import COMMANDS, FACTS
from msm_rules.cli.refusal import Refusal
from msm_rules.cli.unknown import did_you_mean
from msm_rules.diagnostics.cells import visible

_NO_CHOICE = re.compile(r"'(.*)' is not one of ", re.DOTALL)


def misuse(wrong: click.ClickException, args: Sequence[str]) -> Refusal:
    """What was wrong with a call, in one line, and what to do."""
    message = visible(" ".join(wrong.format_message().split()).rstrip(".").replace("'", "`"))
    return Refusal(message[:1].lower() + message[1:], _near(wrong) or _help(wrong, args))


def _near(wrong: click.ClickException) -> str | None:
    """The word that was probably meant, where one of a few is expected."""
    found = _NO_CHOICE.match(wrong.message) if isinstance(wrong, click.BadParameter) else None
    choices = getattr(getattr(wrong, "param", None), "type", None)
    if found is None or not isinstance(choices, click.Choice):
        return None
    return did_you_mean(found[1], list(map(str, choices.choices)))


def _help(wrong: click.ClickException, args: Sequence[str]) -> str:
    context = getattr(wrong, "ctx", None)
    path = context.command_path if context else " ".join(("msm", *_called(args)))
    return f"`{path} --help` shows how it is called"


def _called(args: Sequence[str]) -> tuple[str, ...]:
    """The words that call a command, as far as the table knows them."""
    words = [word for word in args if not word.startswith("-")][:2]
    if not words or words[0] not in COMMANDS:
        return ()
    return tuple(words) if words[0] == "facts" and words[-1] in FACTS else (words[0],)
