"""Entries of the decision log: what a decision, or a person who ended a review, left behind.

Owns the fields of both and what may stand in them, and the digest that chains an entry to the one
before it. Where entries are kept is for `log`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from hashlib import sha256
from json.encoder import encode_basestring as quoted
from operator import attrgetter
from typing import Any, Literal, get_args

from msm_rules.frozen import as_dict, record

BEGINNING = "0" * 64
"""What stands for the digest of the entry before the first one."""

DIGEST = re.compile(r"[0-9a-f]{64}")
"""A SHA-256 digest as it is written everywhere."""

Ending = Literal["accept", "reject"]


@record
class Decided:
    """A decision. `proof` and `graph` are the digests of its proof and of its policy's graph;
    `time` is an instant in UTC, `as_of` a day, both as ISO 8601 writes them."""

    time: str
    proof: str
    graph: str
    policy: str
    version: str
    model: str
    revision: str | None
    verdict: str
    determined: bool
    as_of: str
    system: str | None = None
    reference: str | None = None


@record
class Resolved:
    """The end of a review by a person: what they decided, why, and the last day it holds."""

    time: str
    proof: str
    verdict: str
    by: str
    because: str
    until: str


Entry = Decided | Resolved

KINDS: Mapping[str, type[Decided] | type[Resolved]] = {"decision": Decided, "resolution": Resolved}
_NAMES = {shape: name for name, shape in KINDS.items()}


# --- what may stand in the fields ----------------------------------------------------------------

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(\+00:00|Z)", re.ASCII)


def _is_day(value: str) -> bool:
    return bool(_DAY.fullmatch(value) and date.fromisoformat(value))


def _is_instant(value: str) -> bool:
    return bool(_INSTANT.fullmatch(value) and datetime.fromisoformat(value))


_Form = tuple[tuple[type, ...], Callable[[Any], object] | None, str]
"""The types of a field, what its values must be beside (a false answer or ValueError: they are
not), and both in words."""

_TEXT: _Form = ((str,), None, "text")
_MAYBE: _Form = ((str, type(None)), None, "text or nothing")
_SAID: _Form = ((str,), str.strip, "said, not blank")
_SHA256: _Form = ((str,), DIGEST.fullmatch, "a SHA-256 digest in lower case")
_ON_DAY: _Form = ((str,), _is_day, "a day, such as 2026-01-31")
_AT: _Form = ((str,), _is_instant, "an instant in UTC, such as 2026-01-31T09:00:00+00:00")
_ENDINGS = frozenset(get_args(Ending))
_VERDICTS = _ENDINGS | {"review"}

_FORMS: Mapping[type[Decided] | type[Resolved], Mapping[str, _Form]] = {
    Decided: {
        **dict.fromkeys(("policy", "version", "model"), _TEXT),
        **dict.fromkeys(("revision", "system", "reference"), _MAYBE),
        **dict.fromkeys(("proof", "graph"), _SHA256),
        "time": _AT,
        "verdict": ((str,), _VERDICTS.__contains__, "accept, review or reject"),
        "determined": ((bool,), None, "true or false"),
        "as_of": _ON_DAY,
    },
    Resolved: {
        "time": _AT,
        "proof": _SHA256,
        "verdict": ((str,), _ENDINGS.__contains__, "accept or reject"),
        "by": _SAID,
        "because": _SAID,
        "until": _ON_DAY,
    },
}


def _demand_sense(entry: Entry) -> None:
    """Raise ValueError where a field holds what it cannot mean."""
    for name, (types, fits, expected) in _FORMS[type(entry)].items():
        value = getattr(entry, name)
        try:
            sound = isinstance(value, types) and (fits is None or bool(fits(value)))
        except ValueError:
            sound = False
        if not sound:
            raise ValueError(f"`{name}` of an entry is to be {expected}, and is `{value}`")


# --- as text -------------------------------------------------------------------------------------


def plain(entry: Entry) -> dict[str, object]:
    """The entry as JSON data, its kind first."""
    return {"kind": _NAMES[type(entry)], **as_dict(entry)}


_WORDS: Mapping[object, str] = {True: "true", False: "false", None: "null"}


def _laid_out(shape: type[Decided] | type[Resolved], kind: str) -> tuple[str, attrgetter[Any]]:
    """An entry in canonical order with a blank for each field, and what gives the fields."""
    names: tuple[str, ...] = shape.__record_fields__  # type: ignore[union-attr]
    blanks = {**dict.fromkeys(names, "%s"), "kind": quoted(kind)}
    whole = ",".join(f"{quoted(name)}:{blanks[name]}" for name in sorted(blanks))
    return f"{{{whole}}}", attrgetter(*sorted(names))


_LAYOUT = {shape: _laid_out(shape, kind) for kind, shape in KINDS.items()}


def written(entry: Entry) -> str:
    """The entry as canonical JSON (RFC 8785). Raises ValueError where a field holds what it cannot
    mean, and for text that is no Unicode.

    An entry has no numbers, and names in ASCII: so this is its fields in their order, each text as
    Python's own JSON writer has it. A log may be written thousands of times a second.
    """
    _demand_sense(entry)
    layout, fields = _LAYOUT[type(entry)]
    text = layout % tuple(
        [quoted(value) if type(value) is str else _WORDS[value] for value in fields(entry)]
    )
    if not text.isascii():
        _demand_unicode(text)
    return text


def _demand_unicode(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("a text of the entry is no Unicode") from None


def read_entry(content: object) -> Entry | None:
    """The entry that a text holds; None unless it is the canonical form of one that makes sense."""
    try:
        fields: Any = json.loads(content) if isinstance(content, str) else None
        shape = KINDS[fields.pop("kind")]
        found = shape(**fields)
        return found if written(found) == content else None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def chained(number: int, previous: str, content: str) -> str:
    """The digest of an entry: SHA-256 over its number, the digest before it and what it says.

    It is taken over the canonical JSON of `{"entry": …, "number": …, "previous": …}`.
    """
    text = f'{{"entry":{content},"number":{number},"previous":"{previous}"}}'
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
