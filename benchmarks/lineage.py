"""How long lineage takes: `python benchmarks/lineage.py [MODELS]`; of 50,000 models if not said.

Every third model is an original; of the others one in seven is a merge of five, the rest have one
parent, drawn from all models before. Prints the time to build the graph of the catalogue, of one
line, and of the search for permissive licences over ones that bind, against reading the documents.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from typing import Any, TypeVar

from msm_rules.lineage import line, lineage, relicensed

T = TypeVar("T")
LICENCES = ("Apache-2.0", "MIT", "LicenseRef-llama3.1", "LicenseRef-gemma", None, "CC-BY-NC-4.0")
LINES = 2_000


def made_up(count: int) -> list[str]:
    """Facts documents as they stand in a file of JSON lines."""
    chance = random.Random(1)
    ids = [f"author{n % 997}/Model-{n}" for n in range(count)]
    parents = [0 if n % 3 == 0 else 5 if n % 7 == 0 else 1 for n in range(count)]
    models = (
        {
            "id": ids[n],
            "base_models": [ids[chance.randrange(n)] for _ in range(parents[n])],
            "license": chance.choice(LICENCES),
        }
        for n in range(count)
    )
    return [json.dumps({"schema": "msm-facts/1", "model": model}) for model in models]


def timed(what: Callable[[], T]) -> tuple[T, float]:
    """The result, and the seconds that it took."""
    start = time.perf_counter()
    result = what()
    return result, time.perf_counter() - start


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    written = made_up(count)
    documents, reading = timed(lambda: [json.loads(text) for text in written])
    of, building = timed(lambda: lineage(documents))
    ids = [document["model"]["id"] for document in documents[:: max(1, count // LINES)]]
    lines, walking = timed(lambda: [line(of, id) for id in ids])
    found, searching = timed(lambda: relicensed(of))
    depth = sum(len(each.known) for each in lines) / len(lines)
    rows: tuple[tuple[str, float, Any], ...] = (
        ("reading the documents as JSON", reading, ""),
        ("building the graph", building, f"{building / reading:.1f} times reading"),
        ("one line", walking / len(lines), f"{depth:.0f} ancestors on average"),
        (
            "searching all models",
            searching,
            f"{len(found):,} found, {searching / reading:.1f} times",
        ),
    )
    print(f"{count:,} models, of which {len(found):,} give more than an ancestor allows")
    for name, seconds, remark in rows:
        print(f"  {name:<30} {seconds * 1000:>10.2f} ms   {remark}")


if __name__ == "__main__":
    main()
