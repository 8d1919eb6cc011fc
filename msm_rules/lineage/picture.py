"""A line as a picture: each model with its licence, and where the line breaks off.

Owns which box and arrow a line has; Mermaid and DOT are those of `graph`.
"""

from __future__ import annotations

from msm_rules.graph.elements import Arrow, Box, Picture, Status
from msm_rules.lineage.lines import Lineage, line
from msm_rules.lineage.members import Member

MISSING = "not in the catalogue"
OPEN = "may have parents that nobody names"


def picture_of(of: Lineage, id: str) -> Picture:
    """The picture of a model's line, ancestors first; KeyError if it is not in the catalogue."""
    found = line(of, id)
    own = of.members[of.key(id)]
    family = [*(m for m, _ in reversed(found.known)), own]
    boxes = [_absent(of.key(name), name) for name in found.missing]
    boxes += [_box(of.key(m.id), m) for m in family]
    there = {box.id for box in boxes}
    arrows = [
        Arrow(of.key(p), of.key(m.id), weight="bold" if m is own else "plain")
        for m in family
        for p in m.parents
        if of.key(p) in there
    ]
    return Picture(f"Lineage of {own.id}", tuple(boxes), tuple(arrows), ())


def _absent(key: str, name: str) -> Box:
    return Box(key, "fact", name, status=Status("missing", MISSING))


def _box(key: str, member: Member) -> Box:
    licence = " or ".join(member.licences) or f"licence not known: {member.declared or 'none'}"
    status = None if member.complete else Status("unknown", OPEN)
    return Box(key, "fact", member.id, licence, member.relation or "", status=status)
