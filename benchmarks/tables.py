"""Tables and bills of materials: rows a second, and the memory that a long table needs.

`python benchmarks/tables.py [ROWS]` makes a register of so many rows (20,000 if not said), reads it
by a mapping of ten lines, writes it as a bill of materials and reads that again. Each figure is the
best of three; ratios are over what Python's own `csv` needs to read the same rows.
"""

from __future__ import annotations

import csv
import json
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

from msm_rules.facts import Problem, builtin, read_facts
from msm_rules.sources import read_records
from msm_rules.sources.cyclonedx_out import bill_text, component

MAPPING = """\
id: {columns: [Vendor, Model], with: "/"}
observed: {column: Checked, format: DD.MM.YYYY}
facts:
  parameters: {column: Size, unit: B}
  license: Licence
  languages: Languages
  released: {column: Released, format: DD.MM.YYYY}
  access: {column: Runs, words: {cloud: api-only, on-prem: open-weights}}
benchmarks:
  medqa: {column: MedQA, scale: percent, n: 1273}
"""
HEADER = "Vendor;Model;Size;Licence;Languages;Released;Runs;MedQA;Checked\n"
LICENCES = ("Apache 2.0", "MIT", "Llama 3.1 Community License", "CC BY-NC 4.0", "unheard of")


def register(path: Path, rows: int) -> None:
    """Writes a table such as a company keeps; one row in a thousand is broken."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        for n in range(rows):
            vendor, licence = f"vendor{n % 97}", LICENCES[n % len(LICENCES)]
            day, size, score = f"{n % 28 + 1:02d}.03.2026", f"{n % 70 + 1}.25", f"{n % 80 + 10}.5"
            broken = ";one;too;many" if n % 1000 == 999 else ""
            file.write(
                f"{vendor};model-{n};{size};{licence};English, de;{day};on-prem;{score} %;"
                f"20.11.2026{broken}\n"
            )


def best(work: Callable[[], int]) -> tuple[float, int]:
    """The seconds of one processor that the best of three runs takes, and what it counts."""
    times = []
    for _ in range(3):
        start = process_time()
        count = work()
        times.append(process_time() - start)
    return min(times), count


def plain_csv(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file, delimiter=";"))


def models(path: Path) -> int:
    return sum(not isinstance(one, Problem) for _, one in read_records(path))


def told(name: str, seconds: float, count: int, base: float) -> None:
    """One line: how many a second, and how much longer one takes than a row in `csv`."""
    print(f"{name:<36} {count / seconds:>12,.0f} a second {seconds / count / base:>10.1f}")


def main(rows: int) -> None:
    """Prints the figures."""
    with tempfile.TemporaryDirectory() as folder:
        table, bom = Path(folder) / "register.csv", Path(folder) / "register.cdx.json"
        register(table, rows)
        table.with_name("register.csv.map.yaml").write_text(MAPPING, "utf-8")
        seconds, count = best(lambda: plain_csv(table))
        base = seconds / count
        print(f"{count:,} rows, {table.stat().st_size / 1e6:.1f} MB{'ratio':>40}")
        told("Python's csv alone", seconds, count, base)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        told("a register by its mapping", *best(lambda: models(table)), base)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        print(f"  memory grew by {grown / 1024:.1f} MiB meanwhile")
        known = [
            read_facts(one, builtin())  # type: ignore[arg-type]
            for _, one in read_records(table)
            if not isinstance(one, Problem)
        ][:2000]
        seconds, _ = best(lambda: len(bill_text([component(one) for one in known])))
        told("models as a bill of materials", seconds, len(known), base)
        bom.write_text(bill_text([component(one) for one in known]), "utf-8")
        assert len(json.loads(bom.read_text("utf-8"))["components"]) == len(known)
        told("a bill of materials, read", *best(lambda: models(bom)), base)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
