"""Entries of the decision log: what a decision, or a person who ended a review, left behind.

Owns the fields of both and what may stand in them, and the digest that chains an entry to the one
before it. Where entries are kept is for `log`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from hashlib import sha256
from itertools import product
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
_TIME = re.compile(r"T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(\+00:00|Z)", re.ASCII)


# Decisions of a run are all by one policy and of one day; where thousands are logged in a second,
# which is where a look at each counts, many are of one instant.


@lru_cache(64)
def _is_graph(value: str) -> bool:
    return bool(DIGEST.fullmatch(value))


@lru_cache(64)
def _is_day(value: str) -> bool:
    return bool(_DAY.fullmatch(value) and date.fromisoformat(value))


@lru_cache(64)
def _is_instant(value: str) -> bool:
    return bool(_is_day(value[:10]) and _TIME.fullmatch(value, 10))


_Form = tuple[tuple[type, ...], Callable[[Any], object] | None, str]
"""The types of a field, what its values must be beside (a false answer or ValueError: they are
not), and both in words."""

_TEXT: _Form = ((str,), None, "text")
_MAYBE: _Form = ((str, type(None)), None, "text or nothing")
_SAID: _Form = ((str,), str.strip, "said, not blank")
_SHA256 = "a SHA-256 digest in lower case"
_PROOF: _Form = ((str,), DIGEST.fullmatch, _SHA256)
_ON_DAY: _Form = ((str,), _is_day, "a day, such as 2026-01-31")
_AT: _Form = ((str,), _is_instant, "an instant in UTC, such as 2026-01-31T09:00:00+00:00")
_ENDINGS = frozenset(get_args(Ending))
_VERDICTS = _ENDINGS | {"review"}

_FORMS: Mapping[type[Decided] | type[Resolved], Mapping[str, _Form]] = {
    Decided: {
        **dict.fromkeys(("policy", "version", "model"), _TEXT),
        **dict.fromkeys(("revision", "system", "reference"), _MAYBE),
        "proof": _PROOF,
        "graph": ((str,), _is_graph, _SHA256),
        "time": _AT,
        "verdict": ((str,), _VERDICTS.__contains__, "accept, review or reject"),
        "determined": ((bool,), None, "true or false"),
        "as_of": _ON_DAY,
    },
    Resolved: {
        "time": _AT,
        "proof": _PROOF,
        "verdict": ((str,), _ENDINGS.__contains__, "accept or reject"),
        "by": _SAID,
        "because": _SAID,
        "until": _ON_DAY,
    },
}


def _quickly(
    forms: Mapping[str, _Form],
) -> tuple[frozenset[tuple[type, ...]], list[tuple[int, Callable[[Any], object]]]]:
    """The same in the order in which an entry is written: all types that its values may have
    together, and what is looked at beside, by place. For each entry that is one look at a set."""
    names = sorted(forms)
    types = frozenset(product(*(forms[name][0] for name in names)))
    looks = ((at, forms[name][1]) for at, name in enumerate(names))
    return types, [(at, fits) for at, fits in looks if fits is not None]


_QUICK = {shape: _quickly(forms) for shape, forms in _FORMS.items()}


def _makes_sense(entry: Entry, values: tuple[Any, ...]) -> bool:
    """Whether no field holds what it cannot mean; the values are in the order of the names."""
    types, looks = _QUICK[type(entry)]
    if tuple(map(type, values)) not in types:
        return False
    try:
        for at, fits in looks:
            if not fits(values[at]):
                return False
    except ValueError:
        return False
    return True


def _flaw(entry: Entry) -> str:
    """Which field holds what it cannot mean."""
    values = as_dict(entry)
    for name, (types, fits, expected) in _FORMS[type(entry)].items():
        value = values[name]
        with suppress(ValueError):
            if type(value) in types and (fits is None or fits(value)):
                continue
        return f"`{name}` of an entry is to be {expected}, and is `{value}`"
    raise AssertionError("it makes sense")


# --- as text -------------------------------------------------------------------------------------


def plain(entry: Entry) -> dict[str, object]:
    """The entry as JSON data, its kind first."""
    return {"kind": _NAMES[type(entry)], **as_dict(entry)}


_WORDS: Mapping[object, str] = {True: "true", False: "false", None: "null"}


_FREE = (_TEXT, _MAYBE, _SAID)
"""Forms of texts that may hold what JSON writes otherwise; others make no sense with that."""


def _laid_out(
    shape: type[Decided] | type[Resolved], kind: str
) -> tuple[str, attrgetter[Any], list[int]]:
    """An entry in canonical order with a blank for each field, what gives the fields, and which of
    them, by place, have to be made JSON."""
    forms = _FORMS[shape]
    plain = {name for name, form in forms.items() if str in form[0] and form not in _FREE}
    blanks = {name: '"%s"' if name in plain else "%s" for name in forms}
    blanks["kind"] = quoted(kind)
    whole = ",".join(f"{quoted(name)}:{blanks[name]}" for name in sorted(blanks))
    names = sorted(forms)
    made = [at for at, name in enumerate(names) if name not in plain]
    return f"{{{whole}}}", attrgetter(*names), made


_LAYOUT = {shape: _laid_out(shape, kind) for kind, shape in KINDS.items()}


def written(entry: Entry) -> str:
    """The entry as canonical JSON (RFC 8785). Raises ValueError where a field holds what it cannot
    mean, and for text that is no Unicode.

    An entry has no numbers, and names in ASCII: so this is its fields in their order, each text as
    Python's own JSON writer has it. A log may be written thousands of times a second.
    """
    layout, fields, made = _LAYOUT[type(entry)]
    values = fields(entry)
    if not _makes_sense(entry, values):
        raise ValueError(_flaw(entry))
    texts = [*values]
    for at in made:
        value = texts[at]
        texts[at] = quoted(value) if type(value) is str else _WORDS[value]
    text = layout % tuple(texts)
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
    data = text.encode() if text.isascii() else text.encode("utf-8", "surrogatepass")
    return sha256(data).hexdigest()
