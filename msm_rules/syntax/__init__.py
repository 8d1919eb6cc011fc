"""The syntax of the policy language: from a text to its tree and back to a canonical text.

Owns the grammar (`grammar/msm.lark`), the tree, the parser with its recovery and the formatter.
Knows no name, type or tier rule: `check` does.
"""

from __future__ import annotations

from msm_rules.syntax.parse import parse, parse_bytes

__all__ = ["parse", "parse_bytes"]
