"""What a decision log says of proofs, as reports hold it: entries, and how reviews were ended.

Owns which end of a review counts, and of which proof. Reading a log is `log_lookup`'s, the words
stand in `log_words`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Literal

from msm_rules.frozen import record
from msm_rules.proof.forms import day
from msm_rules.proof.subject import Subject
from msm_rules.report.withholding import Redaction

Standing = Literal["holds", "over", "later"]


@record
class Sought:
    """A decision that is looked up: the digest it goes by, empty where that is withheld, and what
    its proof says of it, as `Logged` has it. It is `named` alone where a redacted proof goes by the
    digest of an original that it does not show; any revision may be withheld there."""

    digest: str
    says: tuple[object, ...]
    named: bool = False
    any_revision: bool = False

    @property
    def verdict(self) -> object:
        """What the program itself said."""
        return self.says[2]

    @property
    def determined(self) -> object:
        """Whether enough was known for that."""
        return self.says[3]

    def is_in(self, entry: Logged) -> bool:
        """Whether an entry says of the decision what the proof says."""
        kept = entry.says[1:2] if self.any_revision else self.says[1:2]
        return entry.says == (*self.says[:1], *kept, *self.says[2:])


def sought(subject: Subject, digest: str, redaction: Redaction | None) -> Sought:
    """What to look a proof up by; `redaction` says what is withheld, unless salts brought all of it
    back."""
    revision = subject.facts.model.get("revision")
    says = (
        subject.facts.id, revision if isinstance(revision, str) else None, subject.verdict,
        subject.determined, day(subject.today),
    )  # fmt: skip
    named = redaction is not None and not redaction.whole
    return Sought(digest, says, named, "revision" in subject.withheld)


@record
class Logged:
    """An entry by which a decision was logged; `says` is what it says of it: model, revision,
    verdict, whether that was determined, and the day."""

    number: int
    time: str
    digest: str
    says: tuple[object, ...]


@record
class Ended:
    """An entry by which a person ended a review. `standing` is whether their term holds on the day
    of the report, is over, or had not begun."""

    number: int
    time: str
    digest: str
    verdict: str
    by: str
    because: str
    until: str
    standing: Standing


@record
class LogState:
    """A log as a whole: its name, the day of the report, how many entries it has with the digest of
    the last, and what is wrong with it, in words; of more problems `more` are not written out."""

    name: str
    day: str
    entries: int
    digest: str
    problems: tuple[str, ...]
    more: int

    @property
    def sound(self) -> bool:
        """Whether it is as it was logged."""
        return not self.problems


@record
class InLog:
    """What a log says of one proof: the entries that logged it and those that ended its review, in
    their order; `earlier` are not told. Where there are none, it is not in the log."""

    state: LogState
    logged: tuple[Logged, ...] = ()
    endings: tuple[Ended, ...] = ()
    earlier: int = 0

    def logs(self, own: Sought) -> bool:
        """Whether it has this very decision. The digest that a redacted proof names as that of its
        original is whatever its maker wrote there, so by that alone it has none."""
        return not own.named and any(map(own.is_in, self.logged))

    def last(self, own: Sought) -> Ended | None:
        """The end that counts: people change their minds, and the log keeps what they said."""
        return self.endings[-1] if self.endings and self.logs(own) else None

    def decided(self, own: Sought) -> Ended | None:
        """The end of a review that holds on the day of the report, by a log that is sound."""
        last = self.last(own) if own.verdict == "review" and self.state.sound else None
        return last if last and last.standing == "holds" else None


@record
class LogRead:
    """What a log says of the proofs that were looked up in it."""

    state: LogState
    found: Mapping[str, InLog]

    def of(self, digest: str) -> InLog:
        """What it says of a proof."""
        return self.found.get(digest) or InLog(self.state)


LookUp = Callable[[Collection[str]], LogRead]
"""Looks proofs up, by their digests, in the log that a call names."""
