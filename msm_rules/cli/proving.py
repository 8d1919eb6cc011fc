"""What a proof keeps of a call though no decision rests on it.

That is for what it was taken, and where the policy came from: the options `--for`, `--ref` and
`--origin`. Git is asked only where `--origin git` says so: the same inputs give the same proof,
whatever is checked out.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, TypeVar

import click

from msm_rules.cli import console, options
from msm_rules.cli.refusal import Refusal
from msm_rules.graph.nodes import Graph
from msm_rules.proof.subject import NO_ORIGIN, Origin, Purpose

_Function = TypeVar("_Function", bound=Callable[..., Any])

GIT = "git"

_origin = click.option(
    "--origin", metavar="git|ADDRESS@COMMIT",
    help="Where the policy came from: as git tells, if its files are as committed, or as said.",
)  # fmt: skip


class Kept(NamedTuple):
    """What `Decision.proof` takes: for what it was decided, and where the policy came from."""

    purpose: Purpose
    origin: Origin


class Asked(NamedTuple):
    """What a call says of both; git is not asked yet."""

    system: str | None = None
    reference: str | None = None
    origin: str | None = None

    def of(self, graph: Graph) -> Kept:
        """What the proofs of a policy keep. Raises Refusal where nobody can say its origin."""
        purpose = Purpose(self.system, self.reference)
        return Kept(purpose, NO_ORIGIN if self.origin is None else _found(self.origin, graph))

    def demand(self, keeps: bool, hint: str) -> None:
        """Raise Refusal where something is said and nothing of the call `keeps` it."""
        said = zip(("--for", "--ref", "--origin"), self, strict=True)
        names = [f"`{name}`" for name, value in said if value is not None]
        if names and not keeps:
            are = "are" if len(names) > 1 else "is"
            raise Refusal(f"{' and '.join(names)} {are} kept in proofs, and none is made", hint)


def origin(function: _Function) -> _Function:
    """The option `--origin` alone; the command gets it as `asked`."""
    return _gathered(function, _origin)


def asked(function: _Function) -> _Function:
    """The options of every command whose proofs keep what was asked for; they come as `asked`."""
    return _gathered(function, options.system, options.reference, _origin)


def _gathered(function: _Function, *parts: Callable[[Any], Any]) -> _Function:
    @wraps(function)
    def gathered(**words: Any) -> Any:
        said = {name: words.pop(name) for name in Asked._fields if name in words}
        return function(asked=Asked(**said), **words)

    whole: Any = gathered
    for part in reversed(parts):
        whole = part(whole)
    return whole  # type: ignore[no-any-return]


def _found(text: str, graph: Graph) -> Origin:
    from msm_rules.origins import OriginError, origin_of, read_origin  # only where it is asked for

    try:
        if text != GIT:
            return read_origin(text)
        found = origin_of((source.name, source.text) for source in graph.sources)
    except OriginError as error:
        raise Refusal(str(error), error.hint) from None
    for note in found.notes:
        console.note(f"note: {note}")
    return found.origin
