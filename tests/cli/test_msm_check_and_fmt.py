"""`msm check` and `msm fmt`: all mistakes at once, and files that change only when asked to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import POLICY, Run

LIBRARY = 'let small = {"a", "b"}\n'


def test_a_sound_policy_is_clean(msm: Run) -> None:
    outcome = msm("check", "assistant.msm")
    assert (outcome.status, outcome.out) == (0, "no errors and no warnings in 1 policy\n")


def test_all_mistakes_of_all_files_are_shown_at_once(msm: Run) -> None:
    outcome = msm("check", "wrong.msm", "assistant.msm")
    assert outcome.status == 2
    assert "unknown-value" in outcome.out
    assert "type-mismatch" in outcome.out
    assert "2 errors and 1 warning in 2 policies" in outcome.out


def test_a_folder_means_every_policy_below_it(msm: Run, desk: Path) -> None:
    (desk / "below" / "deep").mkdir(parents=True)
    (desk / "below" / "deep" / "one.msm").write_text(POLICY, "utf-8")
    (desk / "below" / ".hidden.msm").write_text("nonsense", "utf-8")
    assert "in 1 policy" in msm("check", "below").out
    assert "in 3 policies" in msm("check").out


def test_a_file_named_twice_is_checked_once(msm: Run) -> None:
    assert "in 1 policy" in msm("check", "assistant.msm", "./assistant.msm").out


def test_a_library_is_checked_as_one(msm: Run, desk: Path) -> None:
    (desk / "lib.msm").write_text(LIBRARY, "utf-8")
    assert msm("check", "lib.msm").status == 0
    (desk / "lib.msm").write_text("let small = nothing\n", "utf-8")
    outcome = msm("check", "lib.msm")
    assert (outcome.status, "unknown-name" in outcome.out) == (2, True)


def test_a_mistake_in_a_shared_base_is_said_once(msm: Run, desk: Path) -> None:
    (desk / "lib.msm").write_text("let small = nothing\n", "utf-8")
    for name in ("one", "two"):
        text = f'policy {name} {{ version "1.0.0" }}\nuse "lib.msm" as lib\n'
        (desk / f"{name}.msm").write_text(text, "utf-8")
    assert msm("check", "one.msm", "two.msm").out.count("error[unknown-name]") == 1


def test_warnings_alone_are_clean_unless_asked_for(msm: Run, desk: Path) -> None:
    (desk / "untested.msm").write_text(POLICY[: POLICY.index('test "')], "utf-8")
    assert msm("check", "untested.msm").status == 0
    assert msm("check", "untested.msm", "--strict").status == 1


def test_the_day_decides_on_warnings(msm: Run, desk: Path) -> None:
    text = POLICY.replace('"1.2.0"', '"1.2.0"\n  effective until 2026-12-31')
    text = text.replace("  expect", "  as of 2026-11-22\n  expect")
    (desk / "ending.msm").write_text(text, "utf-8")
    assert "expiring-policy" in msm("check", "ending.msm", "--as-of", "2026-12-15").out
    assert "expiring-policy" not in msm("check", "ending.msm", "--as-of", "2026-03-01").out


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_machines_get_the_same_findings_alone_on_stdout(msm: Run, form: str) -> None:
    outcome = msm("check", "wrong.msm", "--format", form)
    assert (outcome.status, outcome.err) == (2, "")
    assert "unknown-value" in outcome.out
    if form != "github":
        json.loads(outcome.out)


def test_github_gets_no_line_where_nothing_is_wrong(msm: Run) -> None:
    assert msm("check", "assistant.msm", "--format", "github").out == ""


def test_a_policy_on_stdin_can_be_checked(msm: Run) -> None:
    assert msm("check", "-", stdin=POLICY).status == 0
    assert "┌─ -:1:" in msm("check", "-", stdin="polcy x {}").out


def test_colour_comes_only_when_asked_for(msm: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in msm("check", "wrong.msm").out
    assert "\x1b[" in msm("--color", "always", "check", "wrong.msm").out
    assert "\x1b[" in msm("check", "wrong.msm", "--color=always").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" in msm("check", "wrong.msm", "--colour", "always").out


# --- fmt ---------------------------------------------------------------------------------------


def test_fmt_brings_a_policy_into_the_canonical_form(msm: Run, desk: Path) -> None:
    (desk / "wrong.msm").unlink()
    (desk / "assistant.msm").write_text(POLICY.replace("  rule", "      rule"), "utf-8")
    assert msm("fmt").status == 0
    assert (desk / "assistant.msm").read_text("utf-8") == POLICY
    assert msm("fmt", "--check").status == 0


@pytest.mark.parametrize("look", ["--check", "--diff"])
def test_fmt_only_looks_when_asked_to(msm: Run, desk: Path, look: str) -> None:
    untidy = POLICY.replace("  rule", "      rule")
    (desk / "assistant.msm").write_text(untidy, "utf-8")
    outcome = msm("fmt", "assistant.msm", look)
    assert outcome.status == 1
    assert (desk / "assistant.msm").read_text("utf-8") == untidy
    assert ("+  rule size" in outcome.out) == (look == "--diff")


def test_fmt_leaves_a_file_with_mistakes_and_does_the_others(msm: Run, desk: Path) -> None:
    (desk / "wrong.msm").write_text("policy {", "utf-8")
    (desk / "assistant.msm").write_text(POLICY.replace("  rule", "      rule"), "utf-8")
    outcome = msm("fmt", "wrong.msm", "assistant.msm")
    assert outcome.status == 2
    assert "error[syntax]" in outcome.err
    assert (desk / "wrong.msm").read_text("utf-8") == "policy {"
    assert (desk / "assistant.msm").read_text("utf-8") == POLICY


def test_fmt_passes_stdin_on_to_stdout(msm: Run) -> None:
    outcome = msm("fmt", "-", stdin=POLICY.replace("  rule", "      rule"))
    assert (outcome.status, outcome.out, outcome.err) == (0, POLICY, "")
