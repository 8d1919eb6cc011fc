"""Archives that are damaged, or made to cost more than they hold: a word for each, and no fault."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from msm_rules.cli import proof_files
from msm_rules.cli.proof_files import plain_name, proofs_in

BODY = b'{"a": "' + random.Random(0).randbytes(1500).hex().encode() + b'"}'
NAMES = ("a.json", "folder/b.json", "é/" + "x" * 120 + ".json")


def zipped(method: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name in NAMES:
            archive.writestr(name, BODY)
    return file.getvalue()


def tarred() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in NAMES:
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(BODY), 1.5
            archive.addfile(info, io.BytesIO(BODY))
    return file.getvalue()


ARCHIVES: dict[str, bytes] = {
    "stored.zip": zipped(zipfile.ZIP_STORED),
    "deflated.zip": zipped(zipfile.ZIP_DEFLATED),
    "bz2.zip": zipped(zipfile.ZIP_BZIP2),
    "lzma.zip": zipped(zipfile.ZIP_LZMA),
    "plain.tar": tarred(),
    "gz.tar.gz": gzip.compress(tarred()),
    "bz2.tar.bz2": bz2.compress(tarred()),
    "xz.tar.xz": lzma.compress(tarred()),
    "packed.tar": gzip.compress(tarred()),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_every_kind_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(ARCHIVES[name])
    found = list(proofs_in([str(tmp_path / name)]))
    assert [(one.data, one.problem) for one in found] == [(BODY, None)] * 3
    assert [one.name.split("`")[3] for one in found] == list(NAMES)


@pytest.mark.parametrize("name", ARCHIVES)
def test_damage_is_told_and_never_a_fault(tmp_path: Path, name: str) -> None:
    chance, file = random.Random(name), tmp_path / name
    for _ in range(150):
        data = bytearray(ARCHIVES[name])
        for _ in range(chance.choice((1, 2, 5, 20))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.2:
            del data[chance.randrange(len(data)) :]
        file.write_bytes(data)
        found = list(proofs_in([str(file)]))
        assert found
        assert all(one.problem is None or one.data == b"" for one in found)


def test_a_damaged_member_of_a_zip_does_not_lose_those_after_it(tmp_path: Path) -> None:
    data = bytearray(ARCHIVES["lzma.zip"])
    for at in range(60, 90):
        data[at] ^= 0xFF
    (tmp_path / "kept.zip").write_bytes(data)
    found = list(proofs_in([str(tmp_path / "kept.zip")]))
    assert [one.problem is None for one in found] == [False, True, True]
    assert "is damaged" in str(found[0].problem)


def test_a_damaged_header_of_a_tar_is_no_end_of_it(tmp_path: Path) -> None:
    data = bytearray(ARCHIVES["plain.tar"])
    data[data.index(b"././@PaxHeader", 512)] ^= 1  # and the checksum no longer fits
    (tmp_path / "kept.tar").write_bytes(data)
    first, rest = proofs_in([str(tmp_path / "kept.tar")])
    assert (first.data, first.problem) == (BODY, None)
    assert "a header in it is damaged" in str(rest.problem)


def _long_name() -> bytes:
    return _header(tarfile.GNUTYPE_LONGNAME, 64 * 1024**2) + bytes(64 * 1024**2)


def _attributes() -> bytes:
    return _header(tarfile.XHDTYPE, 64 * 1024**2) + bytes(64 * 1024**2)


def _many_headers() -> bytes:
    return (_header(tarfile.GNUTYPE_LONGNAME, 4096) + bytes(4096)) * 10_000


def _header(kind: bytes, size: int) -> bytes:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = kind, size
    return info.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.parametrize("make", [_long_name, _attributes, _many_headers])
def test_headers_without_end_cost_next_to_nothing(
    tmp_path: Path, make: Callable[[], bytes]
) -> None:
    (tmp_path / "kept.tar.gz").write_bytes(gzip.compress(make() + tarred(), 1))
    tracemalloc.start()
    try:
        found = list(proofs_in([str(tmp_path / "kept.tar.gz")]))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 16 * 1024**2
    assert [one.problem is None for one in found] == [False]


def test_empty_lines_without_end_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof_files, "BLANK", 1000)
    with zipfile.ZipFile(tmp_path / "kept.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", BODY + b"\n" + b"\n" * 5000 + BODY)
        archive.writestr("b.json", BODY)
    first, empty, last = proofs_in([str(tmp_path / "kept.zip")])
    assert (first.data.strip(), last.data) == (BODY, BODY)
    assert empty.problem == "has more than 1,000 empty lines; nothing after that is read"


def test_what_a_tar_holds_beside_plain_files_is_not_read(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "kept.tar", "w") as archive:
        for kind in (tarfile.FIFOTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo("a.json")
            info.type = kind
            archive.addfile(info)
    problems = [one.problem for one in proofs_in([str(tmp_path / "kept.tar")])]
    assert problems == ["is no plain file, and is not read"] * 2


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("`a.json`", "a.json"),
        ("`a.jsonl`, line 3", "a.jsonl, line 3"),
        ("`kept.zip`: `b/a.json`", "kept.zip: b/a.json"),
        ("`kept.zip`: `a.jsonl`, line 12", "kept.zip: a.jsonl, line 12"),
        ("`o`dd.json`", "o`dd.json"),
        ("what stdin gave", "what stdin gave"),
    ],
)
def test_machines_are_told_names_without_marks(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_what_is_passed_over_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.json", "b.txt", "c.zip", ".hidden"):
        (tmp_path / name).write_bytes(BODY)
    assert len(list(proofs_in([str(tmp_path)]))) == 1
    assert f"passed over 2 files below `{tmp_path}`: proofs end in .json" in capsys.readouterr().err
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        for name in ("a.json", "folder/", "notes.txt", "folder/.hidden"):
            archive.writestr(name, BODY if "/" not in name[-1] else b"")
    assert len(list(proofs_in([str(tmp_path / "c.zip")]))) == 1
    assert f"passed over 1 file in `{tmp_path}/c.zip`" in capsys.readouterr().err


def test_where_nothing_is_passed_over_nothing_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.json").write_bytes(BODY)
    assert len(list(proofs_in([str(tmp_path)]))) == 1
    assert capsys.readouterr().err == ""
