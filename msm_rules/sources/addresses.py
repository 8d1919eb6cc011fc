"""What a name on the command line stands for: the one rule by which it is found.

Owns the form of addresses (`hub:author/name@revision`, `hub:?task=...&limit=...`) and which other
names are a checkpoint folder, a card, a file or an id.  Reads no content and asks nobody.
"""

from __future__ import annotations

import os
import re
from typing import Literal, TypeAlias
from urllib.parse import parse_qsl

from msm_rules.diagnostics.cells import visible
from msm_rules.diagnostics.nearest import nearest
from msm_rules.frozen import record
from msm_rules.sources.broken import CatalogueError

HUB = "hub:"
STDIN = "-"
CARD = ".md"
CHECKPOINT = ("config.json", "adapter_config.json", "pytorch_model.bin", "adapter_model.bin")
WEIGHTS = (".safetensors", ".gguf")

MOST = 10_000
"""How many models one query may ask for."""
USUAL = 100
"""How many it asks for where it does not say."""

_PART = r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?"
_ID = re.compile(rf"{_PART}(?:/{_PART})?", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}")
_LONGEST_REVISION = 250


class BadAddress(CatalogueError):
    """An address that has no meaning: why, and what to write instead."""


@record
class HubModel:
    """One model of the Hub; `revision` is a commit, a branch or a tag, None for the newest."""

    id: str
    revision: str | None = None

    @property
    def commit(self) -> str | None:
        """The revision where it is a commit, which never changes."""
        return self.revision if self.revision and _COMMIT.fullmatch(self.revision) else None

    def __str__(self) -> str:
        return f"{HUB}{self.id}" + (f"@{self.revision}" if self.revision else "")


@record
class HubQuery:
    """Models of the Hub that have something in common; `params` are those of the Hub's own API."""

    params: tuple[tuple[str, str], ...]
    limit: int
    text: str

    def __str__(self) -> str:
        return self.text


Kind: TypeAlias = Literal["stdin", "checkpoint", "card", "file", "id"]


@record
class Here:
    """A name that asks nobody: stdin, something on this machine, or an id to be looked up."""

    kind: Kind
    name: str


Address: TypeAlias = HubModel | HubQuery | Here


def address_of(name: str) -> Address:
    """What a name stands for.  Raises BadAddress for an address of the Hub that has no meaning.

    In this order: `-`, `hub:...`, a folder with a checkpoint, a card (`*.md`), any other file, else
    an id.  A file whose name begins with `hub:` is `./hub:...`.
    """
    if (hub := hub_address(name)) is not None:
        return hub
    return Here(_kind(name), name)


def _kind(name: str) -> Kind:
    if name == STDIN:
        return "stdin"
    if os.path.isdir(name):
        return "checkpoint" if _is_checkpoint(name) else "id"
    if name.lower().endswith(CARD):
        return "card"
    return "file" if os.path.exists(name) else "id"


def _is_checkpoint(name: str) -> bool:
    try:
        names = os.listdir(name)
    except OSError:
        return False
    return any(n in CHECKPOINT or n.endswith(WEIGHTS) for n in names)


# --- the Hub -------------------------------------------------------------------------------------


def hub_address(name: str) -> HubModel | HubQuery | None:
    """A name as an address of the Hub, None where it is none.  Raises BadAddress."""
    if not name.startswith(HUB):
        return None
    rest = name.removeprefix(HUB)
    return _query(rest[1:], name) if rest.startswith("?") else _model(rest, name)


def _model(rest: str, name: str) -> HubModel:
    id, at, revision = rest.partition("@")
    if not is_hub_name(id):
        hint = (
            "a model is hub:author/name or hub:author/name@revision, "
            "several are hub:?task=text-generation&limit=20"
        )
        raise BadAddress(name, "is no address of the Hub", hint)
    if at and not _is_revision(revision):
        hint = "a revision is a commit, a branch or a tag"
        raise BadAddress(name, "names no revision after the `@`", hint)
    return HubModel(id, revision or None)


def is_hub_name(text: str) -> bool:
    """Whether the Hub may have a model of that name: `author/name`, or an old bare `name`."""
    return _ID.fullmatch(text) is not None and ".." not in text and "--" not in text


def _is_revision(text: str) -> bool:
    """As `git check-ref-format` has it, nearly; what is let through is quoted in requests."""
    plain = text.isprintable() and not re.search(r"[\s~^:?*\[\\@]|\.\.|//", text)
    return 0 < len(text) <= _LONGEST_REVISION and plain and text[0] != "/" and text[-1] != "/"


_QUERY = {
    "task": ("pipeline_tag", ""),
    "author": ("author", ""),
    "search": ("search", ""),
    "tag": ("filter", ""),
    "library": ("filter", ""),
    "language": ("filter", ""),
    "license": ("filter", "license:"),
    "licence": ("filter", "license:"),
    "base_model": ("filter", "base_model:"),
    "gated": ("gated", ""),
    "sort": ("sort", ""),
}
"""What a query may ask, with the param of the Hub's API for each and what stands before its value:
https://huggingface.co/docs/huggingface_hub/package_reference/hf_api, `list_models`."""

_SORTS = {
    "downloads": "downloads",
    "likes": "likes",
    "created": "createdAt",
    "modified": "lastModified",
    "trending": "trendingScore",
}
_ONE_OF = {"sort": tuple(_SORTS), "gated": ("true", "false")}


def _query(text: str, name: str) -> HubQuery:
    params: list[tuple[str, str]] = []
    limit = USUAL
    for key, value in _pairs(text, name):
        if key == "limit":
            limit = _limit(value, name)
            continue
        param, prefix = _QUERY[key]
        value = _SORTS[value] if key == "sort" else value
        params.append((param, value if value.startswith(prefix) else f"{prefix}{value}"))
    if not any(param == "sort" for param, _ in params):
        params.append(("sort", _SORTS["downloads"]))
    return HubQuery(tuple(params), limit, name)


def _pairs(text: str, name: str) -> list[tuple[str, str]]:
    pairs = parse_qsl(text, keep_blank_values=True)
    known = (*_QUERY, "limit")
    for key, value in pairs:
        if key not in known:
            near = nearest(key, known)
            hint = f"did you mean `{near[0]}`?" if near else f"it may ask for {', '.join(known)}"
            raise BadAddress(name, f"asks for `{visible(key)}`, which no query can", hint)
        if not value or not value.isprintable():
            raise BadAddress(name, f"gives `{key}` no value", f"write {key}=...")
        if key in _ONE_OF and value not in _ONE_OF[key]:
            reason = f"has `{visible(value)}` for `{key}`"
            raise BadAddress(name, reason, f"one of {', '.join(_ONE_OF[key])} is expected")
    if not pairs:
        raise BadAddress(name, "asks for nothing", "for example hub:?author=Qwen&limit=20")
    return pairs


def _limit(value: str, name: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value[:9]) <= MOST:
        reason = f"has `{visible(value)}` for `limit`"
        raise BadAddress(name, reason, f"a whole number from 1 to {MOST:,} is expected")
    return int(value)
