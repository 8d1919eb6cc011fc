"""Results of evaluations as facts: `python benchmarks/evaluations.py`. Prints, asserts nothing.

A leaderboard of 20,000 rows, two in a hundred of them of a model that was there before, and a
folder of 200 result files of lm-evaluation-harness with 60 tasks each; both are made up from a
fixed seed, in the shapes of the real ones. Peak memory is what Python held on to at once.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

from msm_rules.sources.evaluations import evaluation_documents

ROWS = 20_000
FILES = 200
TASKS = 60
HEADER = "Rank,fullname,Model,#Params (B),domain_average,MMLU-PRO,BBH,GPQA\n"


def board(path: Path, rows: int) -> None:
    """A table in the form of the Open LLM Leaderboard 2."""
    chance = random.Random(3)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        for n in range(rows):
            model = n if chance.random() > 0.02 else chance.randrange(n + 1)
            scores = ",".join(f"{chance.uniform(1, 60):.6f}" for _ in range(3))
            file.write(f"{n},lab-{model % 997}/model-{model},x,7,40,{scores}\n")


def results(folder: Path, files: int) -> None:
    """Result files, two of each model."""
    chance = random.Random(4)
    tasks = [f"mmlu_{n}" for n in ("anatomy", "virology")] + [f"task_{n}" for n in range(TASKS - 2)]
    for n in range(files):
        rows = {t: {"acc,none": chance.random(), "acc_stderr,none": 0.01} for t in tasks}
        content = {
            "results": rows,
            "n-shot": dict.fromkeys(tasks, 5),
            "n-samples": {t: {"original": 500, "effective": 500} for t in tasks},
            "config": {"model_args": f"pretrained=lab/model-{n // 2}"},
            "date": 1.7e9 + n,
        }
        (folder / f"results_{n}.json").write_text(json.dumps(content), "utf-8")


def measured(read: Callable[[], Iterator[object]]) -> tuple[float, float, int]:
    """Seconds, peak megabytes (in a run of its own), and how many models there were."""
    start = time.perf_counter()
    models = sum(1 for _ in read())
    seconds = time.perf_counter() - start
    tracemalloc.start()
    for _ in read():
        pass
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return seconds, peak, models


def main() -> None:
    """Makes both, reads both, prints."""
    with tempfile.TemporaryDirectory() as place:
        table, folder = Path(place, "board.csv"), Path(place, "results")
        folder.mkdir()
        board(table, ROWS)
        results(folder, FILES)
        size = table.stat().st_size / 1e6
        seconds, peak, models = measured(lambda: evaluation_documents(table))
        print(f"a leaderboard of {ROWS:,} rows ({size:.0f} MB) as {models:,} documents:")
        print(f"  {seconds:.1f} s, {ROWS / seconds:,.0f} rows a second, at most {peak:.0f} MB held")
        seconds, peak, models = measured(lambda: evaluation_documents(folder))
        each = 1000 * seconds / FILES
        print(f"a folder of {FILES:,} result files of {TASKS} tasks as {models:,} documents:")
        print(f"  {seconds:.1f} s, {each:.1f} ms a file, at most {peak:.0f} MB held")


if __name__ == "__main__":
    main()
