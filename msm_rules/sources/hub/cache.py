"""Answers of the Hub kept on disk: whole, as they were, with the day they were given.

Owns the form of a kept answer and that a broken one is never taken for one: it is written beside
its place and moved there in one step, and holds the digest of its bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from msm_rules.frozen import record

SCHEMA = "msm-kept/1"
_LONGEST_HEAD = 64 * 1024


@record
class Kept:
    """An answer: its bytes, their SHA-256, the day they were given, and what else was said of it
    (`size`, `next`), as plain JSON."""

    body: bytes
    sha256: str
    day: str
    said: Mapping[str, object]


def kept(body: bytes, day: str, said: Mapping[str, object]) -> Kept:
    """An answer as it is kept."""
    return Kept(body, hashlib.sha256(body).hexdigest(), day, said)


def usual_folder() -> Path | None:
    """Where answers are kept: MSM_CACHE, else `msm/hub` below XDG_CACHE_HOME or `~/.cache`; None
    where there is no such place."""
    if own := os.environ.get("MSM_CACHE"):
        return Path(own)
    try:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    except RuntimeError:
        return None
    return Path(base) / "msm" / "hub"


class Cache:
    """Kept answers, each in a file of its own below a folder.  Reading never fails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> Kept | None:
        """The answer kept under a key; None where there is none, or none that is sound."""
        try:
            with self._place(key).open("rb") as file:
                head = json.loads(file.readline(_LONGEST_HEAD))
                body = file.read()
            found = kept(body, head["day"], head["said"])
            sound = head["schema"] == SCHEMA and head["key"] == key
            typed = isinstance(found.day, str) and isinstance(found.said, dict)
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None
        return found if sound and typed and head["sha256"] == found.sha256 else None

    def put(self, key: str, answer: Kept) -> None:
        """Keep an answer in the place of the one before; raises OSError where that cannot be."""
        head = {
            "schema": SCHEMA,
            "key": key,
            "day": answer.day,
            "sha256": answer.sha256,
            "said": dict(answer.said),
        }
        place = self._place(key)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=".", dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(json.dumps(head).encode("ascii") + b"\n")
                file.write(answer.body)
            os.replace(beside, place)
        except BaseException:
            os.unlink(beside)
            raise

    def holding(self, wanted: Collection[str]) -> Iterator[Kept]:
        """The kept answers with one of these digests, each digest once."""
        left = set(wanted)
        for path in sorted(self.folder.glob("??/*")):
            if not left:
                return
            try:
                with path.open("rb") as file:
                    head = json.loads(file.readline(_LONGEST_HEAD))
                    if head["sha256"] not in left:
                        continue
                    found = kept(file.read(), head["day"], head["said"])
            except (OSError, ValueError, TypeError, KeyError, RecursionError):
                continue
            if found.sha256 in left:
                left.remove(found.sha256)
                yield found

    def _place(self, key: str) -> Path:
        name = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / name[:2] / name[2:]
