"""A model's lineage for people to read: the tree, and in words what is known of the whole line."""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.cli.layout import hanging
from msm_rules.diagnostics.cells import cells, visible
from msm_rules.lineage import Lineage, Row, line, relicensed, tree
from msm_rules.sources.licence_findings import over_base

DEEPEST = 16
"""Steps up beyond which branches are not drawn further to the right."""
_WIDEST = 60  # columns of a branch and its id; a longer one pushes the licence to the right


def lines(of: Lineage, id: str, width: int) -> Iterator[str]:
    """The tree of a model of the catalogue, then the licences, what is missing, and findings."""
    rows = list(tree(of, id))
    heads = [_branch(row) + visible(row.id) for row in rows]
    column = min(max(map(cells, heads)), _WIDEST) + 2
    for row, head in zip(rows, heads, strict=True):
        yield f"{head:<{column + len(head) - cells(head)}}{_said(row, of)}".rstrip()
    yield ""
    yield from _whole(of, id, width)


def _branch(row: Row) -> str:
    if not row.last:
        return ""
    *above, last = row.last[-DEEPEST:]
    return "".join("   " if end else "│  " for end in above) + ("└─ " if last else "├─ ")


def _said(row: Row, of: Lineage) -> str:
    """The licence of a model, how it was made, and what is odd about its place in the tree."""
    if row.member is None:
        seen = of.witnessed.get(of.key(row.id))
        if seen:
            return f"{visible(seen)}  as a descendant's source saw it; not in the catalogue"
        return "not in the catalogue: the line breaks off here"
    own = row.member
    said = " or ".join(map(visible, own.licences))
    if not said:
        said = f"licence not known ({visible(own.declared)})" if own.declared else "no licence"
    parts = [said, visible(own.relation or "")]
    if row.again == "cycle":
        parts.append("descends from itself")
    elif row.again == "above":
        parts.append("its parents stand above")
    elif not own.complete:
        parts.append("may have parents that nobody names" if own.parents else "origin not known")
    return "  ".join(filter(None, parts))


def _whole(of: Lineage, id: str, width: int) -> Iterator[str]:
    found = line(of, id)
    if found.chain is not None:
        sure = ", ".join(sorted(found.chain.sure)) or "none for sure"
        more = _more(found.chain.sure, found.chain.possible)
        yield from hanging("licences down the line  ", visible(sure + more), width)
    if found.missing:
        named = ", ".join(map(visible, found.missing))
        yield from hanging("not looked up           ", named, width)
    if found.complete:
        yield "the line is complete"
    elif not found.missing:
        yield "the line may be longer: not every model says what it was made from"
    own = of.members[of.key(id)]
    for finding in relicensed(of, own):
        yield ""
        yield from hanging("! ", f"it {over_base(finding)}", width)


def _more(sure: frozenset[str], possible: frozenset[str] | None) -> str:
    if possible is None:
        return ", and perhaps others"
    further = ", ".join(sorted(possible - sure))
    return f"; perhaps {further}" if further else ""
