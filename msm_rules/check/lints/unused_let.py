"""Named values that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.check.lints.linted import Linted
from msm_rules.diagnostics import Diagnostic
from msm_rules.syntax import tree as t


def lint(linted: Linted) -> Iterator[Diagnostic]:
    """`unused-let` in the policy's own file; not where an error may hide the use.

    What only an unused value names is left alone: one warning is enough.
    """
    if linted.graph is None:
        return
    lets = [i for i in linted.main.file.items if isinstance(i, t.Let)]
    unused = [let for let in lets if not linted.is_used(let.name.name)]
    named = {n.name for n in linted.written() if isinstance(n, t.Name)} if unused else set()
    for item in unused:
        if item.name.name not in named:
            yield Diagnostic(
                "unused-let",
                f"nothing uses `{item.name.name}`",
                item.name.span,
                hint="use it, remove it, or let its name start with `_`",
            )
