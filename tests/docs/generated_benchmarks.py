"""The page of the documentation that restates the table of benchmarks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from generated import row

from msm_rules.facts.benchmarks import Benchmark, aliases, benchmarks, sources

HEAD = """\
# Benchmarks and their names

This page is made from the program's own table (`msm_rules/facts/data/benchmarks.json`); a test
keeps it current.

Every other way to write a name has the source that writes it so. The metrics in the third column
are the ones under which a result counts as the benchmark's score; where the column is empty, no
source settles it. Names are compared without regard to case; `(5-shot)` behind one is its setting.

## Sources

"""
TABLE = """
## Benchmarks

| name | also written | its score | says who |
| --- | --- | --- | --- |
"""
PARTS = """
## Parts

A part is a benchmark of its own, and never stands for the whole.

"""


def page() -> str:
    return HEAD + "".join(_sources()) + TABLE + "".join(_rows()) + PARTS + "".join(_parts())


def _sources() -> Iterator[str]:
    for name, what in sources().items():
        yield f"- `{name}`: {what}\n"


def _written() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for alias in aliases().values():
        setting = f", {alias.setting}" if alias.setting else ""
        found[alias.benchmark].append(f"`{alias.name}` ({alias.source}{setting})")
    return found


def _rows() -> Iterator[str]:
    written = _written()
    for name, known in benchmarks().items():
        if known.part_of is None or known.part_of == "gpqa":
            yield row(f"`{name}`", ", ".join(written[name]), _metrics(known), known.source)


def _metrics(known: Benchmark) -> str:
    return ", ".join(f"`{metric}`" for metric in known.metrics)


def _parts() -> Iterator[str]:
    parts: dict[str, list[Benchmark]] = defaultdict(list)
    for known in benchmarks().values():
        if known.part_of is not None and known.part_of != "gpqa":
            parts[known.part_of].append(known)
    written = _written()
    for whole, rows in parts.items():
        example = rows[0]
        yield f"Of `{whole}`, by {_metrics(example)} ({example.source}): "
        yield ", ".join(f"`{part.name}`" for part in rows)
        yield f". Written as `{example.name}` is: {', '.join(written[example.name])}.\n\n"
