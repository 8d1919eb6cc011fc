"""What all commands share in shape: options, help with examples, loading by name.

Owns how `msm` finds its commands and how its help looks. The commands are in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

import click

from msm_rules.cli.commands import COMMANDS, GROUPS, Entry
from msm_rules.cli.console import COLOUR

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

DEBUG = "msm_rules.debug"

_WHOLE_SENTENCE = 500
"""Characters of the first sentence of a command's help that stand in the help of its group."""

Function = TypeVar("Function", bound=Callable[..., Any])


def keep(key: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """What puts the value of an option into the context, where everything may look at it."""

    def put(context: click.Context, _: click.Parameter, value: Any) -> None:
        if value is not None:
            context.meta[key] = value

    return put


def shared_options(hidden: bool) -> list[click.Parameter]:
    """The options that may stand before and behind the name of any command."""
    return [
        click.Option(
            ["--color", "--colour", "colour"],
            type=click.Choice(["auto", "always", "never"]),
            help="Colours: on a terminal only (auto), always or never. NO_COLOR is respected.",
            expose_value=False,
            callback=keep(COLOUR),
            hidden=hidden,
        ),
        click.Option(
            ["--debug"],
            is_flag=True,
            default=None,
            help="Show the traceback of a fault of msm itself (also: MSM_DEBUG=1).",
            expose_value=False,
            callback=keep(DEBUG),
            hidden=True,
        ),
    ]


class Command(click.Command):
    """A command with examples in its help; a test runs every one of them."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)
        self.params.extend(shared_options(hidden=True))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, as they would be typed."""
        _write_examples(self.examples, formatter)


class Group(click.Group):
    """A command with commands of its own (`msm log show`).

    Those in `entries` are loaded when they are run, as the commands of `msm` itself are.
    """

    def __init__(
        self,
        *args: Any,
        examples: Sequence[str] = (),
        entries: Mapping[str, Entry] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)
        self.entries = entries or {}
        self.params.extend(shared_options(hidden=True))

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Its commands, in the order of the help."""
        return [*self.entries, *self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of its commands; None if there is none of that name."""
        entry = self.entries.get(cmd_name)
        return _load(entry) if entry else super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write its commands, one line each; those of the table are not loaded for it."""
        found = {name: entry.help for name, entry in self.entries.items()}
        for name, one in self.commands.items():
            found[name] = one.get_short_help_str(_WHOLE_SENTENCE)
        with formatter.section("Commands"):
            formatter.write_dl(list(found.items()))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, as they would be typed."""
        _write_examples(self.examples, formatter)


def _write_examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    if examples:
        with formatter.section("Examples"):
            for example in examples:
                formatter.write(f"{'':>{formatter.current_indent}}{example}\n")


def command(
    name: str, *, examples: Sequence[str] = (), **attributes: Any
) -> Callable[[Function], Command]:
    """Make a function a command; it returns its exit status."""
    return click.command(name, cls=Command, examples=examples, **attributes)


def _load(entry: Entry) -> click.Command:
    found: click.Command = import_module(f"msm_rules.cli.{entry.module}").command
    return found


class Program(click.Group):
    """`msm` itself: commands from the table, loaded when they are run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; None if there is none of that name."""
        entry = COMMANDS.get(cmd_name)
        return _load(entry) if entry else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest name where there is no such command."""
        name = args[0]
        if name not in COMMANDS and not ctx.resilient_parsing:
            from msm_rules.cli.unknown import (
                unknown_command,  # needs what `msm --help` must not load
            )

            raise unknown_command(name)
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands from the table, so that none is loaded; options as click has them."""
        from click.shell_completion import CompletionItem  # only a shell that completes needs it

        found = [CompletionItem(n, help=e.help) for n, e in COMMANDS.items()]
        fitting = [item for item in found if item.value.startswith(incomplete)]
        return [*fitting, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, and behind them the options."""
        self.format_commands(ctx, formatter)
        click.Command.format_options(self, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under their headings, one line each, from the table."""
        for heading, entries in GROUPS.items():
            with formatter.section(heading):
                formatter.write_dl([(name, entry.help) for name, entry in entries.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write where to begin and what the exit status says."""
        formatter.write_paragraph()
        formatter.write_text("Each command has examples: msm COMMAND --help")
        formatter.write_paragraph()
        formatter.write_text(
            "Exit status: 0 accepted or clean, 1 rejected or findings, 3 for a person to review, "
            "2 the call, the policy or the input is bad."
        )
