"""Where facts come from: catalogue files record by record, model cards, checkpoint folders.

Owns the reading of bytes from outside. What a record means belongs to `facts`.
"""

from __future__ import annotations

from msm_rules.sources.broken import CatalogueError
from msm_rules.sources.records import STDIN, read_records

__all__ = ["STDIN", "CatalogueError", "read_records"]
