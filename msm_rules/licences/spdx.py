"""The SPDX licence list: whether an expression is made of ids that it has.

Owns license-expression, which nothing else imports: it holds the list, with ScanCode's ids as
LicenseRefs, and is loaded only when the knowledge base does not know an id (100 ms). Deciding,
checking and the proofs' checker read expressions with `expression`, which knows no list: what an
id means is the knowledge base's alone, and the checker shares no library with what it checks.
"""

from __future__ import annotations

from functools import cache
from typing import Any


def in_spdx(expression: str) -> bool:
    """Whether every licence and exception of an expression is on the list, in any case.

    The text must be an expression (`expression.alternatives` reads it).
    """
    licensing, unknown = _list()
    try:
        licensing.parse(expression, validate=True, strict=True)
    except unknown:
        return False
    return True


@cache
def _list() -> tuple[Any, tuple[type[Exception], ...]]:
    """The list, and what it raises on what it does not have."""
    import license_expression as library  # type: ignore[import-untyped]  # slow, rarely needed

    errors = (library.ExpressionError, library.ParseError)
    return library.get_spdx_licensing(), errors
