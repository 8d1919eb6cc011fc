"""The first chapter of the checker: what types, values, licences and operators mean.

Read `types`, `sets` (of possible values), `licence_terms`, `operators` (a few lines for each).
"""

from __future__ import annotations
