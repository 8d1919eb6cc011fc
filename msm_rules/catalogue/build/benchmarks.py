"""Scores: intervals, and the results that boards print.

Owns the Wilson interval, the undoing of the Open LLM Leaderboard's normalisation, and two
readings: the leaderboard's table, the Open Medical-LLM leaderboard's two tables.  Scores are
fractions 0..1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import sqrt

from msm_rules.frozen import record
from msm_rules.sources.normalise.claims import Claim, Json, Source, between
from msm_rules.sources.normalise.scores import benchmark, percent

LEADERBOARD = Source("open-llm-leaderboard", "open-llm-leaderboard/1")
MEDICAL = Source("open-medical-llm", "open-medical-llm/1")

_Z = 1.959963984540054  # 97.5 % point of the normal distribution


def wilson(p: float, n: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a proportion p of n, to six decimals, within
    0..1.  Wilson 1927; Brown, Cai and DasGupta 2001."""
    centre = (p + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
    half = _Z / (1 + _Z * _Z / n) * sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n))
    return max(0.0, round(centre - half, 6)), min(1.0, round(centre + half, 6))


@record
class Board:
    """A benchmark of the Open LLM Leaderboard 2, which prints percent above chance.

    `chance` is the score of guessing, where one number is; `n` the questions.  Sources:
    https://huggingface.co/docs/leaderboards/open_llm_leaderboard/normalization, and every row of
    the table gives a whole number of right answers of n (a test says so)."""

    column: str
    name: str
    shots: int
    chance: float | None
    n: int | None


BOARDS = (
    Board("MMLU-PRO", "mmlu-pro", 5, 0.1, 12032),
    Board("GPQA", "gpqa", 0, 0.25, 1192),
    # The mean of subtasks with different chances: what they were above it cannot be undone.
    Board("BBH", "bbh/normalised", 3, None, None),
)


def raw_score(printed: float, chance: float) -> tuple[float, float]:
    """Bounds of the accuracy behind a printed one: percent above chance, and 0 at or below it."""
    if printed <= 0:
        return 0.0, chance
    raw = round(chance + (1 - chance) * printed / 100, 12)
    return raw, raw


def leaderboard(row: Mapping[str, str]) -> Iterator[Claim]:
    """A row of the Open LLM Leaderboard 2."""
    for board in BOARDS:
        printed = percent(row.get(board.column))
        if printed is None:
            continue
        fields: dict[str, Json] = {
            "metric": "acc" if board.name == "mmlu-pro" else "acc_norm",
            "shots": board.shots,
            "harness": "lm-evaluation-harness",
            "raw": printed,
        }
        if board.chance is None or board.n is None:
            fields["note"] = "mean of subtasks, each above its chance"
            yield from _scored(LEADERBOARD, board, round(printed / 100, 12), fields)
            continue
        lo, hi = raw_score(printed, board.chance)
        fields |= {"n": board.n, "note": f"accuracy is {board.chance} + printed * remainder"}
        value = between(wilson(lo, board.n)[0], wilson(hi, board.n)[1])
        yield from _scored(LEADERBOARD, board, value, fields)


def _scored(source: Source, board: Board, value: Json, fields: dict[str, Json]) -> Iterator[Claim]:
    yield source.claim(benchmark(board.name), value, "verified", board.column, **fields)
    if "/" not in board.name:
        setting = benchmark(f"{board.name}/{board.shots}-shot")
        yield source.claim(setting, value, "verified", board.column, **fields)


# Columns of both tables of the Open Medical-LLM leaderboard: name of the benchmark, questions
# (the header of `medical/open_medical_llm.csv` states them).
MEDICAL_COLUMNS = {
    "clinical_kg": ("mmlu-clinical-knowledge", 265),
    "med_genetics": ("mmlu-medical-genetics", 100),
    "anatomy": ("mmlu-anatomy", 135),
    "pro_med": ("mmlu-professional-medicine", 272),
    "college_bio": ("mmlu-college-biology", 144),
    "college_med": ("mmlu-college-medicine", 173),
    "medqa": ("medqa", 1273),
    "pubmedqa": ("pubmedqa", 500),
    "medmcqa": ("medmcqa", 4183),
}


def medical_id(row: Mapping[str, str]) -> str | None:
    """The Hub id of a row: the first table has a column for it, the second its first column."""
    hub_id = row.get("hub_id", row.get("model", "")).strip()
    return hub_id if re.fullmatch(r"[\w.-]+/[\w.-]+", hub_id) else None


def medical(row: Mapping[str, str], table: str, scale: float) -> Iterator[Claim]:
    """A row of the table (a file's name) whose figures are fractions times `scale`.  What the
    first table's publisher prints of its own models is declared, the rest verified."""
    own = scale == 100 and row["model"].startswith("OpenBioLLM")
    shots = 5 if "5-shot" in row["model"] else 0
    for column, (name, n) in MEDICAL_COLUMNS.items():
        printed = percent(row.get(column))
        if printed is None:
            continue
        fields: dict[str, Json] = {"metric": "acc", "n": n, "shots": shots, "raw": printed}
        value = between(*wilson(printed / scale, n))
        method = "declared" if own else "verified"
        yield MEDICAL.claim(benchmark(name), value, method, f"{table}: {column}", **fields)
