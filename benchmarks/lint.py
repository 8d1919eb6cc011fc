"""Linting and merging: what they take of what reading the same records takes, and memory.

    python benchmarks/lint.py [CATALOGUE] [--times N]

CATALOGUE is any catalogue file, else the shipped one; its records are repeated under other ids, N
times. Contestants take turns in one process; a ratio is the median of the ratios round by round.
"""

from __future__ import annotations

import argparse
import statistics
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from msm_rules.facts import builtin, read_facts
from msm_rules.sources import read_records
from msm_rules.sources.joining import joined_records
from msm_rules.sources.lints import LINTS, lint_records

V = builtin()
DAY = 739_942.0
"""The day of the findings: 2026-11-22."""
ROUNDS = 3

Records = Iterator[tuple[str, object]]


def repeated(records: list[tuple[str, Any]], times: int) -> Records:
    """Every record under another id each time, so that none is a second record of a model."""
    for n in range(times):
        for name, document in records:
            model = {**document["model"], "id": f"{document['model']['id']}-{n}"}
            yield f"{name}#{n}", {**document, "model": model}


def read(records: Records) -> int:
    return sum(read_facts(data, V) is not None for _, data in records)


def lint(records: Records) -> int:
    return sum(1 for _ in lint_records(records, tuple(LINTS.values()), V, DAY))


def merge(records: Callable[[], Records]) -> int:
    return sum(1 for _ in joined_records(records, V, again=True))


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def peak(work: Callable[[], object]) -> float:
    """The most memory that Python held meanwhile, in MiB."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 2**20


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("catalogue", nargs="?")
    parser.add_argument("--times", type=int, default=2)
    given = parser.parse_args()
    rows = [(name, d) for name, d in read_records(given.catalogue) if isinstance(d, dict)]
    rows = [(name, d if "model" in d else {"model": d}) for name, d in rows]
    total = len(rows) * given.times

    def records() -> Records:
        return repeated(rows, given.times)

    found = Counter(
        finding.lint
        for each in lint_records(iter(rows), tuple(LINTS.values()), V, DAY)
        for finding in each.findings
    )
    print(f"{len(rows):,} records, {sum(found.values()):,} findings")
    for name in LINTS:
        print(f"  {found[name]:>6,}  {name}")
    reads, lints, merges = [], [], []
    for _ in range(ROUNDS):
        reads.append(seconds(lambda: read(records())))
        lints.append(seconds(lambda: lint(records())))
        merges.append(seconds(lambda: merge(records)))
    for name, times in (("read", reads), ("lint", lints), ("merge", merges)):
        ratio = statistics.median(t / r for t, r in zip(times, reads, strict=True))
        print(
            f"{name:>6}: {total / min(times):>8,.0f} records a second of processor time, "
            f"{ratio:.2f} times reading"
        )
    few, many = (peak(lambda n=n: lint(repeated(rows, n))) for n in (1, given.times))
    grown = (many - few) * 2**20 / max(total - len(rows), 1)
    print(f"memory of linting: {many:.1f} MiB at most, {grown:,.0f} bytes for each further record")
    one = [lint for lint in LINTS.values() if lint.over is None]
    few, many = (
        peak(lambda n=n: sum(1 for _ in lint_records(repeated(rows, n), one, V, DAY)))
        for n in (1, given.times)
    )
    grown = (many - few) * 2**20 / max(total - len(rows), 1)
    print(
        f"  without `licence`: {many:.1f} MiB at most, {grown:,.0f} bytes for each further record"
    )


if __name__ == "__main__":
    main()
