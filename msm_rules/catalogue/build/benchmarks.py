"""Scores that boards print: the Open LLM Leaderboard 2, the Open Medical-LLM leaderboard.

Owns which mapping reads which table; what the mappings say, and how a row is read, stands in
`sources.evaluations`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msm_rules.frozen import changed
from msm_rules.sources.evaluations.mapping import shipped_mapping
from msm_rules.sources.evaluations.rows import Opened, row_run
from msm_rules.sources.normalise.claims import Claim
from msm_rules.sources.normalise.identity import is_hub_id
from msm_rules.sources.normalise.score_claims import score_claims

LEADERBOARD = "open-llm-leaderboard-2"
MEDICAL = {
    "open_medical_llm.csv": "open-medical-llm-card",
    "open_medical_llm_results.csv": "open-medical-llm-results",
}
"""The tables of the Open Medical-LLM leaderboard, each with its mapping."""


def leaderboard(row: Mapping[str, str]) -> Iterator[Claim]:
    """A row of the Open LLM Leaderboard 2."""
    return _claims(row, LEADERBOARD, "open_llm_leaderboard_v2.csv")


def medical_id(row: Mapping[str, str]) -> str | None:
    """The Hub id of a row: the first table has a column for it, the second its first column."""
    hub_id = row.get("hub_id", row.get("model", "")).strip()
    return hub_id if is_hub_id(hub_id) else None


def medical(row: Mapping[str, str], table: str, scale: float) -> Iterator[Claim]:
    """A row of one of the two tables, which its file's name tells; `scale`, which its mapping
    says too, is what its figures are times a fraction."""
    return _claims(row, MEDICAL[table], table)


def _claims(row: Mapping[str, str], mapping: str, table: str) -> Iterator[Claim]:
    """The claims of a row, whose id was asked for before."""
    opened = Opened(table, changed(shipped_mapping(mapping), any_id=True), ",", (), "")
    run = row_run(opened, row)
    for score in run.scores:
        yield from score_claims(run.source, score)[0]
