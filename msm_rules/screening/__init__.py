"""Screening: one policy over a catalogue, and what comes of it as a whole.

Owns the pass over the models, the order of the candidates, where the others fell, and what would
settle those of which too little is known. How a screening looks belongs to `report`.
"""

from __future__ import annotations

from msm_rules.screening.funnel import Blocking, Due, Funnel, Stage
from msm_rules.screening.questions import Question, Step, Wait
from msm_rules.screening.rank import Placed
from msm_rules.screening.result import Screening
from msm_rules.screening.row import Row
from msm_rules.screening.run import screen

__all__ = [
    "Blocking",
    "Due",
    "Funnel",
    "Placed",
    "Question",
    "Row",
    "Screening",
    "Stage",
    "Step",
    "Wait",
    "screen",
]
