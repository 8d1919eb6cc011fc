"""The page of a screening: who is accepted, where the others fell, and a panel for each model.

Owns which models are shown in full and which in a line. How a page is kept safe stands in `page`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from msm_rules.frozen import record
from msm_rules.graph import graph_digest
from msm_rules.graph.nodes import Rule
from msm_rules.proof.sentences import statements
from msm_rules.report.few import room_for
from msm_rules.report.great import overview
from msm_rules.report.margin import over_all
from msm_rules.report.outline import Outline, outline
from msm_rules.report.page import rendered
from msm_rules.report.panel import Panel, placed_panel
from msm_rules.report.reproduce import command_of, params_of
from msm_rules.report.words import answer, score_words, subject
from msm_rules.screening import Row, Screening

MOST_PANELS = 300
"""Models that are shown in full; the rest, least promising last, in a line each."""

MOST_BRIEF = 200
"""Lines of one group of rejected models, or of candidates beyond the panels."""


@record
class Brief:
    """A model in a line: the rules it fails, the unknown ones, and what the first was read from."""

    row: Row
    score: str
    because: str


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


def shortlist_page(screening: Screening, command: str | None = None) -> str:
    """The text of the page; `command` is the command line that makes it again."""
    example = screening.decisions[0].subject() if screening.decisions else None
    found = outline(screening.graph, screening.vocabulary, example=example)
    return rendered(
        "shortlist.html",
        s=screening,
        subject=subject(screening),
        answer=answer(screening),
        ranked=bool(screening.graph.rank),
        tied=any(not p.separable for p in screening.candidates),
        groups=_candidates(screening, found),
        rejected=_rejected(screening, found),
        waived=Counter(waiver for row in screening.rows for _, waiver in row.waived),
        day=lambda ordinal: date.fromordinal(ordinal).isoformat(),
        params=params_of(screening),
        outlines=(found,),
        most=room_for(min(len(screening.rows), MOST_PANELS)),
        marked=over_all(screening),
        picture=found.picture and (overview(found.picture) if found.great else found.picture),
        command=command or command_of(screening),
        digest=graph_digest(screening.graph),
    )


# --- groups --------------------------------------------------------------------------------------


def _candidates(screening: Screening, found: Outline) -> tuple[Group, ...]:
    """Accepted, for a person, too little known; full panels go to the first of them."""
    placed = {p.row.position: p for p in screening.candidates}
    left, groups = MOST_PANELS, []
    for key, title, note, rows in _outcomes(screening):
        shown = rows[:left]
        left -= len(shown)
        panels = tuple(placed_panel(screening, row, placed[row.position], found) for row in shown)
        rest = rows[len(shown) : len(shown) + MOST_BRIEF]
        briefs = tuple(_brief(row, screening) for row in rest)
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


def _rejected(screening: Screening, found: Outline) -> tuple[Group, ...]:
    """Rejected models by the first requirement that they fail, then those below the thresholds;
    in full where all models of the screening are."""
    in_full = len(screening.rows) <= MOST_PANELS
    groups = []
    for rule, rows in _fallen(screening):
        key = f"fell-{rule.name}" if rule else "below"
        title = rule.title or rule.name if rule else _BELOW
        panels = tuple(placed_panel(screening, row, None, found) for row in rows if in_full)
        briefs = () if in_full else tuple(_brief(row, screening) for row in rows[:MOST_BRIEF])
        groups.append(Group(key, title, rule.name if rule else "", len(rows), panels, briefs))
    return tuple(groups)


_BELOW = "Below every threshold, whatever is still unknown"


def _fallen(screening: Screening) -> Iterator[tuple[Rule | None, list[Row]]]:
    fallen: dict[str | None, list[Row]] = {}
    for row in screening.rejected:
        fallen.setdefault(screening.fell_at(row), []).append(row)
    for stage in screening.funnel.stages:
        if stage.rule.name in fallen:
            yield stage.rule, fallen[stage.rule.name]
    if None in fallen:
        yield None, fallen[None]


def _brief(row: Row, screening: Screening) -> Brief:
    """The line of a model that is not shown in full."""
    fell = screening.fell_at(row)
    rule = next((r for r in screening.graph.rules if r.name == fell), None)
    said = statements(screening.decision(row).subject(), rule.raw) if rule else ()
    return Brief(row, score_words(row.score), "; ".join(said))
