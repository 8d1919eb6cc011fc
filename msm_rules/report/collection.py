"""Several decisions put together for one report: which proofs hold, and what the models come to.

Owns the counting and the limits: every proof is checked and counted, the first ones are shown in
full, and of the others only a line is kept, so that a folder of many thousands is no burden.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from msm_rules.frozen import changed, record
from msm_rules.report.checking import Checking, checking
from msm_rules.report.in_log import LogState, Sought, sought
from msm_rules.report.log_words import log_foot
from msm_rules.report.opened import Opened, opened
from msm_rules.report.outline import Outline, outline
from msm_rules.report.panel import Panel
from msm_rules.report.read_back import NotReadable, ReadBack, read_back, readable
from msm_rules.report.sheet import sheet
from msm_rules.report.signature import Enclosed
from msm_rules.report.withholding import is_redacted
from msm_rules.report.words import GROUPS, counted, group_of

MOST_PANELS = 300
MOST_LINES = 2000
"""Decisions that are shown in full; and those of each group in a line."""

MOST_POLICIES = 20
"""Policies whose text and picture are shown; decisions by further ones stand in a line each."""


class Broken(str):
    """What stands in the place of a proof that could not be read: why."""

    __slots__ = ()


Given = tuple[str, "Mapping[str, Any] | Enclosed | Broken"]
"""A name (of a file), and the proof document in it."""


@record
class Line:
    """A decision in a line."""

    name: str
    id: str
    words: str
    sought: Sought
    log: str = ""


@record
class Failing:
    """A proof that does not hold: what it says, and what is wrong with it."""

    name: str
    says: str
    checking: Checking


@record
class LogCount:
    """What a log says of all proofs that hold: how many it has, and of how many a person's
    decision holds on the day of the report. Of redacted proofs it has as many of the originals that
    they name as are `named`; that they are of those was not shown."""

    state: LogState
    logged: int
    decided: int
    named: int = 0

    @property
    def words(self) -> str:
        """The counts in a sentence without a period."""
        of = f"{self.state.name}, on {self.state.day}"
        are = "is" if self.logged == 1 else "are"
        ended = counted(self.decided, "review was", "reviews were")
        named = counted(self.named, "redacted proof names", "redacted proofs name")
        more = f"; {named} an original that is there, which was not shown" if self.named else ""
        return f"{self.logged:,} of those that hold {are} in {of}; {ended} ended by a person{more}"

    @property
    def foot(self) -> str:
        """Which log it was."""
        return log_foot(self.state)


@record
class Unread:
    """A file that holds no proof that could be read, and why."""

    name: str
    why: str


@record
class Group:
    """Decisions that come to the same: how many, those in full, and some of the rest."""

    key: str
    title: str
    total: int
    panels: tuple[Panel, ...]
    lines: tuple[Line, ...]

    @property
    def hidden(self) -> int:
        """How many are counted and not shown."""
        return self.total - len(self.panels) - len(self.lines)


@record
class Collection:
    """What a report of several decisions is made from. Groups hold decisions whose proofs hold,
    each `sought` in a log if there is one; `unsigned` of them are in a statement that none of the
    keys given signed.
    """

    total: int
    groups: tuple[Group, ...]
    failing: tuple[Failing, ...]
    unread: tuple[Unread, ...]
    outlines: tuple[Outline, ...]
    sought: tuple[Sought, ...] = ()
    unsigned: int = 0
    log: LogCount | None = None

    @property
    def holding(self) -> int:
        """How many proofs hold."""
        return sum(group.total for group in self.groups)

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """The names and digests of the files of all policies, each once."""
        found = ((file.name, file.sha256) for o in self.outlines for file in o.files)
        return tuple(dict.fromkeys(found))

    @property
    def panels(self) -> int:
        """How many decisions are shown in full."""
        return sum(len(group.panels) for group in self.groups)


def collected(given: Iterable[Given], *, named: bool = True) -> Collection:
    """Check and read every proof; `named` if their names are to be shown."""
    gathering = _Gathering(named)
    for name, proof in given:
        gathering.add(name, proof)
    return gathering.done()


class _Gathering:
    """The proofs met so far."""

    def __init__(self, named: bool) -> None:
        self.named = named
        self.counts: Counter[str] = Counter()
        self.panels: dict[str, list[Panel]] = {key: [] for key in GROUPS}
        self.lines: dict[str, list[Line]] = {key: [] for key in GROUPS}
        self.failing: list[Failing] = []
        self.unread: list[Unread] = []
        self.outlines: dict[int, Outline] = {}
        self.total = self.unsigned = 0
        self.sought: list[Sought] = []

    def add(self, name: str, proof: Mapping[str, Any] | Enclosed | Broken) -> None:
        self.total += 1
        if isinstance(proof, Broken):
            self.unread.append(Unread(name, str(proof)))
            return
        document = proof.document if isinstance(proof, Enclosed) else proof
        found = checking(document)
        if not found.ok:
            self.failing.append(Failing(name, says(document), found))
            return
        try:
            with readable():
                one = opened(proof, found=found)
                self._holding(name, one, read_back(one.proof, one.withheld))
        except NotReadable as problem:
            self.unread.append(
                Unread(name, f"the proof holds, and cannot be shown here: {problem}")
            )

    def _holding(self, name: str, one: Opened, back: ReadBack) -> None:
        subject = back.subject
        group = group_of(subject.verdict, subject.determined)
        own = sought(subject, one.digest, one.redaction)
        policy = self._outline(back)
        if policy is not None and sum(map(len, self.panels.values())) < MOST_PANELS:
            told = sheet(subject, policy, full=False)
            anchor = f"m{sum(self.counts.values()) + 1}"
            panel = Panel(
                anchor, told, policy.number, checking=one.checking, digest=one.own_digest,
                redaction=one.redaction, signature=one.signature, sought=own,
            )  # fmt: skip
            if self.named:
                head = subject.graph.header
                beside = f"{head.name} {head.version}, {told.as_of}"
                panel = changed(panel, beside=beside, file=name)
            self.panels[group].append(panel)
        elif len(self.lines[group]) < MOST_LINES:
            self.lines[group].append(Line(name, subject.facts.id, says(one.proof), own))
        self.counts[group] += 1
        self.sought.append(own)
        self.unsigned += bool(one.signature and one.signature.problem)

    def _outline(self, back: ReadBack) -> Outline | None:
        key = id(back.subject.graph)  # the outline keeps the graph, so no other has this id
        if key not in self.outlines and len(self.outlines) < MOST_POLICIES:
            number = len(self.outlines) + 1
            self.outlines[key] = outline(back.subject.graph, back.vocabulary, number, back.subject)
        return self.outlines.get(key)

    def done(self) -> Collection:
        groups = tuple(
            Group(
                key, title, self.counts[key], tuple(self.panels[key]), tuple(self.lines[key])
            )
            for key, title in GROUPS.items()
        )  # fmt: skip
        return Collection(
            self.total, groups, tuple(self.failing), tuple(self.unread),
            tuple(self.outlines.values()), tuple(self.sought), self.unsigned,
        )  # fmt: skip


def says(proof: Mapping[str, Any]) -> str:
    """What a document says, in a line, whether or not it holds: it may be anything."""
    try:
        proof = proof["proof"] if is_redacted(proof) else proof
        decision, policy = proof["decision"], proof["policy"]
        policy_words = f"by {policy['name']} {policy['version']}, {decision['as_of']}"
        return f"{decision['verdict']} for {decision['model']['id']}, {policy_words}"[:300]
    except (LookupError, TypeError):
        return "no decision that could be read"
