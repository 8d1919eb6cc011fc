"""Progress on a terminal: nothing within a second, then one line that is wiped in the end.

Owns when and how it is drawn.  Where stderr is no terminal nothing is.
"""

from __future__ import annotations

import sys
import time
from threading import Lock, Timer

from msm_rules.cli import console
from msm_rules.diagnostics.cells import cells, visible

PATIENT = 1.0
"""Seconds that pass before anything is shown."""
_BETWEEN = 0.1
_BAR = 24
_WIPE = "\r\x1b[K"


class Progress:
    """How far something is, and what it is at."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._next = time.monotonic() + PATIENT
        self._timer: Timer | None = None
        self._lock = Lock()
        self._drawn = self._over = False
        self._done = ""
        self._at = ""

    def at(self, what: str) -> None:
        """Say what is being done now; it is shown after a second even if it takes long."""
        self._at, self._over = what, False
        if self._shown and not self._drawn and self._timer is None:
            self._timer = Timer(PATIENT, self._draw)
            self._timer.daemon = True
            self._timer.start()
        self._draw()

    def done(self, done: int, total: int | None) -> None:
        """Say how much is done, and of how much if that is known."""
        count = f"{done:,}" if total is None else f"{_bar(done, total)} {done:,} of {total:,}"
        self._done, self._over = f"{count} models", False
        self._draw()

    def end(self) -> None:
        """Wipe the line."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        with self._lock:
            self._over = True  # a timer that has just gone off draws no more
            if self._drawn:
                sys.stderr.write(_WIPE)
                sys.stderr.flush()
                self._drawn = False

    def _draw(self) -> None:
        with self._lock:
            if not self._shown or self._over or time.monotonic() < self._next:
                return
            self._next = time.monotonic() + _BETWEEN
            text = visible("  ".join(filter(None, (self._done, self._at))))
            while cells(text) >= console.width():
                text = text[:-1]
            sys.stderr.write(f"{_WIPE}{text}")
            sys.stderr.flush()
            self._drawn = True


def _bar(done: int, total: int) -> str:
    full = min(_BAR, _BAR * done // max(total, 1))
    return "█" * full + "░" * (_BAR - full)
