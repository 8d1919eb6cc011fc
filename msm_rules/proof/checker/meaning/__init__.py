"""The first chapter of the checker: types of facts, and words as they are kept.

Read `types`, `sets`. Values, licences and operators, a few lines for each, stand in the small
checker (`msm_rules.proof.check_proof`), which comes before all chapters.
"""

from __future__ import annotations
