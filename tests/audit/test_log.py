"""The log keeps what is appended, in order, and says clearly when it cannot."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from errno import EPERM
from hashlib import sha256
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from msm_rules.audit import database, opening
from msm_rules.audit.chain import verify_log
from msm_rules.audit.entry import BEGINNING, Decided, chained, plain, read_entry, written
from msm_rules.audit.log import Log, entries
from msm_rules.audit.problem import AuditError
from msm_rules.frozen import changed
from tests.audit.audit_entries import RESOLVED, decided, log_of
from tests.audit.killing import MOST


def test_what_is_appended_is_read_in_order(tmp_path: Path) -> None:
    logged = (decided("a/one"), decided("a/two"), RESOLVED)
    assert list(entries(log_of(tmp_path / "log.db", *logged))) == list(enumerate(logged, 1))


def test_a_log_goes_on_where_it_ended(tmp_path: Path) -> None:
    for model in ("a/one", "a/two"):
        path = log_of(tmp_path / "log.db", decided(model))
    assert verify_log(path).ok
    assert verify_log(path).head.entries == 2


def test_the_digest_is_that_of_the_canonical_form() -> None:
    document = {"number": 7, "previous": BEGINNING, "entry": plain(RESOLVED)}
    expected = sha256(rfc8785.dumps(document)).hexdigest()  # type: ignore[arg-type]
    assert chained(7, BEGINNING, written(RESOLVED)) == expected


@pytest.mark.parametrize("entry", [decided(), RESOLVED])
def test_only_the_canonical_form_of_an_entry_is_one(entry: Decided) -> None:
    text = written(entry)
    assert read_entry(text) == entry
    for other in (text + " ", text[1:], text.replace('"kind"', '"sort"'), "[" * 9999, "1", b"x", 3):
        assert read_entry(other) is None
    assert read_entry(text.replace('"time":"', '"time":["').replace('+00:00"', '"]')) is None


def test_text_that_is_no_unicode_is_not_logged(tmp_path: Path) -> None:
    path = log_of(tmp_path / "log.db", decided())
    with Log(path) as log, pytest.raises(AuditError, match="no Unicode"):
        log.append(decided("a/\udcff"))
    assert verify_log(path).head.entries == 1


def test_a_mistake_cannot_change_a_log(tmp_path: Path) -> None:
    path = log_of(tmp_path / "log.db", decided())
    connection = sqlite3.connect(path)
    for statement in ("UPDATE entry SET content = ''", "DELETE FROM entry"):
        with pytest.raises(sqlite3.IntegrityError, match="only appended to"):
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 2000])
def test_a_file_that_is_no_log_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(AuditError, match=r"notes\.txt"):
        Log(str(path))
    with pytest.raises(AuditError, match=r"notes\.txt"):
        verify_log(str(path))
    assert path.read_bytes() == content


@pytest.mark.parametrize("place", ["missing/log.db", ".", "nul\0l"])
def test_a_place_where_no_log_can_be_is_named(tmp_path: Path, place: str) -> None:
    with pytest.raises(AuditError):
        Log(str(tmp_path / place))
    with pytest.raises(AuditError):
        verify_log(str(tmp_path / place))


def test_nothing_is_added_to_a_log_whose_end_was_changed(tmp_path: Path) -> None:
    path = log_of(tmp_path / "log.db", decided())
    connection = sqlite3.connect(path)
    connection.executescript("DROP TRIGGER no_change; UPDATE entry SET digest = 'x'")
    connection.execute(database.SCHEMA[1])
    connection.close()
    with Log(path) as log, pytest.raises(AuditError, match="entry 1 is not what was logged"):
        log.append(decided())


def _replaced(path: Path) -> None:
    os.replace(log_of(path.with_name("other.db"), decided("b/other")), path)


AWAY = {
    "deleted": lambda path: path.unlink(),
    "moved": lambda path: path.rename(path.with_name("kept.db")),
    "replaced": _replaced,
    "what is written ahead deleted": lambda path: Path(f"{path}-wal").unlink(),
}


@pytest.mark.parametrize("kind", AWAY)
def test_nothing_is_acknowledged_that_is_not_in_the_file_of_the_name(
    tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "log.db"
    with Log(str(path)) as log:
        log.append(decided("a/before"))
        AWAY[kind](path)
        with pytest.raises(AuditError, match=r"log\.db` was deleted, moved or replaced"):
            log.append(decided("a/after"))
    left = [one for one in tmp_path.glob("*.db") if one.name in ("log.db", "kept.db")]
    models = [getattr(e, "model", "") for one in left for _, e in entries(str(one))]
    assert "a/after" not in models


def test_a_log_that_goes_away_during_an_append_acknowledges_nothing(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    log_of(path, decided("a/before"))

    def gone() -> Iterator[Decided]:
        path.rename(tmp_path / "kept.db")
        yield decided("a/after")

    with Log(str(path)) as log, pytest.raises(AuditError, match="deleted, moved or replaced"):
        log.extend(gone())
    assert [getattr(e, "model", "") for _, e in entries(str(tmp_path / "kept.db"))] == ["a/before"]


def test_a_log_that_is_replaced_while_it_is_opened_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.db"
    log_of(path, decided("a/before"))

    def meanwhile(found: sqlite3.Connection) -> bool:
        monkeypatch.undo()
        _replaced(path)
        return database.has_own_tables(found)

    monkeypatch.setattr(opening, "has_own_tables", meanwhile)
    with pytest.raises(AuditError, match="was replaced while it was opened"):
        Log(str(path))


def test_a_log_is_the_file_that_a_link_leads_to(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to("real.db")
    with Log(str(tmp_path / "link.db")) as log:
        assert log.append(decided()) == 1
        assert verify_log(str(tmp_path / "real.db")).head.entries == 1
        (tmp_path / "link.db").unlink()
        (tmp_path / "link.db").symlink_to(Path(log_of(tmp_path / "other.db")))
        with pytest.raises(AuditError, match="deleted, moved or replaced"):
            log.append(decided())
    assert not list(tmp_path.glob(".*"))


# --- the disk and its rights ---------------------------------------------------------------------


def test_on_a_full_disk_nothing_is_logged_and_all_before_stays(tmp_path: Path) -> None:
    path = log_of(tmp_path / "log.db", decided())
    with Log(path) as log:
        log._connection.execute("PRAGMA max_page_count = 4")
        with pytest.raises(AuditError, match="the disk is full"):
            log.append(decided("a/" + "x" * 50_000))
        assert log.append(decided("a/short")) == 2
    assert verify_log(path).ok
    assert verify_log(path).head.entries == 2


_APPEND = """
import sys
from msm_rules.audit.log import Log
from msm_rules.audit.problem import AuditError
from tests.audit.audit_entries import decided
{before}
try:
    log = Log(sys.argv[1])
    while True:
        print(log.append(decided()), flush=True)
        {after}
