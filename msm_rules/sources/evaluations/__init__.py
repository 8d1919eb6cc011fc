"""Results of evaluations: lm-evaluation-harness, lighteval, Every Eval Ever, leaderboards.

Owns the reading of result files into claims about models.  What a benchmark is called, and which
metric is its score, is a table in `facts`; intervals stand in `normalise`.
"""

from __future__ import annotations

from msm_rules.sources.evaluations.reading import (
    Evaluated,
    evaluation_documents,
    read_evaluation,
    read_evaluations,
)
from msm_rules.sources.evaluations.recognising import is_evaluation, looks_like_results
from msm_rules.sources.evaluations.run import Told
from msm_rules.sources.normalise.score import FRACTION, PERCENT, Oddity, Scale, Score
from msm_rules.sources.normalise.score_claims import score_claims

__all__ = [
    "FRACTION",
    "PERCENT",
    "Evaluated",
    "Oddity",
    "Scale",
    "Score",
    "Told",
    "evaluation_documents",
    "is_evaluation",
    "looks_like_results",
    "read_evaluation",
    "read_evaluations",
    "score_claims",
]
