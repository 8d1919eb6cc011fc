"""Every single change of a proof: what a part may be changed to, with digests left or mended.

Changes are made in place and taken back, so that thousands can be tried.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from typing import Any

from msm_rules.proof.checker.claims import digest, same_json

Path = tuple[str | int, ...]

UNDERIVED = (
    ("facts", "document", "evidence"),  # what a source said of a fact
    ("facts", "document", "model"),  # facts that no rule asks for, and how a fact is written
    ("facts", "pending"),  # which facts were asked for is given, as the facts are
    ("decision", "purpose"),
    ("policy", "origin"),
    ("engine", "name"),
    ("engine", "version"),
    ("licences", "version"),
    ("licences", "digest"),
)
"""Parts that nothing else in a proof determines; the digest alone shows that they were changed."""


def paths(value: Any, at: Path = ()) -> Iterator[Path]:
    """Every part of a document."""
    if at:
        yield at
    if isinstance(value, dict | list):
        for name, part in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield from paths(part, (*at, name))


def others(value: Any) -> list[Any]:
    """What a part may be changed to: another value of its kind, another kind, more, and less."""
    match value:
        case None:
            return [True, "x", 0]
        case bool():
            return [not value, None, int(value)]
        case int() | float():
            return [value + 1, value * 0.5 + 0.01, str(value), None]
        case str():
            return [f"{value}x", "", None, value.swapcase()]
        case list():
            return [[*value, "x"], [*value, *value[:1]], value[:-1], value[1:], value[::-1], {}]
        case _:
            return [{**value, "extra": 1}, dict(list(value.items())[:-1]), []]


def at(document: Any, path: Path) -> Any:
    """A part of a document."""
    for step in path:
        document = document[step]
    return document


def changes(document: Any) -> Iterator[tuple[Path, Any]]:
    """Every change of one part to something else."""
    for path in list(paths(document)):
        value = at(document, path)
        for other in others(value):
            if type(other) is not type(value) or not same_json(other, value):
                yield path, other


@contextmanager
def changed(document: Any, path: Path, value: Any) -> Iterator[Any]:
    """The document with one part changed, for a while."""
    home, name = at(document, path[:-1]), path[-1]
    before = home[name]
    home[name] = value
    try:
        yield document
    finally:
        home[name] = before


DIGESTS: tuple[Path, ...] = (("digest",), ("facts", "digest"), ("policy", "graph", "digest"))


@contextmanager
def resealed(proof: Any) -> Iterator[Any]:
    """The proof with every digest made to fit again, as a careful forger would, for a while."""
    kept = copy.deepcopy({path: _maybe(proof, path) for path in DIGESTS})
    files = _maybe(proof, ("policy", "files"))
    hashes = [f.get("sha256") if isinstance(f, dict) else None for f in files or ()]
    try:
        reseal(proof)
        yield proof
    finally:
        for path, value in kept.items():
            if value is not None:
                at(proof, path[:-1])[path[-1]] = value
        for file, value in zip(files or (), hashes, strict=True):
            if value is not None:
                file["sha256"] = value


def _maybe(proof: Any, path: Path) -> Any:
    try:
        return at(proof, path)
    except (LookupError, TypeError):
        return None


def reseal(proof: Any) -> None:
    """Make all digests anew, wherever that can be done."""
    try:
        for file in proof["policy"]["files"]:
            file["sha256"] = sha256(file["text"].encode()).hexdigest()
        proof["facts"]["digest"] = digest(proof["facts"]["document"])
        graph = {k: v for k, v in proof["policy"]["graph"].items() if k != "digest"}
        parts = ("op", "args", "type", "const", "body")
        nodes = {row["id"]: {part: row.get(part) for part in parts} for row in proof["nodes"]}
        proof["policy"]["graph"]["digest"] = digest({**graph, "nodes": nodes})
    except (LookupError, TypeError, AttributeError, ValueError):
        pass
    with suppress(TypeError, ValueError):
        proof["digest"] = digest({k: v for k, v in proof.items() if k not in ("digest", "advice")})


def underived(path: Path) -> bool:
    """Whether a part is one that nothing else determines."""
    return any(path[: len(part)] == part for part in UNDERIVED)


def encloses_underived(path: Path) -> bool:
    """Whether a part holds one that nothing else determines."""
    return any(part[: len(path)] == path for part in UNDERIVED)


def sample_of(every: Iterator[tuple[Path, Any]], count: int) -> list[tuple[Path, Any]]:
    """A fixed sample of changes."""
    return random.Random(count).sample(list(every), count)
