"""How many examples a property is tried on.

Runs are the same every time. `MSM_EXAMPLES=20000` makes a long campaign of every property, with
other examples each time; what it finds becomes a plain test.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_CAMPAIGN = os.environ.get("MSM_EXAMPLES")


def examples(number: int) -> settings:
    """The settings of a property that is tried on so many examples."""
    return settings(
        max_examples=int(_CAMPAIGN or number),
        derandomize=_CAMPAIGN is None,
        database=None,
        deadline=None,
        print_blob=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
