"""Questions about facts and params that are not as they are: may the policy accept, and does it.

Owns the questions and how many may be asked. `may_accept` leaves facts and params open: where it
says no, no values help. `accepts` asks with exact values; `confirmed` lets the engine decide with
them as any decision is made, and nothing is told without that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from msm_rules.analysis.leaves import Leaf, checked_params, leaves_of, params_of
from msm_rules.analysis.linked import Links, link
from msm_rules.analysis.open_meanings import MAY_SETTLE, STAYS, WILL_SETTLE
from msm_rules.analysis.outlook import Given, Outlook
from msm_rules.analysis.words import words_of
from msm_rules.decide.binding import bind
from msm_rules.decide.decision import Decision, Verdict
from msm_rules.decide.session import Session, start
from msm_rules.diagnostics.error import PolicyError
from msm_rules.facts import ModelFacts, to_json
from msm_rules.facts.evidence import Evidence, read_evidence
from msm_rules.facts.keys import place, with_value
from msm_rules.frozen import changed
from msm_rules.values.possible import TRUE, Members, Value, is_exact
from msm_rules.values.types import LICENCE, SetOf

Ranges = Mapping[str, Value]

Params = tuple[tuple[str, Value], ...]

Tick = Callable[[], None]
"""What is called with every question, to tell people that the search goes on."""

MOST_QUESTIONS = 20_000
"""How many questions one search asks; a number and not a time, so that each run says the same."""


def no_tick() -> None:
    """Nobody is told."""


class Spent(Exception):
    """As many questions were asked as may be."""


BY = "an answer that was tried"
"""Who is said to answer for a fact that nobody knows, while it is tried."""


class Oracle:
    """One policy, one day, one model, of which facts and params are varied.

    `leaves` are what may vary on its own, by key. `stand_ins` are licences of which nobody knows
    the terms, each with one whose terms are known, which is asked in its place.
    """

    def __init__(
        self,
        session: Session,
        facts: ModelFacts,
        tick: Tick = no_tick,
        most: int = MOST_QUESTIONS,
    ) -> None:
        self.session, self.facts, self._tick = session, facts, tick
        self.asked, self.most = 0, most
        every = (*leaves_of(session, facts), *params_of(session))
        self.links: Links = link(every)
        self.leaves = {leaf.key: leaf for leaf in self.links.leaves}
        self.words, self.members = words_of(session), words_of(session, globs=False)
        self.stand_ins: Mapping[str, str] = {}
        self._every = {leaf.key: leaf for leaf in every}
        self._answers: dict[tuple[str, Value], Evidence] = {}
        self._sessions: dict[Params, Session] = {}
        self._valid: dict[Params, bool] = {}
        self._checked = frozenset(checked_params(session.graph, every))
        values = session.values(facts)
        weak = {k for k, leaf in self._every.items() if leaf.missing or not facts.evidence.get(k)}
        self._open = Outlook(session, values, every, weak)
        self._exact = Outlook(session, values, every, weak)

    # --- questions -------------------------------------------------------------------------------

    def may_accept(self, ranges: Ranges, changing: Collection[str] = ()) -> bool:
        """Whether acceptance may be sure where each of these has a value of its range; those that
        are not `changing` may also stay as they are. What is not named stays as it is."""
        self._count()
        given: dict[str, Given] = {}
        for key, value in self.links.whole(ranges).items():
            settled = is_exact(self._every[key].type, value)
            lead = key if key in ranges else self._lead(key)
            how = STAYS if settled else WILL_SETTLE if lead in changing else MAY_SETTLE
            given[key] = Given(self._asked_as(key, value), how)
        self._stand_in(given)
        return bool(self._open.ask(given) & 1) and self._allowed(ranges)

    def accepts(self, chosen: Ranges) -> bool:
        """Whether the model is accepted with exactly these values."""
        self._count()
        if not self._exact.knows_blanks and any(self._every[k].param for k in chosen):
            return self._allowed(chosen) and self._decides(chosen)
        whole = self.links.whole(chosen)
        given = {k: Given(self._asked_as(k, v), STAYS) for k, v in whole.items()}
        self._stand_in(given)
        return self._exact.ask(given) == TRUE and self._allowed(chosen)

    def confirmed(self, chosen: Ranges) -> bool:
        """Whether the engine accepts the model with exactly these values; licences of which nobody
        knows the terms being read as their stand-ins."""
        return self._allowed(chosen) and self._decides(chosen)

    def terms_asked(self, chosen: Ranges) -> tuple[str, ...] | None:
        """The licence terms that alone are still open with these values (`licence mit: hosting`),
        where acceptance is possible; nothing where it is sure, None where it is neither."""
        if self._session(chosen) is None:
            return None
        decision = self.decide(chosen)
        if decision.determined:
            return () if decision.verdict is Verdict.ACCEPT else None
        asked = tuple(name for name in decision.open_facts if name.startswith("licence "))
        return asked if "accept" in decision.possible and asked else None

    def decide(self, chosen: Ranges) -> Decision:
        """The engine's decision with exactly these values; they must be allowed."""
        session = self._session(chosen)
        assert session is not None
        facts = self.changed_facts(chosen)
        return Decision(session, facts, session.trace(facts))

    def _decides(self, chosen: Ranges) -> bool:
        held = {k: self._asked_as(k, leaf.now) for k, leaf in self._licences().items()}
        held = {k: v for k, v in held.items() if v != self._every[k].now}
        whole = {k: self._asked_as(k, v) for k, v in chosen.items()}
        decision = self.decide({**held, **whole})
        return decision.determined and decision.verdict is Verdict.ACCEPT

    def _count(self) -> None:
        self._tick()
        self.asked += 1
        if self.asked > self.most:
            raise Spent

    def _lead(self, key: str) -> str:
        found = self.links.followers.items()
        return next(lead for lead, fs in found if any(f.leaf.key == key for f in fs))

    # --- licences of which nobody knows the terms ------------------------------------------------

    def _licences(self) -> dict[str, Leaf]:
        return {k: v for k, v in self._every.items() if v.type in (LICENCE, SetOf(LICENCE))}

    def _stand_in(self, given: dict[str, Given]) -> None:
        """Put stand-ins also into the licences that a question leaves as they are."""
        if not self.stand_ins:
            return
        for key, leaf in self._licences().items():
            value = self._asked_as(key, leaf.now)
            if key not in given and value != leaf.now:
                given[key] = Given(value, STAYS)

    def _asked_as(self, key: str, value: Value) -> Value:
        if not self.stand_ins or self._every[key].type not in (LICENCE, SetOf(LICENCE)):
            return value
        if isinstance(value, frozenset):
            return self._replaced(value)
        if value is None:
            return None
        lower, upper = value  # type: ignore[misc]
        members: Members = (
            self._replaced(lower),  # type: ignore[arg-type]
            None if upper is None else self._replaced(upper),  # type: ignore[arg-type]
        )
        return members

    def _replaced(self, words: frozenset[str]) -> frozenset[str]:
        return frozenset(self.stand_ins.get(word, word) for word in words)

    # --- params ----------------------------------------------------------------------------------

    def _allowed(self, chosen: Ranges) -> bool:
        """Whether the policy allows these params; those that are open are not looked at, nor those
        on which nothing rests that has to be checked: their values are within their ranges."""
        if not any(key in self._checked for key in chosen):
            return True
        return self._open_param(chosen) or self._is_valid(self._params(chosen))

    def _open_param(self, chosen: Ranges) -> bool:
        leaves = self._every
        return any(leaves[k].param and not is_exact(leaves[k].type, v) for k, v in chosen.items())

    def _params(self, chosen: Ranges) -> Params:
        return tuple((k, chosen[k]) for k in sorted(chosen) if self._every[k].param)

    def _is_valid(self, params: Params) -> bool:
        """Whether the policy can be bound to these params; remembered, since it takes a while."""
        if params not in self._valid:
            session = self.session
            try:
                given = self._given(params)
                bind(session.graph, session.program.naturals, given, session.today)
                self._valid[params] = True
            except PolicyError:
                self._valid[params] = False
        return self._valid[params]

    def _session(self, chosen: Ranges) -> Session | None:
        """The session with these params; None where the policy does not allow them."""
        params, session = self._params(chosen), self.session
        if not params or not self._is_valid(params):
            return None if params else session
        if params not in self._sessions:
            given = self._given(params)
            self._sessions[params] = start(session.program, given, session.today, session.pending)
        return self._sessions[params]

    def _given(self, params: Params) -> dict[str, object]:
        """The params from outside: those of the session, and these."""
        binding = self.session.binding
        given = {
            p.name: to_json(p.type, binding.params[p.name])
            for p in self.session.graph.params
            if p.name in binding.given
        }
        for key, value in params:
            param = self._every[key].param
            assert param is not None
            given[param.name] = to_json(param.type, value)
        return given

    # --- facts -----------------------------------------------------------------------------------

    def changed_facts(self, chosen: Ranges) -> ModelFacts:
        """The facts with other values of some; what nobody knew is answered for, today."""
        facts = self.facts
        whole = {k: v for k, v in self.links.whole(chosen).items() if not self._every[k].param}
        values, evidence, model = {**facts.values, **whole}, dict(facts.evidence), facts.model
        for key, value in whole.items():
            leaf = self._every[key]
            given = to_json(leaf.type, value)
            if leaf.missing or not evidence.get(key):
                evidence[key] = (self._answer(key, value, given),)
            model = with_value(model, place(key), given)
        return changed(facts, values=values, evidence=evidence, model=model)

    def _answer(self, key: str, value: Value, given: object) -> Evidence:
        """Who answers for a value; most are asked about over and over, so they are kept."""
        known = self._answers.get((key, value))
        if known is None:
            day = self.session.today.isoformat()
            said = {"method": "attested", "by": BY, "on": day, "observed": day, "raw": given}
            known = self._answers[key, value] = read_evidence(said)
        return known
