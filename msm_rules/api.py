"""The public face: policies from files and strings, decisions, screenings.

The only room that puts checking, deciding and the file system together for users of the library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msm_rules import origins
from msm_rules.check import Case, Checked, Finder, check_policy
from msm_rules.decide.compile import Program, compile_graph
from msm_rules.decide.decision import Bounds, Decision, Verdict
from msm_rules.decide.progressive import Also, Progressive
from msm_rules.decide.session import Session, start
from msm_rules.diagnostics import Diagnostic
from msm_rules.diagnostics.error import PolicyError
from msm_rules.facts import Attested, FactsError, ModelFacts, Problem, read_facts
from msm_rules.facts.problems import quoted
from msm_rules.facts.vocabulary import Vocabulary
from msm_rules.graph.nodes import Graph, Header
from msm_rules.origins import OriginError
from msm_rules.policyfiles import in_folder, in_texts, read_policy
from msm_rules.proof.subject import Origin, Purpose
from msm_rules.screening import Screening, screen
from msm_rules.source import Source
from msm_rules.sources.addresses import HubModel, hub_address

if TYPE_CHECKING:
    from msm_rules.sources.hub import Hub

__all__ = [
    "Bounds",
    "Decision",
    "FactsError",
    "ModelFacts",
    "Origin",
    "OriginError",
    "Policy",
    "PolicyError",
    "Purpose",
    "Screening",
    "Verdict",
    "load_policy",
    "origin_of",
    "parse_policy",
]


class Policy:
    """A checked policy, ready to decide."""

    def __init__(self, checked: Checked) -> None:
        if checked.graph is None:
            raise PolicyError(checked.diagnostics)
        self.graph: Graph = checked.graph
        self.diagnostics: tuple[Diagnostic, ...] = checked.diagnostics
        self.cases: tuple[Case, ...] = checked.cases
        self.vocabulary: Vocabulary = checked.vocabulary
        self._last: tuple[object, Session] | None = None

    def __repr__(self) -> str:
        return f"<Policy {self.header.name} {self.header.version}>"

    @property
    def header(self) -> Header:
        """Name, version, title, owner and description."""
        return self.graph.header

    @cached_property
    def program(self) -> Program:
        """The generated code; made when first needed."""
        return compile_graph(self.graph, self.vocabulary)

    def session(
        self,
        *,
        as_of: date | None = None,
        params: Mapping[str, object] | None = None,
        pending: Iterable[str] = (),
    ) -> Session:
        """The policy bound to a day and params; the last one is kept for the next decision."""
        day = as_of or date.today()
        key: tuple[object, ...] = (day,)
        asked: frozenset[str] = frozenset()
        if params or pending:
            asked = frozenset(p.removeprefix("model.") for p in pending)
            written = sorted((str(name), repr(value)) for name, value in (params or {}).items())
            key = (day, *written, asked)  # as text: `True` is not 1, and a list may change
        if self._last is not None and self._last[0] == key:
            return self._last[1]
        session = start(self.program, params or {}, day, asked)
        self._last = (key, session)
        return session

    def progressive(
        self,
        *,
        as_of: date | None = None,
        params: Mapping[str, object] | None = None,
        also: Iterable[Also] = ("obligations",),
    ) -> Progressive:
        """The policy bound to a day and params, to decide while facts are still asked for.

        `also` is what is settled beside the verdict, for models that are not rejected. Raises
        PolicyError for params and days that the policy does not allow.
        """
        return Progressive(self.program, params or {}, as_of or date.today(), also)

    def decide(
        self,
        facts: Mapping[str, object] | ModelFacts | str,
        *,
        as_of: date | None = None,
        params: Mapping[str, object] | None = None,
        pending: Iterable[str] = (),
        hub: Hub | None = None,
    ) -> Decision:
        """Decide on one model.

        `facts` is a facts document, its `model` part, a `ModelFacts`, or the address of a model of
        the Hub (`hub:author/name@revision`), which is asked for no more than the verdict needs;
        `as_of` the day of the decision (today if left out); `params` values for the policy's
        params; `pending` facts not asked for yet; `hub` says how the Hub is asked. Raises
        FactsError for bad facts, CatalogueError for what the Hub does not give, PolicyError for
        params and days that the policy does not allow.
        """
        if isinstance(facts, str):
            return self._decide_at(facts, as_of, params, hub)
        session = self.session(as_of=as_of, params=params, pending=pending)
        known = read_facts(facts, self.vocabulary)
        return Decision(session, known, session.trace(known))

    def _decide_at(
        self,
        name: str,
        as_of: date | None,
        params: Mapping[str, object] | None,
        hub: Hub | None,
    ) -> Decision:
        address = hub_address(name)
        if not isinstance(address, HubModel):
            message = f"expected a facts document or hub:author/name, found the text {quoted(name)}"
            raise FactsError([Problem("", "", message)])
        from msm_rules.screening.on_hub import decision_at  # loads what only the Hub needs

        return decision_at(self, address, as_of, params, hub)

    def screen(
        self,
        catalogue: str | Path | Iterable[Mapping[str, object] | ModelFacts] | None = None,
        *,
        as_of: date | None = None,
        params: Mapping[str, object] | None = None,
        attested: Sequence[Attested] = (),
        progress: Callable[[int, int | None], None] | None = None,
        hub: Hub | None = None,
    ) -> Screening:
        """Decide on every model of a catalogue (a path, an address of the Hub such as
        `hub:?author=Qwen`, or facts; the shipped one if left out).

        `attested` facts take the place of the catalogue's; `progress` is told how many records are
        done, and of how many if that is known; `hub` says how the Hub is asked. Raises
        CatalogueError where nothing can be read.
        """
        return screen(
            self,
            catalogue,
            as_of=as_of or date.today(),
            params=params,
            attested=attested,
            progress=progress,
            hub=hub,
        )


def origin_of(policy: Policy) -> Origin:
    """Where a policy comes from, as git tells: the commit that is checked out, and the address of
    its remote without credentials; for `decision.proof(origin=...)`.

    Raises OriginError where a file of it is not in that commit as it was read, or git cannot tell.
    """
    return origins.origin_of((s.name, s.text) for s in policy.graph.sources).origin


def load_policy(path: str | Path, *, as_of: date | None = None) -> Policy:
    """Read and check a policy file and what it refers to. Raises PolicyError with all errors.

    `as_of` is the day for warnings about waivers and policies that end soon.
    """
    file = Path(path)
    found = read_policy(file)
    if isinstance(found, Diagnostic):
        raise PolicyError((found,))
    return Policy(check_policy(found, in_folder(file), _ordinal(as_of)))


def parse_policy(
    text: str,
    *,
    name: str = "main.msm",
    files: Mapping[str, str] | None = None,
    as_of: date | None = None,
) -> Policy:
    """Check a policy given as text; `files` holds the texts it may refer to, by path."""
    find: Finder = in_texts({**(files or {}), name: text})
    return Policy(check_policy(Source(name, text), find, _ordinal(as_of)))


def _ordinal(day: date | None) -> int | None:
    return day.toordinal() if day is not None else None
