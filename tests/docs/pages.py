"""The blocks of a documentation page, what each claims, and the same page with outputs anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

FENCE = re.compile(r"^```(?P<info>[^\n`]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
ELISION = "..."


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, the words after it, its text, and where that text stands."""

    language: str
    words: tuple[str, ...]
    text: str
    start: int
    line: int

    def option(self, name: str) -> str | None:
        """The value of `name=value` among the words."""
        values = [w.removeprefix(f"{name}=") for w in self.words if w.startswith(f"{name}=")]
        return values[0] if values else None


@dataclass(frozen=True, slots=True)
class Call:
    """A command of a console block, and the lines that it is said to print."""

    command: str
    output: tuple[str, ...]


def blocks(page: str) -> Iterator[Block]:
    """Every fenced block that names a language, in order."""
    for found in FENCE.finditer(page):
        language, *words = found["info"].split()
        line = page.count("\n", 0, found.start()) + 1
        yield Block(language, tuple(words), found["text"], found.start("text"), line)


def calls(block: Block) -> list[Call]:
    """The commands of a console block; a line that begins with `$ ` is a command."""
    found: list[Call] = []
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        found.append(Call(command, trimmed(output)))
    return found


def trimmed(output: str) -> tuple[str, ...]:
    """The lines of an output without blanks at their ends, nor empty lines around it."""
    return tuple(line.rstrip() for line in output.strip("\n").splitlines())


def agrees(said: tuple[str, ...], printed: tuple[str, ...]) -> bool:
    """Whether an output is what the page says; `...` stands for any number of lines."""
    if not said:
        return not printed
    if said[0] == ELISION:
        return any(agrees(said[1:], printed[n:]) for n in range(len(printed) + 1))
    return bool(printed) and said[0] == printed[0] and agrees(said[1:], printed[1:])


def anew(call: Call, printed: tuple[str, ...]) -> str:
    """A command with its output as it is now; one that leaves lines out at one place still does."""
    lines = list(call.output)
    if not agrees(call.output, printed):
        cut = lines.count(ELISION)
        if cut == 0:
            lines = list(printed)
        elif cut == 1:
            head, tail = lines.index(ELISION), len(lines) - lines.index(ELISION) - 1
            lines = [*printed[:head], ELISION, *printed[len(printed) - tail :]]
    return "\n".join([f"$ {call.command}", *lines]) + "\n"


def replaced(page: str, made: list[tuple[Block, str]]) -> str:
    """A page with the texts of some blocks replaced."""
    for block, text in sorted(made, key=lambda pair: -pair[0].start):
        page = page[: block.start] + text + page[block.start + len(block.text) :]
    return page
