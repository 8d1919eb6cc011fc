"""Every command of `msm` by the words that call it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import click

from msm_rules.cli.commands import COMMANDS
from msm_rules.cli.shape import Command, Group


def _all() -> Iterator[tuple[str, click.Command | None]]:
    for name, entry in COMMANDS.items():
        found = import_module(f"msm_rules.cli.{entry.module}").command
        yield name, found
        if isinstance(found, Group):
            context = click.Context(found)
            for below in found.list_commands(context):
                yield f"{name} {below}", found.get_command(context, below)


GROUPS_AND_COMMANDS = {n: one for n, one in _all() if isinstance(one, Command | Group)}

EVERY_COMMAND = {n: one for n, one in GROUPS_AND_COMMANDS.items() if isinstance(one, Command)}
