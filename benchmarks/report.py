"""What reports cost: the page of a shortlist of 300 models beside making the decisions themselves.

    python benchmarks/report.py [POLICY]

Every figure is the best and the median of several runs in one process; the ratio is the median of
the ratios round by round. The models are the first 300 of the shipped catalogue. Nothing is
asserted here.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from statistics import median

from timing import spent

import msm_rules as msm
from msm_rules.catalogue import shipped_path
from msm_rules.report.checking import checking
from msm_rules.report.collection import collected
from msm_rules.report.collection_page import collection_page
from msm_rules.report.decision_markdown import decision_markdown
from msm_rules.report.decision_page import decision_page, told
from msm_rules.report.read_back import read_back
from msm_rules.report.shortlist_markdown import shortlist_markdown
from msm_rules.report.shortlist_page import shortlist_page

MODELS, ROUNDS = 300, 7
DAY = date(2026, 11, 22)
POLICY = Path(__file__).parents[1] / "policies" / "clinical_assistant.msm"


def said(name: str, seconds: list[float], more: str = "") -> None:
    """A line of the result."""
    print(f"{name:<52} {1e3 * min(seconds):9.1f} {1e3 * median(seconds):9.1f}  {more}")


def main() -> None:
    """Measure and print."""
    policy = msm.load_policy(sys.argv[1] if len(sys.argv) > 1 else POLICY)
    lines = shipped_path().read_text("utf-8").splitlines()[:MODELS]
    models = [json.loads(line) for line in lines]
    screening = policy.screen(models, as_of=DAY)
    page = shortlist_page(screening)
    panels = page.count('<details class="model')
    size = f"{len(page.encode()) / 1e6:.2f} MB, {panels} models in full"

    deciding, paging = [], []
    for _ in range(ROUNDS):
        deciding.append(spent(lambda: policy.screen(models, as_of=DAY)))
        paging.append(spent(lambda: shortlist_page(policy.screen(models, as_of=DAY))))
    paging = [both - alone for both, alone in zip(paging, deciding, strict=True)]
    ratio = median(p / d for p, d in zip(paging, deciding, strict=True))

    proof = screening.decisions[0].proof()
    one = told(proof)
    proofs = [(f"{n}.json", d.proof()) for n, d in enumerate(screening.decisions[:100])]
    print(f"{'milliseconds of the processor':<52} {'best':>9} {'median':>9}")
    said(f"reading the facts of {MODELS} models and deciding", deciding)
    said("the page of this shortlist", paging, f"{size}; {ratio:.2f} times the deciding")
    for name, work in (
        ("the shortlist as Markdown", lambda: shortlist_markdown(screening)),
        ("one proof: checking it", lambda: checking(proof)),
        ("one proof: reading it back", lambda: read_back(proof)),
        ("one proof: its page, once read and checked", lambda: decision_page(one, "msm report")),
        ("one proof: as Markdown", lambda: decision_markdown(one, "msm report")),
        ("100 proofs: checked, and a page of them",
         lambda: collection_page(collected(proofs), "proofs", "msm report proofs")),
    ):  # fmt: skip
        said(name, [spent(work) for _ in range(ROUNDS)])


if __name__ == "__main__":
    main()