except AuditError as error:
    print(error)
"""


def test_where_the_system_takes_no_more_bytes_only_what_is_there_was_acknowledged(
    tmp_path: Path,
) -> None:
    path = log_of(tmp_path / "log.db", decided())
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))"
    run = subprocess.run(
        [sys.executable, "-c", _APPEND.format(before=limit, after=""), path],
        capture_output=True,
        text=True,
        check=True,
    )
    *acknowledged, refusal = run.stdout.splitlines()
    assert "log.db`: the disk" in refusal
    assert len(acknowledged) > 5
    found = verify_log(path)
    assert found.ok
    assert found.head.entries >= int(acknowledged[-1])


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may look into."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_who_may_not_write_cannot_append_but_can_verify(open_folder: Path) -> None:
    path = log_of(open_folder / "log.db", decided(), decided())
    os.chmod(path, 0o444)
    open_folder.chmod(0o555)
    reader = "import os; os.getuid() or os.setuid(65534)"
    check = "from msm_rules.audit.chain import verify_log; print(verify_log(sys.argv[1]).head)"
    run = subprocess.run(
        [sys.executable, "-c", _APPEND.format(before=f"{reader}; {check}", after=""), path],
        capture_output=True,
        text=True,
        check=True,
    )
    head, refusal = run.stdout.splitlines()
    assert "entries=2" in head
    assert "log.db`: it may not be written to" in refusal


@pytest.mark.parametrize("room", [0, 4, 8, 12, 16, 20, 24, 32])
def test_on_a_disk_that_is_nearly_full_a_log_is_made_whole_or_not_at_all(
    tmp_path: Path, room: int
) -> None:
    """As far as the disk of a process can be made small: it may write no more than so many KiB to
    a file, and SQLite cannot make all of its files."""
    path = tmp_path / "log.db"
    size = room * 1024
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
    code = _APPEND.format(before=limit, after="")
    subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, check=True)
    assert {one.name for one in tmp_path.iterdir()} <= {"log.db", *_besides("log.db")}
    before = verify_log(str(path)).head.entries if path.exists() else 0
    with Log(str(path)) as log:
        assert log.append(decided()) == before + 1
    assert verify_log(str(path)).ok


def _besides(name: str) -> list[str]:
    return [name + end for end in database.BESIDE]


STEPS = ("BEGIN EXCLUSIVE", "CREATE TABLE", "CREATE TRIGGER", "COMMIT", "PRAGMA journal_mode")


@pytest.mark.parametrize("step", STEPS)
def test_where_the_disk_fills_while_a_log_is_made_there_is_none(
    tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(sqlite3.Connection):
        def execute(self, sql: str, *more: object) -> sqlite3.Cursor:
            if sql.startswith(step):
                raise sqlite3.OperationalError("database or disk is full")
            return super().execute(sql, *more)

    connect = sqlite3.connect
    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=Full))
        with pytest.raises(AuditError, match="full"):
            Log(str(tmp_path / "log.db"))
    assert not list(tmp_path.iterdir())
    assert verify_log(log_of(tmp_path / "log.db", decided())).ok


def test_a_disk_that_takes_the_tables_but_not_the_journal_gets_no_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "has_own_tables", lambda _: False)
    with pytest.raises(AuditError, match="is the disk full"):
        Log(str(tmp_path / "log.db"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("mask", "rights"), [(0o022, 0o644), (0o002, 0o664), (0o077, 0o600)])
def test_a_log_has_the_rights_that_new_files_have(tmp_path: Path, mask: int, rights: int) -> None:
    before = os.umask(mask)
    try:
        path = log_of(tmp_path / "log.db", decided())
    finally:
        os.umask(before)
    assert os.stat(path).st_mode & 0o777 == rights


def test_where_there_are_no_hard_links_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(AuditError, match="which has no hard links; make it on another"):
        Log(str(tmp_path / "log.db"))
    assert not list(tmp_path.iterdir())


def test_a_log_that_was_taken_out_of_its_mode_syncs_its_folder_too(tmp_path: Path) -> None:
    path = log_of(tmp_path / "log.db", decided())
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    connection.close()
    with Log(path) as log:
        assert log._connection.execute("PRAGMA synchronous").fetchone() == (3,)  # EXTRA
        assert log.append(decided()) == 2
    assert verify_log(path).ok


# --- what is written ahead ---


def killed(path: Path, *models: str) -> None:
    """Log decisions in a process that is killed while it has the log open."""
    code = (
        "import os, sys; from msm_rules.audit.log import Log\n"
        "from tests.audit.audit_entries import decided\n"
        "log = Log(sys.argv[1])\n"
        "for model in sys.argv[2:]: log.append(decided(model))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(path), *models], check=False)


def models_in(path: Path) -> list[str]:
    """The models whose decisions are in a log."""
    return [entry.model for _, entry in entries(str(path)) if isinstance(entry, Decided)]


@pytest.mark.parametrize("end", ["-wal", "-journal"])
def test_what_a_lost_log_left_beside_it_is_no_part_of_a_new_one(tmp_path: Path, end: str) -> None:
    path = tmp_path / "log.db"
    Path(f"{path}{end}").write_bytes(b"x")
    with pytest.raises(AuditError, match=rf"log\.db{end}` belongs to a log"):
        Log(str(path))
    assert not path.exists()


def test_a_log_that_was_read_and_put_away_hinders_no_new_one(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    log_of(path, decided("old/1"))
    assert verify_log(str(path)).ok  # leaves empty files beside it
    path.rename(tmp_path / "2025.db")
    log_of(path, decided("new/1"))
    assert (models_in(path), models_in(tmp_path / "2025.db")) == (["new/1"], ["old/1"])


def test_acknowledged_entries_of_a_killed_process_stay_with_their_log(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    killed(path, "old/1", "old/2")
    path.rename(tmp_path / "2025.db")
    with pytest.raises(AuditError, match="put that log back beside it"):
        Log(str(path))
    (tmp_path / "2025.db").rename(path)
    assert models_in(path) == ["old/1", "old/2"]


def test_whoever_opens_a_log_next_brings_what_was_written_ahead_into_it(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    killed(path, "old/1", "old/2")
    with Log(str(path)):
        alone = tmp_path / "alone.db"
        shutil.copyfile(path, alone)
    assert models_in(alone) == ["old/1", "old/2"]
    assert not Path(f"{path}-wal").exists()


@pytest.fixture
def nobody_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """All folders are of others."""
    monkeypatch.setattr(os, "access", lambda *_: False)


@pytest.mark.usefixtures("nobody_writes")
def test_what_was_written_ahead_is_read_through_a_link_or_missed_in_words(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    path, link = tmp_path / "logs" / "log.db", tmp_path / "link.db"
    link.symlink_to(path)
    killed(path, "old/1", "old/2")
    assert models_in(link) == ["old/1", "old/2"]
    Path(f"{path}-shm").unlink()
    with pytest.raises(AuditError, match="copy both files to another folder"):
        verify_log(str(link))


@pytest.mark.usefixtures("nobody_writes")
def test_a_log_that_is_written_to_while_it_is_read_as_a_file_is_read_again(tmp_path: Path) -> None:
    path = log_of(tmp_path / "log.db", decided("a/1"), decided("a/2"))
    read = entries(path)
    next(read)
    log_of(tmp_path / "log.db", decided("a/3"))
    with pytest.raises(AuditError, match="was written to while it was read: read it again"):
        list(read)
    assert models_in(Path(path)) == ["a/1", "a/2", "a/3"]


# --- several processes, and their sudden ends ----------------------------------------------------


def test_eight_processes_append_at_once_and_no_entry_is_lost_or_doubled(tmp_path: Path) -> None:
    path, each = str(tmp_path / "log.db"), 25
    code = (
        "import sys; from msm_rules.audit.log import Log\n"
        "from tests.audit.audit_entries import decided\n"
        "with Log(sys.argv[1]) as log:\n"
        f"    for n in range({each}): log.append(decided(f'{{sys.argv[2]}}/{{n}}'))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, path, str(n)]) for n in range(8)]
    assert [one.wait() for one in running] == [0] * 8
    assert verify_log(path).ok
    logged = [entry.model for _, entry in entries(path) if isinstance(entry, Decided)]
    assert sorted(logged) == sorted(f"{n}/{m}" for n in range(8) for m in range(each))
    assert not list(tmp_path.glob(".log.db.*"))
    for n in range(8):
        own = [model for model in logged if model.startswith(f"{n}/")]
        assert own == [f"{n}/{m}" for m in range(each)]


KILLS = int(os.environ.get("MSM_KILLS", "200"))
"""How often a process that appends is killed; more by setting the variable."""


@pytest.mark.timeout(900)  # it waits for a disk two hundred times
def test_a_process_killed_at_any_moment_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    path = str(tmp_path / "log.db")
    call = [sys.executable, "-m", "tests.audit.killing", path, str(KILLS)]
    run = subprocess.run(call, capture_output=True, text=True, check=True)
    acknowledged = [line.split() for line in run.stdout.splitlines()]
    assert len(acknowledged) >= sum(name % MOST for name in range(KILLS))
    assert verify_log(path).ok
    logged = dict(entries(path))
    assert [logged[int(number)] for number, _ in acknowledged] == [
        decided(model) for _, model in acknowledged
    ]


@given(st.text(), st.none() | st.text(), st.booleans())
def test_any_entry_is_written_in_canonical_form_and_read_again(
    text: str, revision: str | None, determined: bool
) -> None:
    for entry in (
        changed(decided(text), revision=revision, determined=determined),
        changed(RESOLVED, by=f"by {text}", because=f"{text}."),
    ):
        assert written(entry).encode() == rfc8785.dumps(plain(entry))  # type: ignore[arg-type]
        assert read_entry(written(entry)) == entry


def test_several_entries_are_appended_all_or_none(tmp_path: Path) -> None:
    path = log_of(tmp_path / "log.db", decided())
    with Log(path) as log:
        assert list(log.extend(decided(f"a/{n}") for n in range(5))) == [2, 3, 4, 5, 6]
        assert list(log.extend(())) == []
        with pytest.raises(AuditError, match="no Unicode"):
            log.extend((decided("a/good"), decided("a/\udcff")))
        assert log.append(RESOLVED) == 7
    assert verify_log(path).ok
    assert [getattr(entry, "model", "") for _, entry in entries(path)] == [
        "a/b", *(f"a/{n}" for n in range(5)), "",
    ]  # fmt: skip


def test_rows_are_of_a_file_with_the_mark_of_a_log(tmp_path: Path) -> None:
    path = log_of(tmp_path / "log.db")
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA application_id").fetchone() == (database.APPLICATION,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.execute("PRAGMA user_version = 2")
    connection.close()
    with pytest.raises(AuditError, match="version 2"):
        verify_log(path)
