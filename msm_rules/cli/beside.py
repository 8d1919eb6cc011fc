"""What a call tells beside proofs: what a log has of them, who signed them, what salts bring back.

Owns the options of `msm report` for it. Nothing of it is needed to tell a proof.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import click

from msm_rules.cli import options
from msm_rules.cli.audited import named_key, refusing
from msm_rules.cli.files import name_of
from msm_rules.cli.refusal import Refusal
from msm_rules.cli.salts import salts_in
from msm_rules.diagnostics.cells import visible

if TYPE_CHECKING:
    from msm_rules.report.in_log import LogRead, LookUp

_Function = TypeVar("_Function", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--log", "log_file", type=options.File(), metavar="LOG",
        help="Tell what this decision log has of each decision, and how a person ended a review.",
    ),
    click.option(
        "--day", type=options.Day(), metavar="DATE",
        help="With `--log`: the day of the report, on which a person's term may be over; today if"
        " not given.",
    ),
    click.option(
        "--key", "keys", multiple=True, type=options.File(), metavar="FILE",
        help="Check signed proofs with this public key; may repeat.",
    ),
    click.option(
        "--reveal", type=options.File(), metavar="FILE",
        help="Bring back the withheld facts of a redacted proof with the salts in this file.",
    ),
)  # fmt: skip


def beside(function: _Function) -> _Function:
    """The options of a command that tells proofs."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


class Beside:
    """What a call gives beside proofs. Raises Refusal where the call is bad; files are read when
    they are first needed."""

    def __init__(
        self, log: str | None, day: date | None, keys: tuple[str, ...], reveal: str | None
    ) -> None:
        if day is not None and log is None:
            raise Refusal("`--day` is the day for `--log`, and no log is named")
        self.log, self.day = log, day or options.utc_today()
        self.keys, self.reveal = keys, reveal
        self.unsound = False
        """Whether the log that was looked into is not as it was logged."""

    @property
    def files(self) -> Iterator[str]:
        """The files that are read for it."""
        yield from filter(None, (self.log, *self.keys, self.reveal))

    @property
    def again(self) -> Iterator[str]:
        """Its options as one types them, with the day written out."""
        if self.log is not None:
            yield from ("--log", self.log, "--day", self.day.isoformat())
        for key in self.keys:
            yield from ("--key", key)
        if self.reveal is not None:
            yield from ("--reveal", self.reveal)

    @cached_property
    def own_keys(self) -> tuple[tuple[str, bytes], ...]:
        """Names and contents of the files with public keys. Raises Refusal."""
        return tuple(map(named_key, self.keys))

    @cached_property
    def salts(self) -> Mapping[str, Any] | None:
        """What brings withheld facts back. Raises Refusal."""
        return None if self.reveal is None else salts_in(self.reveal)

    @property
    def look_up(self) -> LookUp | None:
        """What looks proofs up in the log, where one is named; it raises Refusal."""
        return None if self.log is None else self._look_up

    def _look_up(self, digests: Collection[str]) -> LogRead:
        from msm_rules.report.log_lookup import read_log  # sqlite3 is for those who keep a log

        with refusing():
            found = read_log(str(self.log), digests, self.day)
        self.unsound = not found.state.sound
        return found

    def verifying(self, name: str) -> tuple[str, ...]:
        """The words of the call that checks a proof, as one types them."""
        more = [word for key in self.keys for word in ("--key", key)]
        return ("msm", "verify", name, *more, *(("--reveal", self.reveal) if self.reveal else ()))


def salts_do_not_fit(beside: Beside, why: str) -> Refusal:
    """The salts are not those of the proof."""
    return Refusal(f"{name_of(str(beside.reveal))}: {visible(why)}")
