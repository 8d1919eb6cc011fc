"""What a screening was made with: its params for people, and the command that repeats it."""

from __future__ import annotations

from shlex import quote

from msm_rules.frozen import record
from msm_rules.screening import Screening
from msm_rules.values.display import display


@record
class ParamLine:
    """A param and its value; `given` if that was set from outside."""

    name: str
    value: str
    doc: str
    given: bool


def params_of(screening: Screening) -> tuple[ParamLine, ...]:
    """The params of the policy as they were bound, in order."""
    return tuple(
        ParamLine(
            p.name, display(p.type, screening.params[p.name]), p.doc, p.name in screening.given
        )
        for p in screening.graph.params
    )


def command_of(screening: Screening) -> str:
    """The command that makes the page again, as one types it in a shell."""
    words = ["msm", "screen", screening.graph.sources[0].name]
    if screening.catalogue not in ("shipped", "given"):
        words.append("-" if screening.catalogue == "stdin" else screening.catalogue)
    words += ["--as-of", screening.as_of.isoformat()]
    for name, value in screening.given.items():
        words += ["--set", f"{name}={value}"]
    return " ".join(quote(word) for word in [*words, "--out", "shortlist.html"])
