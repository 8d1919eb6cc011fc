"""What the Hub did not give, in words: its refusals, its faults, and a network that fails.

Owns the error, and what each status and each failure of the client means to somebody who waits for
an answer.  Asks nobody.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from msm_rules.diagnostics.cells import visible
from msm_rules.sources.broken import CatalogueError

LOG_IN = "log in with `hf auth login`, or set HF_TOKEN"


class HubError(CatalogueError):
    """What the Hub did not give: `name` is what was asked for.

    `passing` says whether it may give it later, `absent` that it knows nothing of that name,
    `status` what it answered where that says nothing else.
    """

    def __init__(
        self,
        name: str,
        reason: str,
        hint: str | None = None,
        *,
        passing: bool = False,
        absent: bool = False,
        status: int | None = None,
    ) -> None:
        super().__init__(name, reason, hint)
        self.passing, self.absent, self.status = passing, absent, status


PUBLIC = "https://huggingface.co"


def endpoint() -> str:
    """Where the Hub is: HF_ENDPOINT, else the public one."""
    return (os.environ.get("HF_ENDPOINT") or PUBLIC).rstrip("/")


# --- statuses ------------------------------------------------------------------------------------


def turned_away(name: str, status: int, headers: Mapping[str, str]) -> HubError:
    """What a status means that may pass: too many questions, or a fault of the Hub's own."""
    if status != 429:
        reason = f"is not given: the Hub has a fault of its own (status {status})"
        return HubError(name, reason, "try again later", passing=True)
    pause = pause_of(headers)
    when = f", for {pause:,.0f} seconds" if pause else ""
    hint = f"try again later; {LOG_IN}: whoever is logged in may ask more"
    return HubError(name, f"is not given: the Hub was asked too often{when}", hint, passing=True)


_RESET = re.compile(r";\s*r\s*=\s*0\s*;\s*t\s*=\s*(\d{1,9})")


def pause_of(headers: Mapping[str, str]) -> float | None:
    """The seconds that the Hub asks to wait, in `Retry-After` or in its `RateLimit`."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    found = _RESET.search(headers.get("ratelimit", ""))
    return float(found[1]) if found else None


_NO_REVISION, _NO_FILE, _GATED = "RevisionNotFound", "EntryNotFound", "GatedRepo"


def refused(name: str, status: int, headers: Mapping[str, str]) -> HubError:
    """What a status means: https://huggingface.co/docs/hub/api, `X-Error-Code`."""
    code = headers.get("x-error-code", "")
    if code == _NO_REVISION:
        hint = "a revision is a commit, a branch or a tag of the model"
        return HubError(name, "is not there: the model has no such revision", hint)
    if code == _NO_FILE:
        return HubError(name, "is not there")
    if status in (401, 403) and (code == _GATED or status == 403):
        hint = f"accept its terms on the model's page, then {LOG_IN}"
        return HubError(name, "is gated, or not for you", hint)
    if status in (401, 404):
        hint = f"look at the name; a private or gated one needs a login: {LOG_IN}"
        return HubError(name, "is not on the Hub, or not shown to you", hint, absent=True)
    return HubError(name, f"is not given: the Hub answers with status {status}", status=status)


# --- failures ------------------------------------------------------------------------------------


def refusal(name: str, error: Exception) -> HubError:
    """What it means that the client will not ask: a loop, a token that cannot be sent, or an
    address that is none."""
    if type(error).__name__ == "TooManyRedirects":
        reason = "is not given: the Hub sends from one address to the next without end"
        return HubError(name, reason, "look the model up on the Hub's own pages")
    if type(error).__name__ == "LocalProtocolError":
        return HubError(name, f"cannot be asked for: {_NO_TOKEN}", LOG_IN)
    reason = f"cannot be asked for at `{visible(endpoint())}`"
    return HubError(name, reason, "HF_ENDPOINT is an address such as https://huggingface.co")


_NO_TOKEN = "the token holds a sign that no token has"
_CAUSES = {
    "UnicodeEncodeError": _NO_TOKEN,
    "ConnectTimeout": "the Hub cannot be reached",
    "ConnectError": "the Hub cannot be reached",
    "ReadTimeout": "the Hub does not answer",
    "PoolTimeout": "the Hub does not answer",
    "ReadError": "the connection to the Hub broke off",
    "WriteError": "the connection to the Hub broke off",
    "RemoteProtocolError": "the Hub's answer broke off",
    "DecodingError": "the Hub's answer is not what it says it is",
}


def cause_of(error: Exception) -> str:
    """Why a question failed on its way, by what the client raised.  The text of an error may hold
    the token, so that only the system's own words are repeated."""
    name = type(error).__name__
    words = error.strerror if isinstance(error, OSError) else None
    return _CAUSES.get(name) or visible((words or f"the client fails with `{name}`").lower())
