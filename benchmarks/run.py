"""All benchmarks in one run: `python benchmarks/run.py`. Prints ratios and times; asserts nothing.

Contestants of a ratio take turns, so that a machine whose speed drifts does not favour one.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent))

import handwritten
from workload import AS_OF, ELEVEN, many_rules, models

import msm_rules as msm
from msm_rules.check import check_policy
from msm_rules.facts import read_facts
from msm_rules.source import Source

MODELS = 1000
ROUNDS = 21


def in_turn(*jobs: Callable[[], object], rounds: int = ROUNDS) -> list[list[float]]:
    """Seconds of each job in each round, the jobs one after the other in every round."""
    times: list[list[float]] = [[] for _ in jobs]
    for _ in range(rounds):
        for job, kept in zip(jobs, times, strict=True):
            start = time.perf_counter()
            job()
            kept.append(time.perf_counter() - start)
    return times


def ratio(a: list[float], b: list[float]) -> float:
    """The median of the ratios round by round."""
    return median(x / y for x, y in zip(a, b, strict=True))


def row(what: str, found: str, target: str) -> None:
    print(f"| {what} | {found} | {target} |")


def decisions() -> None:
    """One decision with its trace against hand-written Python, and against the public API."""
    policy = msm.parse_policy(ELEVEN, name="eleven.msm")
    raw = models(MODELS)
    facts = [read_facts(m, policy.vocabulary) for m in raw]
    prepared = [handwritten.prepare(m) for m in raw]
    by_hand = handwritten.decider(AS_OF.toordinal())
    session = policy.session(as_of=AS_OF)
    hand, engine, api = in_turn(
        lambda: [by_hand(m) for m in prepared],
        lambda: [session.trace(f) for f in facts],
        lambda: [policy.decide(m, as_of=AS_OF) for m in raw],
    )
    row("one decision with its full trace", _each(engine), "")
    row("… against hand-written Python", f"{ratio(engine, hand):.2f} times", "at most 2.5")
    row("1,000 decisions through the API, plain dicts", _each(api), "")
    row("… against the bare evaluation", f"{ratio(api, engine):.2f} times", "at most 5")
    traces, whole = _kept(policy, facts)
    row("a kept trace", f"{traces:.0f} bytes", "at most 200")
    row("a kept `Decision`, its trace included", f"{whole:.0f} bytes", "at most 200")
    decided = [policy.decide(f, as_of=AS_OF) for f in facts[:200]]
    (proof,) = in_turn(lambda: _proofs(decided), rounds=7)
    row("making the proof document", f"{median(proof) / 200 * 1e3:.2f} ms", "at most 1")


def _proofs(decided: list[msm.Decision]) -> None:
    """Each proof is made and let go, as when one is written after the other."""
    for decision in decided:
        decision.proof()


def _each(seconds: list[float]) -> str:
    return f"{median(seconds) / MODELS * 1e6:.2f} µs"


def _kept(policy: msm.Policy, facts: list[msm.ModelFacts]) -> tuple[float, float]:
    """Bytes of a kept trace and of a kept decision, the facts aside."""
    session = policy.session(as_of=AS_OF)
    room: list[object] = [None] * len(facts)
    found = []
    tracemalloc.start()
    for keep in (session.trace, lambda f: policy.decide(f, as_of=AS_OF)):
        room[:] = [None] * len(facts)
        before = tracemalloc.get_traced_memory()[0]
        for n, f in enumerate(facts):
            room[n] = keep(f)
        found.append((tracemalloc.get_traced_memory()[0] - before) / len(facts))
    tracemalloc.stop()
    return found[0], found[1]


def checking() -> None:
    """Parsing and checking."""
    for count, text, target in ((11, ELEVEN, "10"), (1000, many_rules(1000), "500")):
        source = Source("policy.msm", text)
        (times,) = in_turn(lambda s=source: check_policy(s, lambda p, i: "none"), rounds=7)
        row(f"parse and check {count} rules", f"{median(times) * 1e3:.1f} ms", f"at most {target}")


def commands() -> None:
    """Whole processes, warm."""
    python = sys.executable
    policy = str(Path(__file__).parent / "eleven.msm")
    msm_ = [str(Path(python).with_name("msm"))]
    warm = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    for what, command, target in (
        ("a bare interpreter", [python, "-c", "pass"], ""),
        ("`msm --help`", [*msm_, "--help"], "at most 80"),
        ("`msm check` of one policy", [*msm_, "check", policy], "at most 150"),
    ):
        times = in_turn(
            lambda c=command: subprocess.run(c, capture_output=True, env=warm), rounds=11
        )[0]
        row(what, f"{min(times) * 1e3:.0f} ms (median {median(times) * 1e3:.0f})", target)


def machine() -> str:
    """What this was measured on."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [x for x in info.read_text().splitlines() if x.startswith("model name")]
        cpu = names[0].split(":", 1)[1].strip() if names else cpu
    load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load}"


if __name__ == "__main__":
    print(f"{machine()}\n\n| what | measured | target |\n| --- | --- | --- |")
    decisions()
    checking()
    commands()
