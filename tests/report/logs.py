"""Decision logs for the tests of reports: proofs that are logged, and reviews that people ended."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from msm_rules.audit.entry import Decided, Entry, Resolved
from msm_rules.audit.log import Log

TIME = "2026-11-23T09:00:00.000+00:00"
BY, BECAUSE, UNTIL = "Dr. Sørensen", "measured on our own machines", "2027-06-30"


def logged(proof: Mapping[str, Any], **more: Any) -> Decided:
    """The entry of a decision, as `msm decide --log` writes it."""
    decision, policy = proof["decision"], proof["policy"]
    own = {
        "time": TIME, "proof": proof["digest"], "graph": policy["graph"]["digest"],
        "policy": policy["name"], "version": policy["version"],
        "model": decision["model"]["id"], "revision": decision["model"]["revision"],
        "verdict": decision["verdict"], "determined": decision["determined"],
        "as_of": decision["as_of"],
    }  # fmt: skip
    return Decided(**own | more)


def ended(proof: Mapping[str, Any], verdict: str = "accept", **more: Any) -> Resolved:
    """The entry by which a person ended the review of a proof."""
    own = {"time": TIME, "proof": proof["digest"], "verdict": verdict}
    return Resolved(**own | {"by": BY, "because": BECAUSE, "until": UNTIL} | more)


def log_of(path: Path, *entries: Entry) -> str:
    """The path of a log with these entries."""
    with Log(str(path)) as log:
        for entry in entries:
            log.append(entry)
    return str(path)


def forged(path: str, number: int, before: str, after: str) -> None:
    """Change an entry behind the back of the log."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER no_change")
        connection.execute(
            "UPDATE entry SET content = replace(content, ?, ?) WHERE number = ?",
            (before, after, number),
        )
        connection.commit()
