"""What running a test gives, and what it needs of a policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from msm_rules.check import Case
from msm_rules.decide.decision import Decision
from msm_rules.frozen import record
from msm_rules.graph.nodes import Graph
from msm_rules.source import Span


class PolicyUnderTest(Protocol):
    """A policy with its tests, as the public face has it."""

    graph: Graph
    cases: tuple[Case, ...]

    def decide(
        self,
        facts: Mapping[str, object],
        *,
        as_of: date | None = None,
        params: Mapping[str, object] | None = None,
    ) -> Decision:
        """Decide on one model; raises PolicyError and FactsError."""
        ...


@record
class Failure:
    """One thing that did not come as the test says: where it stands, what was expected and came."""

    span: Span
    message: str


@record
class Outcome:
    """One test that was run; `decision` is None where the policy could not decide."""

    name: str
    span: Span
    failures: tuple[Failure, ...]
    decision: Decision | None

    @property
    def passed(self) -> bool:
        """Whether everything came as the test expects."""
        return not self.failures
