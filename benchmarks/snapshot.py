"""How fast a hub snapshot becomes facts, and in how much memory: `python benchmarks/snapshot.py`.

Takes the Hub's model table in Parquet (`models.parquet`, by argument or from the reference data),
repeats its rows to 200,000 with ids of their own, and writes the facts of all as JSON lines: by
`snapshot_lines` in one process and in several, and by `by_hand`, which is what somebody would write
instead: the same rows and the same output, a dictionary of values a row without evidence, bounds,
lineage or checks.  Each runs in a process of its own, so that peak memory is its own; processor
time is that of a process and all that it started.  Nothing is asserted here.

What the repeated rows share (all but the id) is shared by few real ones to that degree, so figures
are also given for the rows as they are, each seen once: nothing can be remembered there.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from msm_rules.sources.snapshot import snapshot_lines

HERE = Path(__file__).resolve()
SHARED = Path(os.environ.get("MSM_SHARED", HERE.parents[2] / "shared"))
DEFAULT = SHARED / "data/hub_snapshot/models.parquet"
SPAN = 10_000


# --- what is compared ----------------------------------------------------------------------------


def by_hand(path: Path) -> Iterator[bytes]:
    """What a script would do: rows as dictionaries, the card parsed, the fields picked."""
    table = pl.scan_parquet(path)
    for start in range(0, table.select(pl.len()).collect().item(), SPAN):
        for row in table.slice(start, SPAN).collect().iter_rows(named=True):
            yield json.dumps(_picked(row)).encode() + b"\n"


def _picked(row: dict[str, object]) -> dict[str, object]:
    card = json.loads(row["cardData"]) if row["cardData"] else {}
    weights, base = row["safetensors"] or {}, row["baseModels"] or {}
    count = weights.get("total")
    language, licence = card.get("language"), card.get("license")
    return {
        "id": row["id"],
        "author": row["id"].split("/")[0],
        "created": str(row["createdAt"])[:10],
        "modified": str(row["lastModified"])[:10],
        "downloads": row["downloads"],
        "likes": row["likes"],
        "tasks": sorted({row["pipeline_tag"]} - {None}),
        "libraries": [row["library_name"]],
        "formats": [
            t for t in row["tags"] or () if t in ("safetensors", "gguf", "onnx", "pytorch")
        ],
        "parameters": count,
        "memory": {f"int{b}": count * b / 8 for b in (4, 8)} if count else None,
        "license": licence[0] if isinstance(licence, list) and licence else licence,
        "languages": [language] if isinstance(language, str) else language,
        "datasets": card.get("datasets"),
        "base_models": [m["id"] for m in base.get("models") or ()],
        "relation": base.get("relation"),
    }


def facts(path: Path, processes: int) -> Iterator[bytes]:
    return (part.text for part in snapshot_lines(path, processes))


CONTESTANTS: dict[str, Callable[[Path, int], Iterator[bytes]]] = {
    "by hand": lambda path, _: by_hand(path),
    "one process": lambda path, _: facts(path, 1),
    "several processes": facts,
}


# --- measuring -----------------------------------------------------------------------------------


def measure(name: str, path: Path, processes: int) -> dict[str, float]:
    """Runs a contestant here: seconds, seconds of processors, MiB at the peak, bytes written."""
    began, size = time.perf_counter(), 0
    with tempfile.TemporaryFile() as out:
        for text in CONTESTANTS[name](path, processes):
            size += out.write(text)
    seconds = time.perf_counter() - began
    own, others = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "seconds": seconds,
        "cpu": own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime,
        "own": own.ru_maxrss / 1024,  # of a parent that was small when it started this
        "largest": others.ru_maxrss / 1024,
        "bytes": size,
    }


def apart(name: str, path: Path, processes: int) -> dict[str, float]:
    """The same in a process of its own."""
    call = [sys.executable, str(HERE), str(path), "--only", name, "--processes", str(processes)]
    return json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout)


def repeated(path: Path, rows: int, to: Path) -> None:
    """The rows again and again, each time with other ids; parents stay those of the first."""
    table = pl.read_parquet(path)
    times = -(-rows // table.height)
    parts = [table, *(table.with_columns(pl.col("id") + f"-r{n}") for n in range(1, times))]
    pl.concat(parts).head(rows).write_parquet(to)


def report(title: str, path: Path, rows: int, processes: int) -> None:
    print(f"\n{title}: {rows:,} rows, {path.stat().st_size / 2**20:.1f} MiB of Parquet")
    print(f"  {'':<20}{'rows/s':>9}{'CPU a row':>12}{'by hand':>10}{'peak memory':>26}")
    first = None
    for name in CONTESTANTS:
        found = apart(name, path, processes)
        first = first or found
        memory = f"{found['own']:.0f} MiB"
        if name == "several processes" and found["largest"]:
            memory += f" + {processes} x {found['largest']:.0f} MiB"
        print(
            f"  {name:<20}{rows / found['seconds']:>9,.0f}{found['cpu'] / rows * 1e6:>9.0f} µs"
            f"{found['cpu'] / first['cpu']:>10.2f}{memory:>26}"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("snapshot", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", choices=CONTESTANTS, help=argparse.SUPPRESS)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if not given.snapshot.is_file():
        print(f"skipped: there is no `{given.snapshot}`; name a models.parquet of the Hub")
        return 0
    if given.only:
        print(json.dumps(measure(given.only, given.snapshot, given.processes)))
        return 0
    if given.make:
        repeated(given.snapshot, given.rows, given.make)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        once = pl.scan_parquet(given.snapshot).select(pl.len()).collect().item()
        report("as they are", given.snapshot, once, given.processes)
        path = Path(folder) / "models.parquet"  # made apart: peaks are handed on to what is started
        size = ["--make", str(path), "--rows", str(given.rows)]
        subprocess.run([sys.executable, str(HERE), str(given.snapshot), *size], check=True)
        report("repeated", path, given.rows, given.processes)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
