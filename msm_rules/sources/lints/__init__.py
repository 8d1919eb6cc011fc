"""What real data about models get wrong, found in facts documents and their evidence.

Owns the lints, one a file, their table, and the pass over a catalogue. They warn, and change
nothing: what a doubt does to a fact is for the normalisers and for merging.
"""

from __future__ import annotations

from msm_rules.sources.lints.run import Finding, Linted, lint_model, lint_records
from msm_rules.sources.lints.subject import Earlier, Found, Subject
from msm_rules.sources.lints.table import LINTS, Lint

__all__ = [
    "LINTS",
    "Earlier",
    "Finding",
    "Found",
    "Lint",
    "Linted",
    "Subject",
    "lint_model",
    "lint_records",
]
