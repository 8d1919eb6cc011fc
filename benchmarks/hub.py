"""What reading the Hub costs: `python benchmarks/hub.py`. Prints times and bytes; asserts nothing.

The Hub is one on loopback, its answers and files are made here in the shape of real ones, and long
ones at that.  Times are the best and the median of the rounds.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from unittest import mock

sys.path.insert(0, str(Path(__file__).parents[1]))

from msm_rules.facts import builtin
from msm_rules.sources.addresses import HubModel
from msm_rules.sources.card import read_card
from msm_rules.sources.checkpoint import read_checkpoint
from msm_rules.sources.hub import Asking, Hub, HubFacts, open_model
from msm_rules.sources.hub.cache import kept
from msm_rules.sources.hub.forms import plain_json, read_answer
from tests.hub_server import CONFIG, info, safetensors, serving

ROUNDS = 51
SHARDS = 100
ID = "acme/model-7B"


def timed(job: Callable[[], object], rounds: int = ROUNDS) -> str:
    """The best and the median milliseconds of a job."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        job()
        times.append((time.perf_counter() - start) * 1e3)
    return f"{min(times):.2f} ms, median {median(times):.2f}"


def row(what: str, found: str, target: str) -> None:
    print(f"| {what} | {found} | {target} |")


def _metrics(n: int) -> list[dict[str, object]]:
    return [{"type": f"acc_{i}" if i else "accuracy", "value": 50 + i / 7} for i in range(n)]


def front() -> dict[str, object]:
    """Front matter as long as that of well-kept cards: 20 results."""
    results = [
        {
            "task": {"type": "text-generation"},
            "dataset": {"name": f"Set {n}", "type": f"set-{n}"},
            "metrics": _metrics(1),
        }
        for n in range(20)
    ]
    return {
        "license": "apache-2.0",
        "language": ["en", "de", "fr", "es"],
        "base_model": "meta-llama/Llama-2-7b-hf",
        "datasets": [f"acme/set-{n}" for n in range(10)],
        "tags": ["medical", "text-generation", "merge"],
        "model-index": [{"name": "model", "results": results}],
    }


def answers() -> None:
    """One answer of the API: its bytes as a facts document, with and without reading the JSON."""
    files = [{"rfilename": f"model-{n:05d}-of-00060.safetensors"} for n in range(60)]
    body = json.dumps(info(ID, card=front(), siblings=files)).encode()
    answer = kept(body, "2026-11-25", {})
    hub, parsed = Hub(Asking("2026-11-25", folder=None)), plain_json(body)

    def normalise(value: object) -> object:
        said = read_answer(value, answer)
        return HubFacts(hub, HubModel(ID), said, builtin()).document()

    small = plain_json(json.dumps(info(ID)).encode())
    row("normalising a short answer", timed(lambda: normalise(small)), "at most 1 ms")
    row("... one with 20 results and 60 files", timed(lambda: normalise(parsed)), "")
    row("... with the reading of its JSON", timed(lambda: normalise(plain_json(body))), "")


def cards() -> None:
    """A card: its text as a facts document."""
    import yaml

    text = (
        f"---\n{yaml.safe_dump({'license': 'mit', 'language': ['en', 'de']})}---\n{'text ' * 2000}"
    )
    long = f"---\n{yaml.safe_dump(front())}---\n{'text ' * 2000}"
    row("a card of 10 kB", timed(lambda: read_card(text, ID)), "at most 5 ms")
    row("... with 20 results in its front matter", timed(lambda: read_card(long, ID)), "")
    huge = f"---\nlicense: mit\n---\n{'x' * 300_000}"
    row("a card of 300 kB, mostly text", timed(lambda: read_card(huge, ID)), "")


def checkpoints() -> None:
    """A folder of many shards: time, and the most bytes read of one of them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "model"
        folder.mkdir()
        (folder / "config.json").write_text(json.dumps(CONFIG))
        for n in range(1, SHARDS + 1):
            tensors = {f"model.layers.{n}.{i}.weight": ("BF16", [1024, 1024]) for i in range(9)}
            file = folder / f"model-{n:05d}-of-{SHARDS:05d}.safetensors"
            with file.open("wb") as shard:
                head = safetensors(tensors)
                shard.write(head)
                shard.truncate(len(head) + 9 * 2 * 1024 * 1024)  # a sparse file of its real size
        row(f"a checkpoint of {SHARDS} shards", timed(lambda: read_checkpoint(folder), 11), "")
        most = max(_bytes_read(lambda: read_checkpoint(folder)).values())
        row("... bytes read of one shard, at most", f"{most:,}", "at most 1,048,576")


def _bytes_read(job: Callable[[], object]) -> dict[str, int]:
    """How many bytes of each file of weights a job takes from the system."""
    read: dict[str, int] = {}
    opened = Path.open

    class Counted(io.FileIO):
        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            count = super().readinto(buffer) or 0
            read[str(self.name)] = read.get(str(self.name), 0) + count
            return count

        def readall(self) -> bytes:
            data = super().readall()
            read[str(self.name)] = read.get(str(self.name), 0) + len(data)
            return data

    def counting(path: Path, mode: str = "r", *more: object, **named: object) -> object:
        if path.suffix == ".safetensors":
            return io.BufferedReader(Counted(str(path)))
        return opened(path, mode, *more, **named)  # type: ignore[call-overload]

    with mock.patch.object(Path, "open", counting):
        job()
    return read


def network() -> None:
    """The first answer over loopback, and from what was kept."""
    with serving() as server, tempfile.TemporaryDirectory() as folder:
        os.environ["HF_ENDPOINT"] = server.url
        server.add(ID, card=front())
        fresh = Hub(Asking("2026-11-25", folder=None))
        again = Hub(Asking("2026-11-25", folder=Path(folder)))

        def document(hub: Hub) -> object:
            return open_model(hub, HubModel(ID), builtin()).document()

        document(fresh), document(again)
        row("a model over loopback", timed(lambda: document(fresh)), "")
        row("a model that was kept", timed(lambda: document(again)), "")


if __name__ == "__main__":
    print("| what | measured | aim |\n| --- | --- | --- |")
    for part in (answers, cards, checkpoints, network):
        part()
