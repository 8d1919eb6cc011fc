"""What a call says of a policy, its params and the facts: read once, for all models it names."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msm_rules.cli import options
from msm_rules.cli.models import address_named, find_model, read_settled, settled
from msm_rules.cli.policies import BadPolicy, load
from msm_rules.cli.read_here import tell
from msm_rules.cli.settings import read_settings
from msm_rules.diagnostics.error import PolicyError
from msm_rules.facts import ModelFacts
from msm_rules.sources.addresses import HubModel

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

    def on(self, name: str, *, whole: bool = False) -> Decision:
        """The decision on one model. Raises Refusal where it, its facts or a param is bad.

        The Hub is asked for no more than the verdict needs, or for the `whole` of what it has.
        """
        address = address_named(name)
        try:
            if isinstance(address, HubModel) and not whole:
                return self._on_hub(address)
            known = self._settled(find_model(name, self.catalogue, self.policy.vocabulary))
            return self.policy.decide(known, as_of=self.day, params=self.params)
        except PolicyError as error:
            raise BadPolicy(error.diagnostics) from None

    def _on_hub(self, address: HubModel) -> Decision:
        """The decision on a model of the Hub, which is asked for no more than the verdict needs."""
        from msm_rules.cli.hub import asking_the_hub  # loads what only the Hub needs

        progressive = self.policy.progressive(as_of=self.day, params=self.params)
        with asking_the_hub() as hub:
            source = hub.open(address, self.policy.vocabulary)
            decision = progressive.decide(source, self._settled)
        tell(source.findings)
        return decision

    def _settled(self, known: ModelFacts) -> ModelFacts:
        return settled(known, self.attested, self.day, self.policy.vocabulary)
