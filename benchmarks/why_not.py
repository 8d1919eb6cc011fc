"""How long `msm why-not` takes in processor time, how often it is complete, and what it misses.

    python benchmarks/why_not.py [--every N]

Every shipped model (or each Nth) against the policies of policies/: the median and the worst time,
the questions that were asked, and the share of answers in which no way as small was left out. Then
random small policies on which trying everything is possible: how often both find the same sets, and
how much longer trying everything takes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import msm_rules as msm  # noqa: E402 - the checkout, wherever it is called from
from msm_rules.analysis.why_not import WhyNot, why_not  # noqa: E402
from tests.analysis import small_policies as small  # noqa: E402

DAY = date(2026, 11, 22)
POLICIES = ("clinical_assistant", "code_assistant", "edge_device", "public_sector_eu",
            "retrieval_embeddings")  # fmt: skip
SMALL = 60
MOST_FREE = 4
"""How many facts and params a small policy has at most, so that everything can be tried."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth model")
    every = parser.parse_args().every
    print(f"{'policy':24}{'not accepted':>13}{'median':>10}{'worst':>10}{'questions':>11}"
          f"{'complete':>10}{'told':>8}")  # fmt: skip
    for name in POLICIES:
        print(row(name, every), flush=True)
    print(against_brute_force())


def row(name: str, every: int) -> str:
    policy = msm.load_policy(ROOT / "policies" / f"{name}.msm")
    decisions = policy.screen(None, as_of=DAY).decisions[::every]
    runs = [timed(d) for d in decisions if not (d.determined and d.verdict == "accept")]
    seconds = [run[0] for run in runs]
    asked = max(run[1] for run in runs)
    complete = sum(run[2].complete for run in runs)
    told = sum(bool(run[2].ways or run[2].answer) for run in runs)
    return (f"{name:24}{len(runs):13}{median(seconds) * 1000:7.0f} ms{max(seconds):8.2f} s"
            f"{asked:11,}{complete / len(runs):10.1%}{told / len(runs):8.1%}")  # fmt: skip


def timed(decision: msm.Decision) -> tuple[float, int, WhyNot]:
    asked: list[None] = []
    start = time.process_time()
    found = why_not(decision.session, decision.facts, tick=lambda: asked.append(None))
    return time.process_time() - start, len(asked), found


def against_brute_force() -> str:
    same, ours, theirs = 0, 0.0, 0.0
    cases = list(small_cases())
    for text, flat in cases:
        policy = msm.parse_policy(text)
        start = time.process_time()
        found = small.ask(policy, flat)
        middle = time.process_time()
        everything = small.brute_force(policy, text, flat)
        ours += middle - start
        theirs += time.process_time() - middle
        same += found.complete and small.changed_keys(found) == everything
    return (f"\n{len(cases)} small policies: the same sets as trying everything in {same}; "
            f"trying everything takes {theirs / ours:.1f} times as long")  # fmt: skip


def small_cases() -> Iterator[tuple[str, dict[str, object]]]:
    random = Random(20261122)
    made = 0
    while made < SMALL:
        text = small.policy_text(random)
        flat = small.facts_for(text, random)
        policy = msm.parse_policy(text)
        asked = sum(f"model.{key}" in text for key in small.VALUES)
        if asked + len(policy.graph.params) <= MOST_FREE and not small.accepts(policy, flat):
            made += 1
            yield text, flat


if __name__ == "__main__":
    main()
