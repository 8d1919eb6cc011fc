"""The checker stays small: the sizes in its documentation are those of its code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import msm_rules.proof.check as entrance

PROOF = Path(entrance.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "proofs.md"
CHAPTERS = ("meaning", "text", "steps")


def lines_of_code(text: str) -> int:
    """Lines of statements: no blank ones, comments, imports, docstrings."""
    tree = ast.parse(text)
    skipped: set[int] = set()
    for node in ast.walk(tree):
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if docstring or isinstance(node, ast.Import | ast.ImportFrom):
            skipped |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = enumerate(text.splitlines(), 1)
    bare = [n for n, line in lines if line.strip() and not line.lstrip().startswith("#")]
    return len([n for n in bare if n not in skipped])


def size(*files: Path) -> int:
    return sum(lines_of_code(file.read_text("utf-8")) for file in files)


def test_the_sizes_that_the_documentation_tells_are_those_of_the_code() -> None:
    page = PAGE.read_text("utf-8")
    checker = PROOF / "checker"
    found = {chapter: size(*(checker / chapter).glob("*.py")) for chapter in CHAPTERS}
    found["claims"] = size(PROOF / "check.py", checker / "claims.py")
    found["check_proof.py"] = size(PROOF / "check_proof.py")
    for chapter, lines in found.items():
        row = re.search(rf"^\| `{re.escape(chapter)}` .*\| ([\d,]+) \|$", page, re.MULTILINE)
        assert row is not None, chapter
        assert int(row[1].replace(",", "")) == lines, chapter
    assert f"{found['check_proof.py']:,} lines" in page
    assert f"{sum(found.values()):,} lines" in page


def test_no_chapter_takes_more_than_one_reading() -> None:
    for chapter in CHAPTERS:
        assert size(*(PROOF / "checker" / chapter).glob("*.py")) <= 1_200, chapter


def test_no_file_of_the_checker_is_long() -> None:
    for file in (PROOF / "checker").rglob("*.py"):
        assert len(file.read_text("utf-8").splitlines()) <= 300, file.name


def test_every_file_stands_in_the_reading_order_after_those_it_needs() -> None:
    seen = {"claims"}
    for chapter in CHAPTERS:
        folder = PROOF / "checker" / chapter
        guide = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
        order = re.findall(r"`(\w+)`", guide)
        assert sorted(order) == sorted(f.stem for f in folder.glob("[!_]*.py"))
        for name in order:
            text = (folder / f"{name}.py").read_text("utf-8")
            needed = re.findall(
                r"^from msm_rules\.proof\.checker\.?([\w.]*) import (.*)$", text, re.M
            )
            for module, names in needed:
                within = module in CHAPTERS  # `from …checker.text import functions, names`
                wanted = re.findall(r"\w+", names.split(" as ")[0]) if within else [module]
                unread = {w.rsplit(".", 1)[-1] for w in wanted} - seen
                assert not unread, (name, unread)
            seen.add(name)
