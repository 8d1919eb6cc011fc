"""A checkpoint folder as facts: configuration, weights, card and licence file together.

Owns what a folder is asked, and in which order.  Headers alone are read, never a weight; a pickle
is named, never loaded; nothing of the folder is run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msm_rules.facts.problems import found
from msm_rules.sources.broken import BadRecord, CatalogueError
from msm_rules.sources.card import README, card_claims, card_text, front_of
from msm_rules.sources.checkpoint.config import CONFIG, Config, settle
from msm_rules.sources.checkpoint.folder import File, Folder, first_bytes, open_folder
from msm_rules.sources.checkpoint.gguf_files import gguf_claims
from msm_rules.sources.checkpoint.licence_file import licence_claims
from msm_rules.sources.checkpoint.network import CHECKPOINT, network_claims
from msm_rules.sources.checkpoint.weights import weights_claims, weights_of
from msm_rules.sources.findings import Finding, sound
from msm_rules.sources.normalise import sizes, tags
from msm_rules.sources.normalise.claims import Claim, Json, document, members
from msm_rules.sources.normalise.claims import settle as settled
from msm_rules.sources.normalise.entries import Entry
from msm_rules.sources.normalise.repository import identity
from msm_rules.sources.notation import read_json

__all__ = ["checkpoint_claims", "read_checkpoint"]

LARGEST_DOCUMENT = 4 * 1024 * 1024
"""Bytes of a configuration or a card that are read."""
ADAPTER = "adapter_config.json"

_Said = tuple[list[Claim], list[Finding]]


def read_checkpoint(folder: Path) -> tuple[dict[str, Json], tuple[Finding, ...]]:
    """The facts document of a checkpoint folder, and what in it could not be read.

    The model's id is the folder's name.  Raises CatalogueError where there is no such folder, or
    nothing of a checkpoint in it.
    """
    name, claims, findings = checkpoint_claims(folder)
    kept, unread = sound(_sized([*claims, *identity(name)], name))
    return document(name, [*kept, *_memory(kept)]), (*findings, *unread)


def checkpoint_claims(
    folder: Path, id: str | None = None, known: Mapping[str, Entry] | None = None
) -> tuple[str, list[Claim], tuple[Finding, ...]]:
    """The id of a checkpoint folder's model (the folder's name, if none is given), what the folder
    says of it, and what could not be read.

    `known` are other models, by their casefolded ids, among which ancestors are looked up.  Raises
    CatalogueError as `read_checkpoint` does.
    """
    opened, left_out = open_folder(folder)
    formats = _formats(opened)
    if not (formats or {CONFIG, README, ADAPTER} & opened.files.keys()):
        raise CatalogueError(str(folder), "holds no checkpoint", _instead(left_out))
    name = id or opened.path.name
    config, said = _network(opened)
    weights, sets = weights_of(opened)
    everything: list[_Said] = [
        said,
        ([], sets),
        weights_claims(weights, config),
        gguf_claims(opened),
        (formats, list(_dangers(opened))),
        _adapter(opened),
        licence_claims(opened),
        _card(opened, name, known),
    ]
    claims = [claim for part, _ in everything for claim in part]
    odd = [finding for _, part in everything for finding in part]
    return name, _one_licence(claims), (*left_out, *odd)


def _instead(left_out: tuple[Finding, ...]) -> str:
    """What to do about a folder with nothing to read; a cache of the Hub is made of links."""
    if left_out:
        return f"{left_out[0]}; copy the files themselves into one folder"
    return f"a checkpoint holds weights or a `{CONFIG}`"


def _one_licence(claims: list[Claim]) -> list[Claim]:
    """Claims with the chain of a model whose own licence only a file beside it names."""
    if any(c.fact == "license_chain" for c in claims):
        return claims
    own = [c for c in claims if c.fact == "license" and isinstance(c.value, str)]
    chain = (
        Claim("license_chain", members((str(c.value),), None), {**c.evidence, "member": c.value})
        for c in own
    )
    return [*claims, *chain]


def _sized(claims: list[Claim], name: str) -> list[Claim]:
    """Claims with a count that contradicts the name in doubt; an adapter is named after the model
    that it changes."""
    if any(c.fact == "relation" and c.value == "adapter" for c in claims):
        return claims
    return sizes.against_name(claims, name)


def _memory(claims: list[Claim]) -> Iterator[Claim]:
    about = [c for c in claims if c.fact == "parameters"]
    if about:
        yield from sizes.memory(settled(about)[0])


# --- parts ---------------------------------------------------------------------------------------


def _network(folder: Folder) -> tuple[Config, _Said]:
    raw, digest, findings = _document(folder.files.get(CONFIG))
    config, odd = settle(raw)
    if not raw:
        return config, ([], findings)
    claims, further = network_claims(config, digest)
    return config, (claims, [*findings, *odd, *further])


def _document(file: File | None) -> tuple[Mapping[str, Any], str, list[Finding]]:
    """A JSON file as a mapping, with the digest of its bytes; empty where it is none."""
    if file is None or file.pointer:
        return {}, "", []
    data = first_bytes(file, LARGEST_DOCUMENT + 1)
    digest = hashlib.sha256(data).hexdigest()
    try:
        if len(data) > LARGEST_DOCUMENT:
            raise BadRecord(f"is larger than {LARGEST_DOCUMENT // 1024 // 1024} MiB")
        content = read_json(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return {}, digest, [Finding(file.name, "is not UTF-8 text")]
    except BadRecord as bad:
        return {}, digest, [Finding(file.name, str(bad))]
    if isinstance(content, Mapping):
        return content, digest, []
    return {}, digest, [Finding(file.name, f"expected a mapping, found {found(content)}")]


def _formats(folder: Folder) -> list[Claim]:
    names, whole = tags.formats(folder.files)
    if not names:
        return []
    value = members(names, names if whole else None)
    return [CHECKPOINT.claim("formats", value, "measured", "names of files")]


def _dangers(folder: Folder) -> Iterator[Finding]:
    pickles = [n for n in folder.files if tags.formats((n,))[0] == ("pickle",)]
    if pickles:
        more = f" (and {len(pickles) - 1} more)" if len(pickles) > 1 else ""
        message = "is a pickle, which can run code when it is loaded; it was not loaded"
        yield Finding(pickles[0], f"{message}{more}")


def _adapter(folder: Folder) -> _Said:
    raw, digest, findings = _document(folder.files.get(ADAPTER))
    base = raw.get("base_model_name_or_path")
    if not raw:
        return [], findings
    say, where = CHECKPOINT.claim, f"{ADAPTER}: base_model_name_or_path"
    claims = [say("relation", "adapter", "declared", ADAPTER, sha256=digest)]
    if isinstance(base, str) and base:
        value = members((base,), None)
        claims.append(say("base_models", value, "declared", where, raw=base, sha256=digest))
    return claims, findings


def _card(folder: Folder, name: str, known: Mapping[str, Entry] | None) -> _Said:
    file = folder.files.get(README)
    if file is None or file.pointer:
        return [], []
    data = first_bytes(file, LARGEST_DOCUMENT)
    text, broken = card_text(data)
    front, odd = front_of(text)
    claims, further = card_claims(text, name, front, known=known)
    return claims, [*broken, *odd, *further]
