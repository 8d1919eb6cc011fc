"""What a call says of a policy, its params and the facts: read once, for all models it names."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msm_rules.cli import options
from msm_rules.cli.models import find_model, read_settled, settled
from msm_rules.cli.policies import BadPolicy, load
from msm_rules.cli.settings import read_settings
from msm_rules.diagnostics.error import PolicyError

if TYPE_CHECKING:
    from msm_rules.api import Policy
    from msm_rules.decide.decision import Decision


class Deciding:
    """A policy ready to decide as the call wants it. Raises Refusal where the call is bad."""

    def __init__(
        self,
        path: str,
        settings: tuple[str, ...],
        param_files: tuple[str, ...],
        facts: tuple[str, ...],
        catalogue: str | None,
        as_of: date | None,
    ) -> None:
        self.day = as_of or options.today()
        self.policy: Policy = load(path, self.day)
        self.params = read_settings(self.policy.graph, settings, param_files)
        self.attested = read_settled(facts, self.policy.vocabulary)
        self.catalogue = catalogue
        self.given = (
            *(("--set", setting) for setting in settings),
            *(("--params", file) for file in param_files),
            *(("--facts", file) for file in facts),
            *((("--catalogue", catalogue),) if catalogue is not None else ()),
            ("--as-of", self.day.isoformat()),
        )
        """The options of the call, with the day written out."""

    def on(self, name: str) -> Decision:
        """The decision on one model. Raises Refusal where it, its facts or a param is bad."""
        vocabulary = self.policy.vocabulary
        known = find_model(name, self.catalogue, vocabulary)
        known = settled(known, self.attested, self.day, vocabulary)
        try:
            return self.policy.decide(known, as_of=self.day, params=self.params)
        except PolicyError as error:
            raise BadPolicy(error.diagnostics) from None
