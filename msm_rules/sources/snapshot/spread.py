"""Spans of a snapshot read by several processes, put out in the order of the rows.

Owns the processes and the way of their text to here.  Each reads every n-th span and writes its
parts into a pipe of its own as they are made: large messages would be copied several times over.
"""

from __future__ import annotations

import gc
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import TypeAlias

from msm_rules.sources.broken import CatalogueError
from msm_rules.sources.snapshot.reading import Snapshot

Span: TypeAlias = "tuple[int, int]"
"""Number of the first row, from 0, and how many there are."""
Part: TypeAlias = "tuple[bytes, int, list[tuple[str, str, str]]]"
"""Lines, how many, and the fields of problems: what goes from process to process."""
Reader: TypeAlias = "Callable[[Snapshot], Callable[[Span], Iterator[Part]]]"

AHEAD = 64 * 1024 * 1024
"""Bytes that are taken from a process whose turn has not come; then it waits."""


def spread(
    snapshot: Snapshot, reader: Reader, spans: Sequence[Span], processes: int
) -> Iterator[Part]:
    """The parts of all spans in order; raises what a process raised, and CatalogueError where one
    ended too early.  `reader` is a function of a module, which is called in each process."""
    with _started(snapshot, reader, spans, processes) as inboxes:
        for n in range(len(spans)):
            yield from _parts(inboxes, inboxes[n % processes], snapshot.path)


def _parts(inboxes: list[_Inbox], wanted: _Inbox, path: str) -> Iterator[Part]:
    """The parts of the next span of one process; meanwhile the others' are taken, too."""
    while True:
        _receive(inboxes, None if not wanted.messages else 0)
        while wanted.messages:
            match wanted.take():
                case None:
                    return
                case EOFError():
                    reason = "cannot be read: a process that read it ended"
                    raise CatalogueError(path, reason, "read it in one process")
                case Exception() as wrong:
                    raise wrong
                case part:
                    yield part
            _receive(inboxes, 0)


def _receive(inboxes: list[_Inbox], seconds: float | None) -> None:
    """One message of each process that has one; waits so long for any."""
    ready = {box.connection: box for box in inboxes if box.held < AHEAD and not box.ended}
    for connection in wait(list(ready), seconds) if ready else ():
        ready[connection].receive()  # type: ignore[index]


class _Inbox:
    """What came from one process: parts, None at the end of a span, or what went wrong."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.messages: deque[Part | Exception | None] = deque()
        self.held, self.ended = 0, False

    def receive(self) -> None:
        try:
            message = self.connection.recv()
            if isinstance(message, tuple):
                text = self.connection.recv_bytes()
                message = (text, *message)
                self.held += len(text)
        except (EOFError, OSError):
            self.ended, message = True, EOFError()
        self.messages.append(message)

    def take(self) -> Part | Exception | None:
        message = self.messages.popleft()
        if isinstance(message, tuple):
            self.held -= len(message[0])
        return message


@contextmanager
def _started(
    snapshot: Snapshot, reader: Reader, spans: Sequence[Span], processes: int
) -> Iterator[list[_Inbox]]:
    context = get_context("spawn")  # polars' threads do not survive a fork
    started, inboxes = [], []
    try:
        for n in range(processes):
            receiver, sender = context.Pipe(duplex=False)
            given = (sender, snapshot, reader, spans[n::processes])
            process = context.Process(target=_work, args=given, daemon=True)
            process.start()
            sender.close()  # so that the end of the process is the end of the pipe
            started.append(process)
            inboxes.append(_Inbox(receiver))
        yield inboxes
    finally:
        for process in started:
            process.terminate()  # they only read; of those that are done nothing is left to end
        for process in started:
            process.join()
        for box in inboxes:
            box.connection.close()


def _work(
    connection: Connection, snapshot: Snapshot, reader: Reader, spans: Sequence[Span]
) -> None:
    """In a process that was started: reads its spans, and sends what they say."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it ends it
    gc.disable()  # rows make no cyclic garbage
    try:
        read = reader(snapshot)
        for span in spans:
            for text, *rest in read(span):
                connection.send(tuple(rest))
                connection.send_bytes(text)
            connection.send(None)
    except BrokenPipeError:
        return  # nobody reads any more
    except Exception as wrong:
        connection.send(wrong)
