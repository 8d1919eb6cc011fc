"""`msm` as a program: help, what it loads, and how it ends whatever happens."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import msm_rules
from msm_rules.cli import check, console
from msm_rules.cli.commands import COMMANDS, GROUPS
from msm_rules.cli.main import main
from tests.cli.conftest import Run

MSM = [sys.executable, "-m", "msm_rules.cli.main"]
HEAVY = {"rich", "networkx", "jsonschema", "polars", "pydantic", "huggingface_hub", "jinja2"}


def loaded_by(*arguments: str) -> set[str]:
    """The modules that a run of `msm` loads."""
    code = (
        "import sys; from msm_rules.cli.main import main; status = main(sys.argv[1:])\n"
        "print('\\n' + ' '.join(sys.modules), end='')"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return set(run.stdout.splitlines()[-1].split())


def test_the_help_begins_with_the_five_commands_of_the_first_day(msm: Run) -> None:
    outcome = msm("--help")
    assert outcome.status == 0
    at = [outcome.out.index(f"\n  {name} ") for name in COMMANDS]
    assert at == sorted(at)
    assert list(next(iter(GROUPS.values()))) == ["check", "test", "screen", "explain", "decide"]


def test_without_arguments_the_help_is_shown_and_the_call_was_bad(msm: Run) -> None:
    outcome = msm()
    assert (outcome.status, outcome.out) == (2, "")
    assert "check" in outcome.err


def test_the_version_is_that_of_the_package(msm: Run) -> None:
    outcome = msm("--version")
    assert outcome.status == 0
    assert msm_rules.__version__ in outcome.out


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_of_commands_says_what_is_there(msm: Run, name: str) -> None:
    outcome = msm(name, "--help")
    assert outcome.status == 0
    assert f"Usage: msm {name}" in outcome.out
    assert "Examples:\n  msm " in outcome.out
    assert max(map(len, outcome.out.splitlines())) <= 100


def test_help_loads_no_command_and_nothing_heavy() -> None:
    loaded = loaded_by("--help")
    assert not loaded & (HEAVY | {"lark", "yaml", "msm_rules.api", "msm_rules.check"})


def test_check_loads_nothing_heavy(desk: Path) -> None:
    loaded = loaded_by("check", "assistant.msm")
    assert not loaded & (HEAVY | {"yaml", "msm_rules.decide", "msm_rules.catalogue"})


def test_decide_loads_nothing_heavy(desk: Path) -> None:
    assert not loaded_by("decide", "assistant.msm", "small.json") & (HEAVY | {"yaml"})


# --- how it ends ---------------------------------------------------------------------------------


def test_an_interrupt_ends_it_without_a_traceback(
    msm: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "check_file", interrupted)
    outcome = msm("check", "assistant.msm")
    assert (outcome.status, outcome.err) == (130, "")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of `msm` itself, in `msm check`."""

    def fault(*_: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(check, "check_file", fault)


@pytest.mark.usefixtures("broken")
def test_a_fault_of_its_own_is_said_shortly(msm: Run) -> None:
    outcome = msm("check", "assistant.msm")
    assert outcome.status == 2
    assert "ZeroDivisionError: a fault" in outcome.err
    assert "please report it" in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("place", ["before", "behind", "environment"])
def test_the_traceback_is_there_for_who_asks(
    msm: Run, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    if place == "environment":
        monkeypatch.setenv("MSM_DEBUG", "1")
    arguments = {"before": ("--debug", "check", "x"), "behind": ("check", "x", "--debug")}
    outcome = msm(*(a.replace("x", ".") for a in arguments.get(place, ("check", "x"))))
    assert outcome.status == 2
    assert "Traceback" in outcome.err


def test_a_refusal_of_the_system_names_the_file(msm: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "out.svg")

    monkeypatch.setattr(check, "check_file", full)
    outcome = msm("check", "assistant.msm")
    assert (outcome.status, outcome.err) == (2, "error: `out.svg`: No space left on device\n")


def test_a_reader_that_stops_early_is_no_fault(desk: Path) -> None:
    command = [*MSM, "licences", "list"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(30) == 141


def test_ctrl_c_ends_the_process_with_130(desk: Path) -> None:
    command = [*MSM, "decide", "assistant.msm", "-"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin is not None
        assert running.stderr is not None
        running.stdin.write(b"{")
        running.stdin.flush()
        with pytest.raises(subprocess.TimeoutExpired):
            running.wait(1.5)  # it waits for the rest of its input
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 130
        assert b"Traceback" not in running.stderr.read()


def test_the_process_ends_with_the_status_of_the_verdict(desk: Path) -> None:
    command = [*MSM, "decide", "assistant.msm", "big.json", "--format", "json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (1, "")
    assert json.loads(run.stdout)["verdict"] == "reject"


def test_a_terminal_without_unicode_gets_escapes_and_no_fault(desk: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    run = subprocess.run([*MSM, "check", "wrong.msm"], capture_output=True, env=environment)
    assert run.returncode == 2
    assert b"unknown-value" in run.stdout
    assert b"fault" not in run.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
def test_a_full_disk_is_said_and_is_no_success(desk: Path) -> None:
    with open("/dev/full", "w") as full:
        command = [*MSM, "licences", "list"]
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert run.returncode == 2
    assert run.stderr.startswith(b"error: No space left on device")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize(("closed", "status"), [("<&-", 2), (">&-", 1), ("2>&-", 1)])
def test_a_closed_stream_is_no_fault(desk: Path, closed: str, status: int) -> None:
    model = "-" if closed == "<&-" else "big.json"
    line = f'"{sys.executable}" -m msm_rules.cli.main decide assistant.msm {model} {closed}'
    run = subprocess.run(["sh", "-c", line], capture_output=True, check=False)
    assert run.returncode == status
    assert b"fault" not in run.stderr + run.stdout


# --- completion ----------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_the_script_of_a_shell(msm: Run, shell: str) -> None:
    outcome = msm("completion", shell)
    assert outcome.status == 0
    assert f"_MSM_COMPLETE={shell}_complete" in outcome.out


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("msm che", "check"),
        ("msm decide assi", "assistant.msm"),
        ("msm decide assistant.msm biomistral/biomistral-7b", "BioMistral/BioMistral-7B"),
        ("msm explain-error type-", "type-mismatch"),
        ("msm licences show APACHE-", "Apache-2.0"),
        ("msm schema pro", "proof"),
        ("msm decide assistant.msm a/b --set gpu", "gpu_memory="),
    ],
)
def test_completion_offers_what_fits(
    msm: Run, monkeypatch: pytest.MonkeyPatch, typed: str, offered: str
) -> None:
    monkeypatch.setenv("_MSM_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split()) - 1))
    outcome = msm()
    assert f"plain,{offered}" in outcome.out.splitlines()


def test_completion_never_disturbs_the_typing(msm: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_MSM_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "msm nonsense wrong.msm --set ")
    monkeypatch.setenv("COMP_CWORD", "4")
    assert msm().err == ""


# --- colour --------------------------------------------------------------------------------------


def test_colour_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert console.coloured(terminal)  # type: ignore[arg-type]
    monkeypatch.setenv("TERM", "dumb")
    assert not console.coloured(terminal)  # type: ignore[arg-type]
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not console.coloured(terminal)  # type: ignore[arg-type]


def test_main_takes_the_arguments_of_the_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["msm", "--version"])
    assert main() == 0
    assert "msm" in capsys.readouterr().out
