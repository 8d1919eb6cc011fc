"""The page of a screening: one HTML file that needs nothing else and works without scripts.

Owns jinja2 and everything that keeps the page safe: texts come from strangers, so each is made
visible and escaped where it is written, links lead to the web only, and a content security policy
lets no script run but the page's own.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any

import jinja2
from markupsafe import Markup

from msm_rules import LANGUAGE_VERSION, __version__
from msm_rules.diagnostics.cells import visible
from msm_rules.frozen import record
from msm_rules.graph import graph_digest, picture_of
from msm_rules.graph.svg import render
from msm_rules.graph.svg_style import STYLE as GRAPH_STYLE
from msm_rules.report.panel import Brief, Panel, brief, panel, rule_facts
from msm_rules.report.policy_text import anchor_of, policy_files
from msm_rules.report.reproduce import command_of, params_of
from msm_rules.report.words import FAILS, HOLDS, OPEN, WAIVED, answer, both, counted, subject
from msm_rules.screening import Row, Screening

MOST_PANELS = 300
"""Candidates that are shown in full; the rest, least promising last, in a line each."""

_CLASSES = {HOLDS: "y", FAILS: "n", OPEN: "u", WAIVED: "w"}
"""The classes of rules in the style sheet, by their signs."""

MOST_BRIEF = 200
"""Lines of one group of rejected models, or of candidates beyond the panels."""


@record
class Group:
    """Models that share an outcome: those shown in full, those in a line, and how many are not."""

    key: str
    title: str
    note: str
    total: int
    panels: tuple[Panel, ...]
    briefs: tuple[Brief, ...]

    @property
    def hidden(self) -> int:
        """How many of the group are in the table but not on the page."""
        return self.total - len(self.panels) - len(self.briefs)


def page(screening: Screening) -> str:
    """The text of the page."""
    script = _source("page.js")
    return (
        _environment()
        .get_template("page.html")
        .render(
            s=screening,
            subject=subject(screening),
            answer=answer(screening),
            ranked=bool(screening.graph.rank),
            tied=any(not p.separable for p in screening.candidates),
            anchors={rule.name: anchor_of(screening, rule) for rule in screening.graph.rules},
            classes=_CLASSES,
            groups=_candidates(screening),
            rejected=_rejected(screening),
            waived=Counter(waiver for row in screening.rows for _, waiver in row.waived),
            day=lambda ordinal: date.fromordinal(ordinal).isoformat(),
            params=params_of(screening),
            files=policy_files(screening),
            picture=_picture(screening),
            command=command_of(screening),
            digest=graph_digest(screening.graph),
            version=__version__,
            language=LANGUAGE_VERSION,
            style=Markup(_source("page.css") + GRAPH_STYLE),
            script=Markup(script),
            script_hash=b64encode(sha256(script.encode()).digest()).decode(),
        )
    )


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("msm_rules.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["counted"] = counted
    environment.filters["both"] = both
    return environment


def _shown(value: Any) -> Any:
    """Everything that is written into the page passes here, and is escaped after it."""
    return visible(value) if type(value) is str else value


def _source(name: str) -> str:
    loader = jinja2.PackageLoader("msm_rules.report")
    return loader.get_source(_environment(), name)[0]


def _picture(screening: Screening) -> Markup:
    """The picture of the policy; its style sheet stands in the page's own."""
    return Markup(render(picture_of(screening.graph)).replace(GRAPH_STYLE, ""))


# --- groups --------------------------------------------------------------------------------------


def _candidates(screening: Screening) -> tuple[Group, ...]:
    """Accepted, for a person, too little known; full panels go to the first of them."""
    placed = {p.row.position: p for p in screening.candidates}
    keys = rule_facts(screening.graph)
    left, groups = MOST_PANELS, []
    for key, title, note, rows in _outcomes(screening):
        shown = rows[:left]
        left -= len(shown)
        panels = tuple(panel(placed[row.position], screening, keys) for row in shown)
        rest = rows[len(shown) : len(shown) + MOST_BRIEF]
        briefs = tuple(brief(row, screening, keys) for row in rest)
        groups.append(Group(key, title, note, len(rows), panels, briefs))
    return tuple(groups)


def _outcomes(screening: Screening) -> Sequence[tuple[str, str, str, Sequence[Row]]]:
    return (
        (
            "accepted",
            "Accepted",
            "Every requirement is met and the thresholds are reached, whatever is still unknown.",
            screening.accepted,
        ),
        (
            "person",
            "The policy wants a person",
            "All that matters is known; the policy leaves these to somebody's judgement.",
            screening.wants_person,
        ),
        (
            "unknown",
            "Too little is known",
            "What is missing could still turn the verdict.",
            screening.too_little_known,
        ),
    )


def _rejected(screening: Screening) -> tuple[Group, ...]:
    """Rejected models by the first requirement that they fail, then those below the thresholds."""
    keys = rule_facts(screening.graph)
    fallen: dict[str | None, list[Row]] = {}
    for row in screening.rejected:
        fallen.setdefault(screening.fell_at(row), []).append(row)
    places = [(s.rule.name, s.rule.title or s.rule.name) for s in screening.funnel.stages]
    groups = []
    for name, title in [*places, (None, "Below every threshold, whatever is still unknown")]:
        rows = fallen.get(name, [])
        briefs = tuple(brief(row, screening, keys) for row in rows[:MOST_BRIEF])
        key = f"fell-{name}" if name else "below"
        groups.append(Group(key, title, name or "", len(rows), (), briefs))
    return tuple(group for group in groups if group.total)
