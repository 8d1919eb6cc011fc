"""A log is checked and looked through as it is at one moment."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from msm_rules.report import log_lookup
from msm_rules.report.log_lookup import read_log
from tests.audit.audit_entries import PROOF, RESOLVED, decided, log_of


def test_what_is_logged_while_a_log_is_looked_through_is_told_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = log_of(tmp_path / "log.db", decided())
    verified = log_lookup.verified

    def meanwhile(*given: Any) -> Any:
        found = verified(*given)
        log_of(tmp_path / "log.db", RESOLVED)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(log_lookup, "verified", meanwhile)
        found = read_log(path, {PROOF}, date(2026, 11, 25))
    assert (found.state.entries, found.of(PROOF).endings) == (1, ())
    found = read_log(path, {PROOF}, date(2026, 11, 25))
    assert (found.state.entries, len(found.of(PROOF).endings)) == (2, 1)


def test_of_a_log_that_is_none_nothing_is_told(tmp_path: Path) -> None:
    path = log_of(tmp_path / "log.db", decided(), RESOLVED)
    connection = sqlite3.connect(path)
    connection.executescript(
        "ALTER TABLE entry RENAME TO kept; CREATE VIEW entry AS SELECT * FROM kept"
    )
    connection.close()
    found = read_log(path, {PROOF}, date(2026, 11, 25))
    assert not found.state.sound
    assert found.of(PROOF).logged == ()
