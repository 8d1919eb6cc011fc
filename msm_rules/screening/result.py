"""The screening itself: the decisions on a catalogue, and the views people take of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256

from msm_rules.decide.decision import Decision, Verdict
from msm_rules.facts import Problem, Vocabulary
from msm_rules.graph.nodes import Graph, Header
from msm_rules.proof.document import facts_digest
from msm_rules.proof.subject import NO_ORIGIN, Origin
from msm_rules.screening import manifest as manifests
from msm_rules.screening.funnel import Blocking, Due, Funnel, blocking, dues, fell_at, funnel
from msm_rules.screening.questions import Question, Step, Wait, plan, questions, waits
from msm_rules.screening.rank import Placed, ranking
from msm_rules.screening.row import Row
from msm_rules.values.possible import Value


@dataclass(frozen=True)  # without slots: views are made when first asked for, and kept
class Screening:
    """The decisions on a catalogue, in its order, and the records that could not be read.

    `catalogue` is what the catalogue is called, `params` are the values the policy was bound to,
    `given` those of them that were set from outside, as they were written. `rows` says what each
    of `decisions` comes to, place by place.
    """

    graph: Graph
    vocabulary: Vocabulary
    as_of: date
    params: Mapping[str, Value]
    given: Mapping[str, object]
    catalogue: str
    decisions: tuple[Decision, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]

    def __repr__(self) -> str:
        name = f"{self.policy.name} {self.policy.version}"
        return f"<Screening of {len(self.rows)} models by {name}: {len(self.accepted)} accepted>"

    @property
    def policy(self) -> Header:
        """Name, version, title and owner of the policy."""
        return self.graph.header

    @cached_property
    def candidates(self) -> tuple[Placed, ...]:
        """Every model that is not rejected, in the order of `rank`."""
        return ranking(self.rows, self.graph.rank, self.graph.top)

    @cached_property
    def ranking(self) -> tuple[Placed, ...]:
        """The first of the candidates: `top N` and those not separable from the Nth, or all."""
        return tuple(placed for placed in self.candidates if placed.top)

    @cached_property
    def accepted(self) -> tuple[Row, ...]:
        """The accepted models, in order."""
        return tuple(p.row for p in self.candidates if p.row.verdict is Verdict.ACCEPT)

    @cached_property
    def wants_person(self) -> tuple[Row, ...]:
        """The models that the policy itself sends to a person, in order."""
        return tuple(
            p.row for p in self.candidates if p.row.verdict is Verdict.REVIEW and p.row.determined
        )

    @cached_property
    def too_little_known(self) -> tuple[Row, ...]:
        """The models whose verdict hangs on facts that nobody knows, in order."""
        return tuple(p.row for p in self.candidates if not p.row.determined)

    @cached_property
    def rejected(self) -> tuple[Row, ...]:
        """The rejected models, in the order of the catalogue."""
        return tuple(row for row in self.rows if row.verdict is Verdict.REJECT)

    @cached_property
    def funnel(self) -> Funnel:
        """Where the models of the catalogue end; each is counted once."""
        return funnel(self.rows, self.graph)

    @cached_property
    def blocking(self) -> tuple[Blocking, ...]:
        """The rules responsible where no model survives the critical tier; else empty."""
        return blocking(self.rows, self.graph)

    @cached_property
    def obligations(self) -> tuple[Due, ...]:
        """What is to be done with accepted models, and with how many of them."""
        return dues(self.accepted, self.graph)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What would settle models of which too little is known, the most telling first."""
        return questions(self.too_little_known)

    @cached_property
    def waits(self) -> tuple[Wait, ...]:
        """The undetermined models by what they wait for; each is in one group."""
        return waits(self.too_little_known)

    @cached_property
    def plan(self) -> tuple[Step, ...]:
        """In which order to ask, so that most is settled with least asking."""
        return plan(self.too_little_known)

    @cached_property
    def catalogue_digest(self) -> str:
        """SHA-256 over the digests of all facts documents, as proofs have them, in their order by
        value: the same facts give the same digest in whatever order and file they stand."""
        digests = sorted(facts_digest(decision.facts) for decision in self.decisions)
        return sha256("".join(digests).encode()).hexdigest()

    def manifest(
        self, keep: manifests.Keep | None = None, origin: Origin = NO_ORIGIN
    ) -> dict[str, object]:
        """The manifest (`msm-manifest/1`) as plain JSON data: what became of every model.

        Every proof is made for it, about a millisecond each, and given to `keep`; `origin` says in
        them where the policy came from.
        """
        return manifests.manifest(self, keep, origin=origin)

    def decision(self, row: Row) -> Decision:
        """The decision that a row is of."""
        return self.decisions[row.position]

    def fell_at(self, row: Row) -> str | None:
        """The first critical rule that rejects a model; None where none does."""
        return fell_at(row, self.graph)
