"""Whatever is done to a log behind its back is found, and where it was done."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from msm_rules.audit.chain import Broken, Head, verify_log
from msm_rules.audit.database import SCHEMA
from msm_rules.audit.entry import BEGINNING, Entry, chained, plain, read_entry, written
from msm_rules.audit.export import exported
from msm_rules.audit.log import Log, entries
from msm_rules.audit.problem import AuditError
from msm_rules.frozen import as_dict
from msm_rules.frozen import changed as altered
from msm_rules.graph.canonical import canonical_json
from tests.audit.audit_entries import RESOLVED, decided, log_of

COUNT = 5
ROWS = range(1, COUNT + 1)
Change = Callable[[sqlite3.Connection, int], object]


@pytest.fixture
def log(tmp_path: Path) -> str:
    """A log of four decisions and the end of a review."""
    return log_of(tmp_path / "log.db", *(decided(f"a/{n}") for n in range(COUNT - 1)), RESOLVED)


def changed(path: str, change: Callable[[sqlite3.Connection], object]) -> None:
    """Change a log as somebody would who hides it: the triggers are there again afterwards."""
    connection = sqlite3.connect(path)
    connection.executescript("DROP TRIGGER no_change; DROP TRIGGER no_deletion")
    change(connection)
    for statement in SCHEMA[1:]:
        connection.execute(statement)
    connection.commit()
    connection.close()


def problems(path: str) -> dict[int | None, str]:
    """What is found, by the place where it is found."""
    return {p.number: p.message for p in verify_log(path).problems}


def edit(column: str, value: str) -> Change:
    """Put something else into one column of one row."""
    return lambda c, n: c.execute(f"UPDATE entry SET {column} = {value} WHERE number = ?", (n,))


EDITS = {
    "the verdict": edit("content", "replace(content, 'review', 'reject')"),
    "the person": edit("content", "replace(content, 'Dr.', 'Mr.')"),
    "the time": edit("content", "replace(content, '09:00', '09:01')"),
    "one space": edit("content", "content || ' '"),
    "another entry": edit("content", f"'{written(decided('x/y'))}'"),
    "bytes": edit("content", "CAST(content AS BLOB)"),
    "no Unicode": edit("content", "CAST(x'ff' || content AS TEXT)"),
    "nothing": edit("content", "''"),
    "the digest": edit("digest", f"'{BEGINNING}'"),
    "the digest in capitals": edit("digest", "upper(digest)"),
    "the digest as bytes": edit("digest", "x'00'"),
    "what went before": edit("previous", "digest"),
    "what went before as bytes": edit("previous", "x'00'"),
}


def test_a_log_that_nobody_touched_is_sound(log: str) -> None:
    assert verify_log(log).problems == ()
    assert verify_log(log).head.entries == COUNT


@pytest.mark.parametrize("number", ROWS)
@pytest.mark.parametrize("kind", EDITS)
def test_every_edit_of_a_row_is_found_where_it_is(log: str, kind: str, number: int) -> None:
    before = rows_of(log)
    changed(log, lambda connection: EDITS[kind](connection, number))
    assert (number in problems(log)) == (rows_of(log) != before)
    assert set(problems(log)) <= {number, number + 1}


def rows_of(path: str) -> list[object]:
    """All rows as they stand in the file."""
    connection = sqlite3.connect(path)
    connection.text_factory = bytes
    query = "SELECT *, typeof(previous), typeof(content), typeof(digest) FROM entry ORDER BY number"
    found: list[object] = connection.execute(query).fetchall()
    connection.close()
    return found


@pytest.mark.parametrize("number", ROWS)
def test_an_edit_with_a_digest_that_fits_breaks_the_chain_behind_it(log: str, number: int) -> None:
    kept = verify_log(log).head
    forged = written(decided("x/y"))

    def forge(connection: sqlite3.Connection) -> None:
        (before,) = connection.execute(
            "SELECT previous FROM entry WHERE number = ?", (number,)
        ).fetchone()
        connection.execute(
            "UPDATE entry SET content = ?, digest = ? WHERE number = ?",
            (forged, chained(number, before, forged), number),
        )

    changed(log, forge)
    if number < COUNT:
        assert problems(log) == {number + 1: "does not follow the entry before it"}
    found = verify_log(log, kept)
    assert not found.ok
    assert found.problems[0].number in (number, number + 1)


@pytest.mark.parametrize("number", range(1, COUNT))
def test_a_deletion_is_found_where_it_was(log: str, number: int) -> None:
    changed(log, lambda c: c.execute("DELETE FROM entry WHERE number = ?", (number,)))
    assert problems(log)[number] == f"entry {number} is missing"


def test_a_gap_of_several_entries_is_named_whole(log: str) -> None:
    changed(log, lambda c: c.execute("DELETE FROM entry WHERE number IN (2, 3)"))
    assert problems(log)[2] == "entries 2 to 3 are missing"


@pytest.mark.parametrize("number", range(1, COUNT))
def test_a_deletion_with_new_numbers_is_found_where_it_was(log: str, number: int) -> None:
    def close_up(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM entry WHERE number = ?", (number,))
        connection.execute("UPDATE entry SET number = number - 1 WHERE number > ?", (number,))

    changed(log, close_up)
    assert min(n for n in problems(log) if n) == number


@pytest.mark.parametrize("number", ROWS)
def test_an_insertion_is_found_where_it_is(log: str, number: int) -> None:
    def insert(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE entry SET number = -number WHERE number >= ?", (number,))
        connection.execute("UPDATE entry SET number = 1 - number WHERE number < 0")
        row = (number, BEGINNING, written(decided()), BEGINNING)
        connection.execute("INSERT INTO entry VALUES (?, ?, ?, ?)", row)

    changed(log, insert)
    assert min(n for n in problems(log) if n) == number


@pytest.mark.parametrize("number", [0, -1, COUNT + 1, COUNT + 7, 2**63 - 1])
def test_a_row_with_a_number_of_its_own_is_found(log: str, number: int) -> None:
    row = (number, BEGINNING, written(decided()), BEGINNING)
    changed(log, lambda c: c.execute("INSERT INTO entry VALUES (?, ?, ?, ?)", row))
    assert number in problems(log)


@pytest.mark.parametrize("one", ROWS)
@pytest.mark.parametrize("other", ROWS)
def test_two_rows_that_changed_places_are_both_found(log: str, one: int, other: int) -> None:
    def swap(connection: sqlite3.Connection) -> None:
        for old, new in ((one, -1), (other, one), (-1, other)):
            connection.execute("UPDATE entry SET number = ? WHERE number = ?", (new, old))

    changed(log, swap)
    assert {one, other} <= set(problems(log)) or one == other


# --- the sense of it ---


def test_an_end_of_what_is_no_review_is_found(tmp_path: Path) -> None:
    log = log_of(
        tmp_path / "log.db", RESOLVED, decided(verdict="accept"), RESOLVED, decided(), RESOLVED
    )
    said = "ends a review that no entry before it logged"
    assert problems(log) == {1: said, 3: said}


WITHOUT_SENSE = {
    "time": ("banana", "2026-11-22", "2026-13-22T09:00:00+00:00", "2026-11-22T09:00:00+02:00"),
    "proof": ("", "ab", "AB" * 32, "zz" * 32),
    "verdict": ("hooray", "", "Accept"),
    "graph": ("1",),
    "as_of": ("today", "2026-11-31", "2026-W47-7"),
    "until": ("later", "2027-06-31", "20270630", "٢٠٢٧-٠٦-٣٠"),
    "by": ("", " \n"),
    "because": ("", "\t"),
    "determined": ("yes", None),
    "system": (7,),
}


FIELDS = [(e, name) for e in (decided(), RESOLVED) for name in WITHOUT_SENSE if name in as_dict(e)]


@pytest.mark.parametrize(("entry", "field"), FIELDS)
def test_what_makes_no_sense_is_no_entry_and_is_not_logged(
    log: str, entry: Entry, field: str
) -> None:
    for value in WITHOUT_SENSE[field]:
        bad = altered(entry, **{field: value})
        with (
            Log(log) as opened,
            pytest.raises(AuditError, match=rf"`{field}` of an entry is to be"),
        ):
            opened.append(bad)
        assert read_entry(canonical_json(plain(bad)).decode()) is None
    assert verify_log(log).head.entries == COUNT


def test_a_review_is_ended_by_accept_or_reject_alone() -> None:
    with pytest.raises(ValueError, match="accept or reject, and is `review`"):
        written(altered(RESOLVED, verdict="review"))


# --- checkpoints ---------------------------------------------------------------------------------


@pytest.mark.parametrize("left", range(COUNT))
def test_a_missing_end_is_found_against_a_checkpoint(log: str, left: int) -> None:
    kept = verify_log(log).head
    changed(log, lambda c: c.execute("DELETE FROM entry WHERE number > ?", (left,)))
    assert verify_log(log).ok
    missing = f"the end is missing: the checkpoint has {COUNT} entries"
    assert verify_log(log, kept).problems == (Broken(left + 1, missing),)


def test_a_log_written_anew_is_found_against_a_checkpoint(log: str, tmp_path: Path) -> None:
    kept = verify_log(log).head
    other = log_of(tmp_path / "other.db", *(decided(f"b/{n}") for n in range(COUNT + 3)))
    assert verify_log(other).ok
    assert verify_log(other, kept).problems == (
        Broken(COUNT, "is not the entry that the checkpoint has"),
    )


def test_a_log_that_went_on_still_fits_its_checkpoint(log: str) -> None:
    kept = verify_log(log).head
    log_of(Path(log), decided("a/new"))
    assert verify_log(log, kept).ok
    assert verify_log(log, Head(0, BEGINNING)).ok
    assert not verify_log(log, Head(0, kept.digest)).ok


# --- the file ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER no_change",
        "CREATE TABLE more (x)",
        "ALTER TABLE entry ADD COLUMN more",
        "CREATE TRIGGER swallow BEFORE INSERT ON entry BEGIN SELECT RAISE(IGNORE); END",
    ],
)
def test_other_tables_and_lost_triggers_are_found(log: str, statement: str) -> None:
    connection = sqlite3.connect(log)
    connection.execute(statement)
    connection.close()
    assert problems(log) == {None: "its tables are not those of a log"}
    with pytest.raises(AuditError, match="its tables are not those of a log; nothing is added"):
        Log(log)


VIEWS = {
    "without an end": "WITH RECURSIVE n(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM n)"
    " SELECT number, '' AS previous, '' AS content, '' AS digest FROM n",
    "other each time": "SELECT number, previous, content, digest FROM kept"
    " WHERE abs(random()) % 2 = 0",
    "all that was there": "SELECT number, previous, content, digest FROM kept",
}


@pytest.mark.parametrize("name", ["entry", "ENTRY"])
@pytest.mark.parametrize("kind", VIEWS)
def test_a_view_is_no_log(log: str, kind: str, name: str) -> None:
    connection = sqlite3.connect(log)
    connection.executescript(
        "DROP TRIGGER no_change; DROP TRIGGER no_deletion; ALTER TABLE entry RENAME TO kept;"
        f"CREATE VIEW {name} AS {VIEWS[kind]}"
    )
    connection.close()
    assert problems(log) == {None: "its tables are not those of a log"}
    for read in (entries, exported):
        with pytest.raises(AuditError, match="its tables are not those of a log"):
            next(iter(read(log)))


def test_what_tools_of_sqlite_note_for_themselves_makes_no_log_unsound(log: str) -> None:
    connection = sqlite3.connect(log)
    connection.executescript("CREATE INDEX one ON entry (digest); ANALYZE; DROP INDEX one; ANALYZE")
    (count,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    connection.close()
    assert count > len(SCHEMA)
    log_of(Path(log), decided("a/new"))
    assert verify_log(log).ok
    assert len(list(entries(log))) == COUNT + 1


def test_reading_stops_at_the_first_row_that_is_not_what_was_logged(log: str) -> None:
    changed(log, lambda connection: EDITS["the verdict"](connection, 3))
    read = entries(log)
    assert [number for number, _ in (next(read), next(read))] == [1, 2]
    with pytest.raises(AuditError, match="entry 3 is not what was logged"):
        next(read)


def test_no_byte_of_the_file_leads_to_anything_but_an_answer(log: str) -> None:
    sound = Path(log).read_bytes()
    logged = list(entries(log))
    for at in range(0, len(sound), 7):
        Path(log).write_bytes(sound[:at] + bytes([sound[at] ^ 0x55]) + sound[at + 1 :])
        with suppress(AuditError):
            assert not verify_log(log).ok or list(entries(log)) == logged
