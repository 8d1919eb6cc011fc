"""The JSON Schemas of what commands print with `--format json`, by the kind that `schema` names.

A document says `"schema": "msm-KIND/1"`. Whoever adds a form adds a row to the table of its file
and a call to `tests/cli/test_msm_schemas.py`, which looks at every command. Documents that rooms
below own (facts, proofs, manifests, diagnostics) have their schemas there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msm_rules.cli.schemas import checks, decisions, facts, licences, logs
from msm_rules.cli.schemas.shapes import Schema

FORMS: Mapping[str, Callable[[], Schema]] = {
    **decisions.FORMS,
    **checks.FORMS,
    **logs.FORMS,
    **facts.FORMS,
    **licences.FORMS,
}
"""Every kind, and what makes its schema."""
