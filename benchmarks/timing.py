"""How benchmarks take time: of the processor, since the machine may have other work."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time


def spent(work: Callable[[], object]) -> float:
    """Seconds of the processor in one run."""
    start = process_time()
    work()
    return process_time() - start


def best(work: Callable[[], object], tries: int = 9) -> float:
    """Milliseconds of the processor in the fastest of several runs."""
    return min(spent(work) for _ in range(tries)) * 1000
