"""A program that starts processes which append to a log, and kills each in the midst of it.

`python -m tests.audit.killing LOG KILLS` prints, for each entry that a process acknowledged before
it was killed, its number and what it holds.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time

from msm_rules.audit.chain import verify_log
from msm_rules.audit.log import Log
from tests.audit.audit_entries import decided

MOST = 6
"""Acknowledgements that are awaited before a kill; for none of them the kill comes at once, often
before there is a log."""
LONGEST = 0.003
"""Seconds between the last acknowledgement and the kill, so that it falls anywhere in an append."""


def append_for_ever(path: str, name: int, pipe: int) -> None:
    """Append until killed; each entry is acknowledged only when `append` has returned."""
    with Log(path) as log:
        for n in range(1_000_000):
            number = log.append(decided(f"{name}/{n}"))
            os.write(pipe, f"{number} {name}/{n}\n".encode())


def kill_one(path: str, name: int, awaited: int, delay: float) -> str:
    """What a process acknowledged that was killed after so many acknowledgements, and a delay.

    Counting instead of a time keeps it a test where a machine is slow.
    """
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        append_for_ever(path, name, write)
    os.close(write)
    with os.fdopen(read) as acknowledged:
        before = [acknowledged.readline() for _ in range(awaited)]
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL
        return "".join(before) + acknowledged.read()


def main(path: str, kills: int) -> None:
    """Kill so many processes, and look through the log after each."""
    chance = random.Random(kills)
    for name in range(kills):
        awaited = name % MOST
        delay = chance.uniform(0, LONGEST if awaited else 10 * LONGEST)
        sys.stdout.write(kill_one(path, name, awaited, delay))
        if os.path.exists(path):
            found = verify_log(path)
            assert found.ok, found.problems


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
