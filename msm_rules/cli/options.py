"""Options that several commands have, each written once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, NamedTuple, TypeVar

import click
from click.shell_completion import CompletionItem

from msm_rules.cli import completing
from msm_rules.cli.refusal import Refusal
from msm_rules.cli.shape import keep
from msm_rules.diagnostics.cells import visible

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A calendar day, `2026-01-31`."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read a day; Refusal where there is none."""
        if isinstance(value, date):
            return value
        text = str(value)
        try:
            if len(text) == len("2026-01-31"):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise Refusal(
            f"there is no such day: `{visible(text)}`",
            "a day is year-month-day, such as 2026-01-31",
        )


class File(click.ParamType[str]):
    """The path of a file, for shells to complete; whether it is there is looked at when read."""

    name = "file"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Any text will do."""
        return value

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Whatever files the shell finds."""
        return [CompletionItem(incomplete, type="file")]


def today() -> date:
    """The day on which the command is run; this and `now` are the only looks at the clock."""
    return date.today()


def utc_today() -> date:
    """The day by which entries of a log are dated, and on which a person's term is over."""
    return datetime.now(UTC).date()


def now() -> str:
    """The instant at which something is logged, in UTC, as ISO 8601 writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


policy = click.argument("policy", shell_complete=completing.policies)

own_facts = click.option(
    "--policy",
    metavar="FILE",
    shell_complete=completing.policies,
    help="Know the facts that this policy declares, too.",
)

as_of = click.option(
    "--as-of", type=Day(), metavar="DATE", help="The day to decide for; today if not given."
)

catalogue = click.option(
    "--catalogue",
    type=File(),
    metavar="FILE",
    help="Look models up in this file, not in the shipped catalogue.",
)

facts = click.option(
    "--facts",
    multiple=True,
    type=File(),
    metavar="FILE",
    help="Facts that your organisation settled itself (YAML, JSON, TOML); may repeat.",
)

settings = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    shell_complete=completing.params,
    help="Set a param of the policy, such as hardware.memory=48GiB; may repeat.",
)

params = click.option(
    "--params",
    "param_files",
    multiple=True,
    type=File(),
    metavar="FILE",
    help="Params in a file (YAML, JSON).",
)

system = click.option("--for", "system", metavar="SYSTEM", help="For which system it is decided.")

reference = click.option(
    "--ref", "reference", metavar="TICKET", help="What asked for the decision."
)

fail_on = click.option(
    "--fail-on",
    type=click.Choice(["reject", "review"]),
    help="Exit with 1 or 3 only if a model is rejected; or if one is rejected or for review.",
)


def form(*choices: str, help: str, default: str | None = None) -> Callable[[_Function], _Function]:
    """The option that says in which form a result is written; the command gets it as `form`."""
    return click.option("--format", "form", type=click.Choice(choices), default=default, help=help)


text_or_json = form(
    "text", "json", default="text", help="For people (text), or for machines (json)."
)

FOR_MACHINES = ("json", "yaml")
"""Forms that programs read; the others are for people."""

text_json_or_yaml = form(
    "text",
    "table",
    *FOR_MACHINES,
    default="text",
    help="For people (text, table: the same), or for machines (json, yaml).",
)

out = click.option("--out", type=File(), metavar="FILE", help="Write to this file.")

OFFLINE, REFRESH = "msm_rules.offline", "msm_rules.refresh"
REQUIRE_REVISION = "msm_rules.require_revision"
"""Under which keys of click's context it is kept how the Hub is to be asked."""

_HUB = (
    ("--offline", OFFLINE, "Ask nobody: of the Hub, use only what was kept before."),
    ("--refresh", REFRESH, "Ask the Hub again for what it was asked today."),
    ("--require-revision", REQUIRE_REVISION, "Refuse a model of the Hub that names no commit."),
)


def hub(function: _Function) -> _Function:
    """The options of every command that may ask the Hub."""
    for flag, key, text in reversed(_HUB):
        kept = click.option(
            flag, is_flag=True, default=None, expose_value=False, callback=keep(key), help=text
        )
        function = kept(function)
    return function


# --- options that belong together ----------------------------------------------------------------


class Given(NamedTuple):
    """What a decision rests on, as the call has it; nothing of it is read yet.

    `catalogue` None is the shipped one, `as_of` None is today.
    """

    policy: str
    settings: tuple[str, ...]
    param_files: tuple[str, ...]
    facts: tuple[str, ...]
    catalogue: str | None
    as_of: date | None

    def files(self) -> tuple[str | None, ...]:
        """All that is read for it."""
        return (self.policy, self.catalogue, *self.facts, *self.param_files)

    def written(self) -> list[str]:
        """The options that the call writes."""
        values = {
            "--catalogue": self.catalogue,
            "--facts": self.facts,
            "--set": self.settings,
            "--params": self.param_files,
            "--as-of": self.as_of,
        }
        return [name for name, value in values.items() if value]


def _gathered(*parts: Callable[[Any], Any]) -> Callable[[_Function], _Function]:
    """Options that together are what a decision rests on: the command gets them as `given`."""
    names = [name for name in Given._fields if name != "catalogue" or catalogue in parts]

    def decorate(function: _Function) -> _Function:
        @wraps(function)
        def gathered(**words: Any) -> Any:
            found: dict[str, Any] = {"catalogue": None, **{name: words.pop(name) for name in names}}
            return function(given=Given(**found), **words)

        whole: Any = gathered
        for part in reversed(parts):
            whole = part(whole)
        return whole  # type: ignore[no-any-return]

    return decorate


_RULES = (hub, facts, settings, params, as_of)

deciding = _gathered(catalogue, *_RULES)
"""What a decision on models named one by one rests on, beside the argument `policy`."""

deciding_on_all = _gathered(*_RULES)
"""What decisions on a whole catalogue rest on; the command itself has that, and the policy."""
