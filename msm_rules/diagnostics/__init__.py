"""Diagnostics: what is wrong or doubtful in a policy, as values.

Owns the diagnostic, the table of all of them, suggestions of near names, the renderers (one file
each, imported from there) and the long explanations. Finds nothing itself: every stage returns
the diagnostics it has.
"""

from __future__ import annotations

from msm_rules.diagnostics.diagnostic import Diagnostic, Label, in_order
from msm_rules.diagnostics.nearest import nearest
from msm_rules.diagnostics.table import DIAGNOSTICS, Severity

__all__ = ["DIAGNOSTICS", "Diagnostic", "Label", "Severity", "in_order", "nearest"]
