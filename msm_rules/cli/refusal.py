"""What stops a command: the call, the policy or the input is bad.

Owns the exit statuses and the error that ends a command with words for people.
"""

from __future__ import annotations

ACCEPTED = CLEAN = 0
REJECTED = FINDINGS = 1
BAD = 2
REVIEW = 3
INTERRUPTED = 130
BROKEN_PIPE = 141
"""128 and the number of the signal, as shells report it."""


class Refusal(Exception):
    """The command cannot go on; `message` says where and what, `hint` what to do about it.

    A message that is `complete` has a heading of its own.
    """

    complete = False

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
