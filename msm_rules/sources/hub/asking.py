"""One question to the Hub over HTTP: bounded in time and size, asked again where that may help.

Owns the only use of `huggingface_hub`, which loads late here: its client (with the proxies and
certificates that the user gave it) and its token (of the environment or of the login).  Its own
`model_info` and `list_models` are not used: they hand out objects, and evidence needs the bytes
that were read; they bound neither time nor size, and an answer of another form ends them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any

from msm_rules import __version__
from msm_rules.diagnostics.cells import visible
from msm_rules.frozen import record
from msm_rules.sources.hub.trouble import (
    LOG_IN,
    HubError,
    cause_of,
    endpoint,
    pause_of,
    refusal,
    turned_away,
)

MIB = 1024 * 1024


@record
class Patience:
    """How long one question may take, in seconds: each silence, a whole answer, and the waits
    between tries (twice as long each time, or as long as the Hub says, up to `longest`)."""

    silence: float = 15.0
    answer: float = 60.0
    tries: int = 4
    first: float = 0.5
    longest: float = 30.0


def usual_patience() -> Patience:
    """The usual patience; HF_HUB_DOWNLOAD_TIMEOUT, the library's own variable, sets the silence
    that is borne, in seconds."""
    said = os.environ.get("HF_HUB_DOWNLOAD_TIMEOUT", "")
    whole = said.isascii() and said.isdigit() and int(said[:6]) > 0
    return Patience(silence=float(said[:6])) if whole else Patience()


@record
class Reply:
    """An answer: its bytes, or the first of them, and how many there are where that is known."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    size: int | None


@record
class _Library:
    """The parts of `huggingface_hub` that are used."""

    offline: bool
    client: Callable[[], Any]
    token: Callable[[], str | None] | None
    failures: tuple[type[Exception], ...]
    refusals: tuple[type[Exception], ...]


def _library(name: str) -> _Library:
    try:
        import httpx2  # slow to load, and only where the Hub is asked
        from huggingface_hub import constants, get_session, get_token
    except ImportError:
        reason = "needs huggingface_hub 2.4 or later to be asked for"
        raise HubError(name, reason, "install msm-rules[hub]") from None
    except ValueError as error:  # the library reads HF_ENDPOINT when it loads
        raise refusal(name, error) from None
    return _Library(
        constants.is_offline_mode(),
        get_session,
        None if constants.HF_HUB_DISABLE_IMPLICIT_TOKEN else get_token,
        (httpx2.HTTPError, httpx2.StreamError),
        (
            *(httpx2.InvalidURL, httpx2.UnsupportedProtocol, httpx2.TooManyRedirects),
            httpx2.LocalProtocolError,
        ),
    )


@record
class Question:
    """What is asked: a path below the endpoint, params, and how many bytes are taken of the answer.
    `name` is what people call it; a `part` is satisfied by the first bytes."""

    name: str
    path: str
    params: Sequence[tuple[str, str]] = ()
    most: int = 8 * MIB
    part: bool = False


_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))


def ask(question: Question, patience: Patience, sleep: Callable[[float], None]) -> Reply:
    """The answer to a question, which may be a refusal.  Raises HubError where none comes: no
    library, no network, silence, a loop, or trouble that stays through every try."""
    library = _library(question.name)
    if library.offline:
        hint = "`--offline` decides on what was kept before"
        raise HubError(question.name, "is not asked for, since HF_HUB_OFFLINE is set", hint)
    wait = patience.first
    for tries_left in reversed(range(patience.tries)):
        asked_to_wait: float | None = None
        try:
            reply = _once(library, question, patience)
            if reply.status not in _AGAIN:
                return reply
            trouble = turned_away(question.name, reply.status, reply.headers)
            asked_to_wait = pause_of(reply.headers)
        except HubError as error:
            if not error.passing:
                raise
            trouble = error
        if not tries_left or (asked_to_wait or 0) > patience.longest:
            raise trouble
        sleep(wait if asked_to_wait is None else asked_to_wait)
        wait = min(wait * 2, patience.longest)
    raise AssertionError("at least one try")


def _once(library: _Library, question: Question, patience: Patience) -> Reply:
    with _failures(library, question.name):
        headers = _headers(library)
        if question.part:
            headers |= {"Range": f"bytes=0-{question.most - 1}", "Accept-Encoding": "identity"}
        answer = library.client().stream(
            "GET",
            endpoint() + question.path,
            params=list(question.params) or None,
            headers=headers,
            timeout=patience.silence,
            follow_redirects=True,
        )
        with answer as response:
            until = monotonic() + patience.answer
            body, whole = _body(question, response.iter_bytes(), until)
            return Reply(
                response.status_code,
                {k.lower(): v for k, v in response.headers.items()},
                body,
                _size(response.headers, len(body) if whole else None),
            )


def _headers(library: _Library) -> dict[str, str]:
    """Who asks.  The library's own `build_hf_headers` would ask the Hub something itself."""
    plain = {"User-Agent": f"msm-rules/{__version__}", "Accept-Encoding": "gzip"}
    token = library.token() if library.token else None
    return {**plain, "Authorization": f"Bearer {token}"} if token else plain


def _body(question: Question, chunks: Iterator[bytes], until: float) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    held = 0
    for chunk in chunks:
        parts.append(chunk)
        held += len(chunk)
        if held > question.most:
            if question.part:
                return b"".join(parts)[: question.most], False
            reason = f"is larger than {question.most / MIB:,.0f} MiB, the most that is read"
            raise HubError(question.name, reason)
        if monotonic() > until:
            reason = "is not given: the Hub answers too slowly"
            raise HubError(question.name, reason, "try again later", passing=True)
    return b"".join(parts), True


_RANGE = re.compile(r"bytes \d+-\d+/(\d{1,18})")


def _size(headers: Mapping[str, str], held: int | None) -> int | None:
    """The size of a whole file: as a range of it states, or as long as the answer is."""
    found = _RANGE.fullmatch(headers.get("content-range", ""))
    if found:
        return int(found[1])
    length = headers.get("content-length", "")
    return int(length) if held is None and length.isdigit() else held


@contextmanager
def _failures(library: _Library, name: str) -> Iterator[None]:
    """What the client raises, in words; what may pass is said to."""
    try:
        yield
    except library.refusals as error:
        raise refusal(name, error) from None
    except library.failures as error:
        hint = f"the Hub is asked at {visible(endpoint())}; `--offline` asks nobody"
        reason = f"is not given: {cause_of(error)}"
        raise HubError(name, reason, hint, passing=True) from None
    except HubError:
        raise
    except (OSError, ValueError, RuntimeError) as error:  # the token cannot be read, or be sent
        raise HubError(name, f"cannot be asked for: {cause_of(error)}", LOG_IN) from None
