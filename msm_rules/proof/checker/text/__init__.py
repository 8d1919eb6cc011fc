"""The second chapter of the checker: what the text of a policy says.

Read `files`, `declarations`, `terms` (the table in which everything is written down); from an
expression to its term `literals`, `comparisons`, `functions`, `names`, `expressions`; from there to
the whole of what a proof must say `words`, `layering`, `rules`, `tiers`, `policy`.
"""

from __future__ import annotations
