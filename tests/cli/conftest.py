"""A folder to work in, with a policy and facts as a user would have them, and `msm` in-process."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from msm_rules.cli.main import main

POLICY = """\
policy assistant {
  version "1.2.0"
  title "Assistant for the clinic"
}

param gpu_memory: bytes = 24 GiB in 8 GiB .. 640 GiB "Memory of the accelerator"
param audience: one of {"internal", "public"} = "internal"
param wanted: set of string = {"en"}
param start: date = 2026-01-01
param strict: bool = false

critical {
  rule size "Fits the accelerator" {
    require model.memory.int4 <= 0.9 * gpu_memory
    cite "ARCH-12"
  }
  rule licence "May be sold" {
    require model.license permits {"commercial-use"}
    waivable
  }
  rule public "Not for the public yet" {
    require not (audience == "public" and strict and "en" in wanted and start > 2026-06-01)
    otherwise review by "the board"
  }
}

obligation notice "Keep the licence text with every copy" {
  if model.license requires "include-notice"
}

test "a big model does not fit" {
  given { id: "a/big"  memory.int4: 35 GB  license: "apache-2.0" }
  expect reject by size
}
"""

WRONG = """\
policy wrong {
  version "1.0.0"
}

critical {
  rule task { require "text-generatoin" in model.tasks }
  rule size { require model.parameters <= 24 GiB }
}
"""

SMALL = '{"model": {"id": "a/small", "memory": {"int4": 1e9}, "license": "apache-2.0"}}'
BIG = '{"model": {"id": "a/big", "memory": {"int4": 1e11}, "license": "apache-2.0"}}'
OPEN = '{"model": {"id": "a/open", "memory": {"int4": 1e9}}}'

SETTLED = """\
- model: a/open
  fact: license
  value: mit
  by: Legal
  on: 2026-01-05
  because: the author wrote to us
"""


class Outcome(NamedTuple):
    """What a run of `msm` left."""

    status: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which `msm` is called."""
    files = {
        "assistant.msm": POLICY,
        "wrong.msm": WRONG,
        "small.json": SMALL,
        "big.json": BIG,
        "open.json": OPEN,
        "settled.yaml": SETTLED,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    for variable in ("NO_COLOR", "MSM_DEBUG", "COLUMNS", "MSM_POLICY_PATH", "_MSM_COMPLETE"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


@pytest.fixture
def msm(desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `msm` in this process, in the folder `desk`."""

    def run(*arguments: str, stdin: str | bytes = "") -> Outcome:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))
        capsys.readouterr()
        status = main(arguments)
        out, err = capsys.readouterr()
        return Outcome(status, out, err)

    return run
