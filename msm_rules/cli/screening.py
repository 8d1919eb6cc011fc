"""A screening as a command makes it: with progress, and clear refusals.

Owns which catalogues are on the Hub, and that the Hub is asked for them as the call says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msm_rules.cli.deciding import Deciding
from msm_rules.cli.policies import BadPolicy
from msm_rules.cli.progress import Progress
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.error import PolicyError
from msm_rules.sources import CatalogueError
from msm_rules.sources.addresses import HUB

if TYPE_CHECKING:
    from msm_rules.screening import Screening
    from msm_rules.sources.hub import Hub


def screened(deciding: Deciding, catalogue: str | None) -> Screening:
    """The screening of a catalogue, the shipped one for None. Raises Refusal."""
    if catalogue is not None and catalogue.startswith(HUB):
        from msm_rules.cli.hub import asking_the_hub  # loads what only the Hub needs

        with asking_the_hub() as asked:
            return _with(deciding, catalogue, asked.progress, asked.hub)
    progress = Progress()
    try:
        return _with(deciding, catalogue, progress, None)
    finally:
        progress.end()


def _with(
    deciding: Deciding, catalogue: str | None, progress: Progress, hub: Hub | None
) -> Screening:
    try:
        return deciding.policy.screen(
            catalogue,
            as_of=deciding.day,
            params=deciding.params,
            attested=deciding.attested,
            progress=progress.done,
            hub=hub,
        )
    except CatalogueError as error:
        progress.end()
        raise Refusal(str(error), error.hint) from None
    except PolicyError as error:
        raise BadPolicy(error.diagnostics) from None
