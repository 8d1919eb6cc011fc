"""What a picture of a graph consists of, before it is drawn in one format or another.

Owns the shapes: boxes, arrows, groups, and how a decision colours them. All names and texts are as
authors wrote them and untrusted; each format escapes them for itself.
"""

from __future__ import annotations

from typing import Literal

from msm_rules.frozen import record

StatusKind = Literal["true", "false", "unknown", "waived", "score", "missing", "given"]
BoxKind = Literal[
    "fact", "param", "let", "rule", "tier", "decide", "verdict",
    "waiver", "obligation", "rank", "step",
]  # fmt: skip
ArrowWeight = Literal["plain", "pale", "bold"]

SIGNS: dict[StatusKind, str] = {
    "true": "✓",
    "false": "✗",
    "unknown": "?",
    "waived": "waived",
    "score": "",
    "missing": "?",
    "given": "",
}
"""What stands beside a box, by its status."""

_SIDE_SIGNS: dict[tuple[BoxKind, StatusKind], str] = {
    ("waiver", "true"): "in use",
    ("waiver", "false"): "not in use",
    ("obligation", "true"): "due",
    ("obligation", "false"): "not due",
    ("verdict", "unknown"): "",  # its text says whether a person is wanted or too little is known
}


def sign_of(box: BoxKind, status: StatusKind) -> str:
    """What stands beside a box of a kind that has a status of a kind."""
    return _SIDE_SIGNS.get((box, status), SIGNS[status])


@record
class Status:
    """What a decision found of a node, and its value in words (may be empty).

    A fact is `given` or `missing`, a condition `true`, `false`, `unknown` or `waived`. Of the
    verdict `true` is accept, `false` reject, and `unknown` review.
    """

    kind: StatusKind
    text: str = ""


@record
class Box:
    """One thing to be seen: `id` is that of its node, `note` small print, `tip` the whole story."""

    id: str
    kind: BoxKind
    name: str
    title: str = ""
    note: str = ""
    tip: str = ""
    group: str = ""
    status: Status | None = None

    @property
    def sign(self) -> str:
        """What stands beside the box, so that colour carries nothing that the words do not."""
        if self.status is None:
            return ""
        return sign_of(self.kind, self.status.kind)

    @property
    def found(self) -> str:
        """Sign and value as one text: `✗ 34.7 GiB`; empty where there is nothing to say."""
        text = self.status.text if self.status else ""
        between = ": " if len(self.sign) > 1 else " "
        return between.join(filter(None, (self.sign, text)))


@record
class Arrow:
    """What `source` is used for. A side arrow lifts or adds something and is drawn broken."""

    source: str
    target: str
    side: bool = False
    weight: ArrowWeight = "plain"


@record
class Group:
    """Boxes that belong together: the rules of a tier, the obligations."""

    id: str
    name: str
    note: str = ""


@record
class Picture:
    """Boxes in the order of evaluation, arrows between them, and the groups in order."""

    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    groups: tuple[Group, ...]
    decided: bool = False  # whether the statuses of a decision are shown
