"""The terminal: results on stdout, words about the run on stderr, colour where it is wanted.

Owns width, colour and the two streams. What is written is made elsewhere.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import IO

import click

from msm_rules.cli.refusal import Refusal

COLOUR = "msm_rules.colour"
"""Under which key of click's context the choice `auto`, `always` or `never` is kept."""

NARROWEST, WIDEST = 60, 100


def say(text: str) -> None:
    """Write a result to stdout, with a line end."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """Write words about the run to stderr, with a line end, after what stdout has."""
    sys.stdout.flush()
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def coloured_errors() -> bool:
    """Whether to write colours to stderr."""
    return coloured(sys.stderr)


def refuse(refusal: Refusal) -> None:
    """Write to stderr why a command cannot go on, or what it left out."""
    heading = "" if refusal.complete else f"{bold_red('error')}: "
    note(heading + refusal.message)
    if refusal.hint:
        note(f"  = hint: {refusal.hint}")


def bold_red(text: str) -> str:
    """The text as errors are marked on stderr."""
    return f"\x1b[1;31m{text}\x1b[0m" if coloured(sys.stderr) else text


def coloured(stream: IO[str] | None = None) -> bool:
    """Whether to write colours to a stream (stdout): as asked for, else on a terminal only."""
    context = click.get_current_context(silent=True)
    asked = context.meta.get(COLOUR, "auto") if context else "auto"
    if asked != "auto":
        return bool(asked == "always")
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return (stream or sys.stdout).isatty()


@contextmanager
def counting(noun: str, every: int = 100) -> Iterator[Callable[[], None]]:
    """On a terminal, tell on stderr how much was done, each time `every` more were; the line is
    gone at the end. What it gives is to be called with each."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    done = count(1)

    def tick() -> None:
        if (number := next(done)) % every == 0:
            sys.stderr.write(f"\r{number:,} {noun}")
            sys.stderr.flush()

    try:
        yield tick
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def width() -> int:
    """Columns to write in: those of the terminal between 60 and 100; 100 where it is none."""
    try:
        columns = int(os.environ.get("COLUMNS", "")) or WIDEST
    except ValueError:
        columns = _of_terminal() if sys.stdout.isatty() else WIDEST
    return min(max(columns, NARROWEST), WIDEST)


def _of_terminal() -> int:
    """The columns that the terminal says it has; some say none."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or WIDEST
    except (OSError, ValueError):
        return WIDEST
