"""Every example of the documentation does what the page says it does.

Each page has a folder of its own, with the policies that ship; its blocks are taken in order.

- `msm`: a policy without mistakes, or with exactly those of `errors=…`; `library` is a file
  without a `policy` block, `fragment` belongs inside a policy, and of `conditions` each line is
  one; `file=…` puts the text into the folder, `append=…` adds it to a file there.
- `console`: `$ msm …` is run, and its output compared; `...` stands for any number of lines.
- `python`: is run. `yaml`, `json`, `csv` with `file=…`: are put into the folder.

`pytest --regenerate` writes the outputs anew.
"""

from __future__ import annotations

import io
import shlex
import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pages
import pytest

from msm_rules.api import Policy
from msm_rules.check import Checked, Finder, check_library, check_policy
from msm_rules.cli import options
from msm_rules.cli.main import main
from msm_rules.policyfiles import in_folder
from msm_rules.policytest import run_tests
from msm_rules.source import Source

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(ROOT.glob("docs/*.md"))
TODAY = date(2026, 11, 22)
POLICY = 'policy example { version "1.0.0" }\n'
# A part of a policy need not use all it names, nor have tests; a library has no use for its own.
OF_PARTS = {"no-tests", "unused-let", "unused-param"}

Run = Callable[[str], tuple[str, ...]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The reader's folder, on the day on which the pages were written."""
    shutil.copytree(ROOT / "policies", tmp_path / "policies")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(options, "today", lambda: TODAY)
    monkeypatch.setattr(options, "now", lambda: f"{TODAY}T09:00:00.000+00:00")
    for variable in ("NO_COLOR", "MSM_DEBUG", "COLUMNS", "MSM_POLICY_PATH", "_MSM_COMPLETE"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Run a command line in this process; what it prints, both streams as a terminal mixes them."""

    def called(line: str) -> tuple[str, ...]:
        program, *arguments = shlex.split(line)
        assert program == "msm", f"the page runs `{program}`"
        written = io.BytesIO()
        terminal = io.TextIOWrapper(written, "utf-8", write_through=True)
        with redirect_stdout(terminal), redirect_stderr(terminal):
            main(arguments)
        return pages.trimmed(written.getvalue().decode())

    return called


def checked(block: pages.Block, folder: Path) -> Checked:
    """A block of policy text, checked."""
    file = folder / (block.option("file") or "example.msm")
    find: Finder = in_folder(file)
    if "library" in block.words:
        return check_library(Source(str(file), block.text), find)
    text = POLICY + block.text if "fragment" in block.words else block.text
    return check_policy(Source(str(file), text), find, TODAY.toordinal())


def condition(line: str) -> str:
    return f"{POLICY}critical {{ rule r {{ require {line} }} }}"


def check_block(block: pages.Block, folder: Path) -> list[str]:
    """What is wrong with a block of policy text."""
    if (name := block.option("append")) is not None:
        whole = (folder / name).read_text("utf-8") + "\n" + block.text
        words = tuple(w for w in block.words if w != f"append={name}")
        return check_block(replace(block, text=whole, words=(*words, f"file={name}")), folder)
    if (name := block.option("file")) is not None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(block.text, "utf-8")
    if "conditions" in block.words:
        return check_conditions(block, folder)
    found = checked(block, folder)
    errors = {d.name for d in found.diagnostics if d.severity == "error"}
    warnings = {d.name for d in found.diagnostics if d.severity == "warning"}
    warnings -= OF_PARTS if {"fragment", "library"} & set(block.words) else {"no-tests"}
    if errors or block.option("errors"):
        return compared(errors, block.option("errors"))
    return compared(warnings, block.option("warns")) + failures(found)


def failures(found: Checked) -> list[str]:
    """What the tests that a block holds find wrong with it."""
    if found.graph is None:
        return []
    outcomes = run_tests(Policy(found))
    return [f"`{o.name}`: {f.message}" for o in outcomes for f in o.failures]


def compared(found: set[str], said: str | None) -> list[str]:
    names = set(said.split(",")) if said else set()
    return [] if found == names else [f"found {sorted(found)}, said {sorted(names)}"]


def check_conditions(block: pages.Block, folder: Path) -> list[str]:
    wrong = []
    for line in block.text.splitlines():
        text = condition(line.partition("#")[0])
        found = check_policy(Source("example.msm", text), in_folder(folder / "e.msm")).diagnostics
        wrong += [f"`{line}`: {d.name}: {d.message}" for d in found if d.name not in OF_PARTS]
    return wrong


def take(block: pages.Block, folder: Path, run: Run, names: dict[str, Any]) -> list[str]:
    """Do what a block says; what is not as it says."""
    match block.language:
        case "msm":
            return check_block(block, folder)
        case "console":
            wrong = [(c, run(c.command)) for c in pages.calls(block)]
            shown = [
                "\n".join([f"$ {c.command}", *out])
                for c, out in wrong
                if not pages.agrees(c.output, out)
            ]
            return [f"prints\n{text}" for text in shown]
        case "python":
            exec(compile(block.text, "example.py", "exec"), names)
        case "yaml" | "json" | "csv":
            name = block.option("file")
            assert name, "a data file of a page has a name"
            (folder / name).write_text(block.text, "utf-8")
        case other:
            assert other == "text", f"nothing is known of `{other}`"
    return []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_every_example_of_a_page_does_what_the_page_says(
    page: Path, folder: Path, run: Run, pytestconfig: pytest.Config
) -> None:
    text = page.read_text("utf-8")
    names: dict[str, Any] = {"__name__": "example"}
    wrong: list[str] = []
    made: list[tuple[pages.Block, str]] = []
    for block in pages.blocks(text):
        if block.language == "console" and pytestconfig.getoption("--regenerate"):
            shown = "\n".join(pages.anew(c, run(c.command)) for c in pages.calls(block))
            made.append((block, shown))
            continue
        wrong += [f"{page.name}:{block.line}: {w}" for w in take(block, folder, run, names)]
    if made:
        page.write_text(pages.replaced(text, made), "utf-8")
    assert wrong == [], "\n\n".join(wrong)


def test_the_pages_are_there() -> None:
    assert {p.name for p in PAGES} >= {"guide.md", "reference.md", "facts.md", "licences.md"}
