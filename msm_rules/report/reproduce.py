"""What a screening was made with: its params for people, and the command that repeats it."""

from __future__ import annotations

import json
from shlex import quote

from msm_rules.report.beside_rules import ParamLine
from msm_rules.screening import Screening
from msm_rules.sources.addresses import HUB
from msm_rules.values.display import display
from msm_rules.values.types import BYTES, DURATION, Type

EXACT = 2**53
"""Up to here a number that is whole is written as such."""

_UNITS: dict[Type, str] = {BYTES: " bytes", DURATION: " days"}


def params_of(screening: Screening) -> tuple[ParamLine, ...]:
    """The params of the policy as they were bound, in order."""
    return tuple(
        ParamLine(
            p.name,
            display(p.type, screening.params[p.name]),
            p.doc,
            "set from outside" if p.name in screening.given else "",
        )
        for p in screening.graph.params
    )


def command_of(screening: Screening) -> str:
    """The command that makes the page again, as one types it in a shell."""
    words = ["msm", "screen", screening.graph.sources[0].name]
    if screening.catalogue not in ("shipped", "given"):
        words.append("-" if screening.catalogue == "stdin" else screening.catalogue)
    words += ["--as-of", screening.as_of.isoformat()]
    types = {p.name: p.type for p in screening.graph.params}
    for name, value in screening.given.items():
        words += ["--set", f"{name}={_literal(types[name], value)}"]
    return " ".join(quote(word) for word in [*words, "--out", "shortlist.html"])


def naming(screening: Screening, id: str) -> tuple[str, str]:
    """How a command that decides on one model of the catalogue names it, and how one that decides
    on all of them names the catalogue, each as one types it in a shell."""
    catalogue = screening.catalogue
    if catalogue.startswith(HUB):
        return quote(f"{HUB}{id}"), f" {quote(catalogue)}"
    if catalogue in ("shipped", "given", "stdin"):
        return quote(id), ""
    return f"{quote(id)} --catalogue {quote(catalogue)}", f" {quote(catalogue)}"


def _literal(type_: Type, value: object) -> str:
    """A value from outside as one writes it behind `--set`: sizes and times have their unit."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            number = int(value) if value == int(value) and abs(value) < EXACT else repr(value)
            return f"{number}{_UNITS.get(type_, '')}"
        case list() | tuple() | set() | frozenset():
            return "{" + ", ".join(json.dumps(str(member)) for member in value) + "}"
        case _:
            return str(value)
