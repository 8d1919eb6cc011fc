"""What reports by a policy of 1,000 rules cost: a shortlist of 300 models, one decision, the log.

    python benchmarks/great.py

Every figure is the best and the median of several runs in one process; ratios are medians, round by
round. The models are the first 300 of the shipped catalogue. Nothing is asserted here.
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import date
from pathlib import Path
from statistics import median

from timing import spent

import msm_rules as msm
from msm_rules.audit.entry import Decided
from msm_rules.audit.log import Log
from msm_rules.catalogue import shipped_path
from msm_rules.report.decision_page import decision_page, told
from msm_rules.report.log_lookup import read_log
from msm_rules.report.shortlist_page import shortlist_page

RULES, MODELS, ENTRIES = 1000, 300, 20_000
DAY = date(2026, 11, 22)
FACTS = ("likes", "downloads", "parameters", "context_length", "training_tokens")


def policy(rules: int) -> msm.Policy:
    """A policy of so many requirements and a tenth as many wishes."""
    hard = "\n".join(
        f'rule r{i} "Requirement {i} that somebody wrote down" {{ require '
        f"model.{FACTS[i % len(FACTS)]} {'<=' if i % 2 else '>='} {i} }}"
        for i in range(rules)
    )
    soft = "\n".join(
        f'rule s{i} "Wish {i}" {{ prefer model.likes >= {i} }}' for i in range(rules // 10)
    )
    return msm.parse_policy(
        f'policy great {{ version "1.0.0" }} critical {{ {hard} }} important {{ {soft} }} '
        "decide { accept if score >= 0.5 }"
    )


def said(name: str, seconds: list[float], more: str = "") -> None:
    """A line of the result."""
    print(f"{name:<52} {1e3 * min(seconds):9.1f} {1e3 * median(seconds):9.1f}  {more}")


def main(rounds: int = 3) -> None:
    """Measure and print."""
    great, small = policy(RULES), policy(RULES // 100)
    lines = shipped_path().read_text("utf-8").splitlines()[:MODELS]
    models = [json.loads(line) for line in lines]
    print(f"{'milliseconds of the processor':<52} {'best':>9} {'median':>9}")
    found = []
    for name, one in (("11 rules", small), (f"{RULES:,} rules", great)):
        screening = one.screen(models, as_of=DAY)
        size = len(shortlist_page(screening).encode()) / 1e6
        paging = [spent(lambda s=screening: shortlist_page(s)) for _ in range(rounds)]  # type: ignore[misc]
        found.append(paging)
        said(f"page of {MODELS} models, {name}", paging, f"{size:.2f} MB")
    ratio = median(b / a for a, b in zip(*found, strict=True))
    print(f"{'':<52} {'':>9} {'':>9}  {ratio:.1f} times as long for 100 times the rules")
    proof = great.decide(models[0], as_of=DAY).proof()
    one_told = told(proof)
    size = len(decision_page(one_told, "msm report").encode()) / 1e6
    said(
        "one proof: checked, read back and told",
        [spent(lambda: told(proof)) for _ in range(rounds)],
    )
    page = [spent(lambda: decision_page(one_told, "msm report")) for _ in range(rounds)]
    said("one proof: its page", page, f"{size:.2f} MB")
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "decisions.log")
        with Log(path) as log:
            log.extend(_entry(n) for n in range(ENTRIES))
        reading = [spent(lambda: read_log(path, ["0" * 64], DAY)) for _ in range(rounds)]
        said(f"a log of {ENTRIES:,} entries: checked and looked through", reading)


def _entry(n: int) -> Decided:
    time = "2026-11-22T09:00:00.000+00:00"
    return Decided(
        time, f"{n:064x}", "c" * 64, "great", "1.0.0", f"a/{n}", None, "review", False, "2026-11-22"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
