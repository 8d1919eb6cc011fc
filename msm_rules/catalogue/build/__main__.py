"""`python -m msm_rules.catalogue.build --data DIR [--out FILE] [--check]`.

Owns the command: reads the selection and the inputs, writes the catalogue and the record of its
inputs beside it, or says whether the committed ones are what the inputs give.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from msm_rules.catalogue import shipped_path
from msm_rules.catalogue.build import inputs
from msm_rules.catalogue.build.assemble import build
from msm_rules.catalogue.build.selection import selection
from msm_rules.frozen import as_dict


def line(record: object) -> str:
    """A record as one line of JSON, keys sorted, no blanks."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def input_records(data: Path) -> Iterator[dict[str, object]]:
    """The inputs table with the digest of what was read."""
    for each in inputs.INPUTS:
        yield {**as_dict(each), "sha256": inputs.digest(data / each.path)}


def main(arguments: list[str] | None = None) -> int:
    """Builds or checks; 0 if all is well, 1 if the check fails, 2 if an input is missing."""
    parser = argparse.ArgumentParser(prog="python -m msm_rules.catalogue.build")
    parser.add_argument("--data", type=Path, required=True, help="folder with the inputs")
    parser.add_argument("--out", type=Path, default=Path(str(shipped_path())), help="catalogue")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    given = parser.parse_args(arguments)
    if lacking := inputs.missing(given.data):
        print(f"`{given.data}` lacks: {', '.join(lacking)}", file=sys.stderr)
        return 2
    texts = {
        given.out: "".join(line(d) for d in build(given.data, selection())),
        given.out.with_name("inputs.jsonl"): "".join(line(r) for r in input_records(given.data)),
    }
    return _check(texts) if given.check else _write(texts)


def _write(texts: dict[Path, str]) -> int:
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"wrote {path}: {text.count(chr(10))} records", file=sys.stderr)
    return 0


def _check(texts: dict[Path, str]) -> int:
    stale = [p for p, t in texts.items() if not p.exists() or p.read_text("utf-8") != t]
    for path in stale:
        print(f"`{path}` is not what the inputs give; build it again", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
