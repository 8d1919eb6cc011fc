"""Archives (zip, tar) read member by member, in bounded memory; nothing is unpacked to the disk.

Owns what an archive may cost: how much of it is unpacked, how long its headers may be. Which
members hold proofs is for `proof_files`.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, Any, NamedTuple

MOST = 8 * 1024**3
"""Bytes that are unpacked of one archive; what unpacks to more is no archive of proofs."""
_HEADER = 1024**2
"""Bytes of all that stands before a member of a tar: its name, its attributes."""
_CHUNK = 64 * 1024
_PACKED: tuple[tuple[bytes, Callable[..., Any]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"BZh", bz2.open),
    (b"\xfd7zXZ", lzma.open),
    (b"\x5d\x00\x00\x80", lzma.open),
)
"""How packed files begin, and what unpacks them."""


class Endless(Exception):
    """An archive unpacks to more than is read of one."""


class Member(NamedTuple):
    """A file in an archive: its name there, how to open it, or why it is not read."""

    name: str
    open: Callable[[], IO[bytes]]
    problem: str | None = None


def zipped(path: str) -> Iterator[Member]:
    """The files in a zip. Raises Endless, and whatever a damaged one makes `zipfile` raise."""
    left = MOST
    with zipfile.ZipFile(path) as archive:

        def opened(info: zipfile.ZipInfo) -> IO[bytes]:
            nonlocal left
            left -= info.file_size  # which is as much as `zipfile` gives of it
            if left < 0:
                raise Endless
            return archive.open(info)

        for info in archive.infolist():
            if not info.is_dir():
                yield Member(info.filename, partial(opened, info))


def tarred(path: str) -> Iterator[Member]:
    """The files in a tar, packed or not; each is open until the next is asked for.

    Raises Endless, and whatever a damaged one makes `tarfile` and the unpackers raise.
    """
    with open(path, "rb") as packed, _unpacked(packed) as file:
        stream = _Stream(file)
        with tarfile.open(fileobj=stream, mode="r:") as archive:  # type: ignore[call-overload]
            while (info := archive.next()) is not None:
                archive.members = []  # else it keeps them all
                archive.pax_headers.clear()  # as above: what is for all members, which none needs
                if info.isdir():
                    continue
                stream.in_member()
                yield Member(info.name, partial(_plain, archive, info), _special(info))
                stream.in_header()
        if stream.last.strip(b"\0"):
            raise tarfile.ReadError("a header in it is damaged; nothing after that is read")


def _plain(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    file = archive.extractfile(info)
    assert file is not None  # of what is no plain file it is said that it is not read
    return file


def _special(info: tarfile.TarInfo) -> str | None:
    if info.issym() or info.islnk():
        return "is a link, which is not followed"
    if not info.isreg() or info.issparse():
        return "is no plain file, and is not read"
    return None


def _unpacked(file: IO[bytes]) -> Any:
    start = file.read(6)
    file.seek(0)
    return next((unpack(file) for magic, unpack in _PACKED if start.startswith(magic)), file)


class _Stream:
    """What `tarfile` reads from: forward only, so much and no more, and no header without end.

    `tarfile` reads a header in one go, however long it says that it is.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.position = 0
        self.last = b""
        """What was read last, which is the end of the archive once `tarfile` finds no more."""
        self.in_header()

    def in_header(self) -> None:
        """What is read from here on is about the next member."""
        self.header: int | None = _HEADER

    def in_member(self) -> None:
        """What is read from here on is a member."""
        self.header = None

    def tell(self) -> int:
        return self.position

    def read(self, size: int) -> bytes:
        if self.header is not None:
            self.header -= size
        if size < 0 or (self.header or 0) < 0:
            raise tarfile.ReadError("a header in it is too long, or damaged")
        self.last = self._next(size)
        return self.last

    def seek(self, position: int) -> int:
        if position < self.position:
            raise tarfile.ReadError("a header in it is damaged: it leads back")
        while self.position < position:
            if not self._next(min(_CHUNK, position - self.position)):
                break
        return self.position

    def _next(self, size: int) -> bytes:
        data = self.file.read(size)
        self.position += len(data)
        if self.position > MOST:
            raise Endless
        return data
