"""Where models come from: the lines of a catalogue, and the licences down each line.

Owns the graph of a whole catalogue of facts documents: ancestors, licence chains, and licences
that give more than an ancestor's allows. Reading one source's words about parents is the business
of `sources`; the shape of facts that of `facts`.
"""

from __future__ import annotations

from msm_rules.lineage.chain import Chain, chain
from msm_rules.lineage.line import Line, Lineage, line, lineage
from msm_rules.lineage.member import Document, Member, member
from msm_rules.lineage.relicensing import Binding, Ground, Relicensed, relicensed

__all__ = [
    "Binding",
    "Chain",
    "Document",
    "Ground",
    "Line",
    "Lineage",
    "Member",
    "Relicensed",
    "chain",
    "line",
    "lineage",
    "member",
    "relicensed",
]
