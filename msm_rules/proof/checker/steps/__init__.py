"""The third chapter of the checker: the proof held against meaning and text, step by step.

Read `facts`, `values` (of every term); then what a proof says: `identity`, `telling` (words alone),
`nodes`, `graph`, `outcome`.
"""

from __future__ import annotations
