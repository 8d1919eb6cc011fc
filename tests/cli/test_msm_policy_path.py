"""Policies on the policy path: what they refer to is found, and nothing outside their folder is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

BASE = """\
policy base {
  version "1.0.0"
}

use "std/licences.msm" as licences
use "limits.msm" as limits

critical {
  rule small "Small" {
    require model.memory.int4 <= limits.cap
    waivable
  }
}
"""
TOP = """\
policy top {
  version "1.0.0"
  extends "org/base.msm"
}
"""


@pytest.fixture
def lent(
    desk: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A folder on the policy path, away from the policy that builds on what is in it."""
    folder = tmp_path_factory.mktemp("lent")
    (folder / "org").mkdir()
    (folder / "org" / "base.msm").write_text(BASE, "utf-8")
    (folder / "org" / "limits.msm").write_text("# Limits.\nlet cap = 8 GiB\n", "utf-8")
    (desk / "top.msm").write_text(TOP, "utf-8")
    monkeypatch.setenv("MSM_POLICY_PATH", str(folder))
    return folder


@pytest.mark.usefixtures("lent")
def test_a_base_on_the_path_uses_the_library_and_what_stands_beside_it(
    msm: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert msm("decide", "top.msm", "small.json").status == 0
    call = ("explain", "top.msm", "big.json", "--format", "json", "--out", "top.json")
    assert msm(*call).status == 1
    against = msm("verify", "top.json", "--policy", "top.msm", "--replay")
    assert against.status == 0, against.out + against.err
    monkeypatch.delenv("MSM_POLICY_PATH")
    alone = msm("verify", "top.json", "--replay")
    assert alone.status == 0, alone.out + alone.err


def test_it_refers_to_nothing_outside_its_directory_of_the_path(msm: Run, lent: Path) -> None:
    base = lent / "org" / "base.msm"
    (lent.parent / "outside.msm").write_text("let cap = 8 GiB\n", "utf-8")
    (lent / "org" / "link.msm").symlink_to(lent.parent / "outside.msm")
    for path in ("../../outside.msm", "link.msm", "/etc/passwd"):
        base.write_text(BASE.replace("limits.msm", path), "utf-8")
        outcome = msm("decide", "top.msm", "small.json")
        assert (outcome.status, outcome.out) == (2, ""), path
        assert "leaves the policy's folder" in outcome.err
