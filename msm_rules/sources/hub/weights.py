"""The weights of a model on the Hub: their headers and sizes, never a weight.

Owns how the files of a repository stand in for those of a folder, so that `checkpoint` reads both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from msm_rules.frozen import changed
from msm_rules.sources.addresses import HubModel
from msm_rules.sources.broken import BadRecord
from msm_rules.sources.checkpoint.config import Config
from msm_rules.sources.checkpoint.folder import File, Folder
from msm_rules.sources.checkpoint.safetensors import MOST_READ
from msm_rules.sources.checkpoint.weights import (
    INDEX,
    LARGEST_INDEX,
    Weights,
    weights_claims,
    weights_of,
)
from msm_rules.sources.findings import Finding
from msm_rules.sources.hub.answers import Hub
from msm_rules.sources.normalise.claims import Claim

MOST_FILES = 200
"""How many files of weights are looked into."""
FIRST = 100_000
"""Bytes of a file that are asked for first: 97 % of headers fit, as huggingface_hub found."""
_UNKNOWN = 2**62
SAFETENSORS = ".safetensors"


def has_weights(files: Iterable[str]) -> bool:
    """Whether there are files of weights whose headers can be read."""
    return any(f.endswith(SAFETENSORS) and "/" not in f for f in files)


Said = tuple[list[Claim], list[Finding]]


def stored(hub: Hub, model: HubModel, sizes: Mapping[str, int]) -> Said:
    """What the sizes of the files say: the bytes that the weights take."""
    with _folder(sizes) as folder:
        found, odd = _set(hub, model, folder)
        if any(file.name not in sizes for file in found.files):
            return [], odd
        claims, further = weights_claims(found, Config({}, {}))
    return [c for c in claims if c.fact == "memory.stored"], [*odd, *further]


def counted(
    hub: Hub, model: HubModel, names: Iterable[str], config: Config
) -> tuple[Said, str | None]:
    """What the headers of the weights say (parameters, dtype, parameters of a token), and the
    earliest day on which one was read."""
    with _folder(dict.fromkeys(names, _UNKNOWN)) as folder:
        found, odd = _set(hub, model, folder)
        if len(found.files) > MOST_FILES:
            message = f"has {len(found.files):,} files of weights; {MOST_FILES} at most are read"
            return ([], [*odd, Finding(str(model), message)]), None
        read = [_header(hub, model, file, folder.path) for file in found.files]
        here = tuple(file for file, _ in read)
        claims, further = weights_claims(changed(found, files=here), config)
    kept = [c for c in claims if c.fact != "memory.stored"]
    return (kept, [*odd, *further]), min((day for _, day in read), default=None)


@contextmanager
def _folder(sizes: Mapping[str, int]) -> Iterator[Folder]:
    """The files as pointers: their sizes are known, their bytes are not here."""
    with TemporaryDirectory(prefix="msm-") as name:
        here = Path(name)
        files = {n: File(n, here / "none", size, True) for n, size in sizes.items()}
        yield Folder(here, files)


def _set(hub: Hub, model: HubModel, folder: Folder) -> tuple[Weights, list[Finding]]:
    """The files that are the weights: the one set there is, or the one that the index names."""
    plain = {n: file for n, file in folder.files.items() if n != INDEX}
    found, odd = weights_of(Folder(folder.path, plain))
    if found.files or INDEX not in folder.files:
        return found, odd
    index = folder.path / "index"
    index.write_bytes(hub.file(model, INDEX, LARGEST_INDEX).body)
    here = File(INDEX, index, index.stat().st_size)
    return weights_of(Folder(folder.path, {**plain, INDEX: here}))


def _header(hub: Hub, model: HubModel, file: File, folder: Path) -> tuple[File, str]:
    """A file cut off behind its header, with the size it has on the Hub; and when it was read."""
    start = hub.file(model, file.name, FIRST, part=True)
    length = 8 + int.from_bytes(start.body[:8], "little")
    if len(start.body) < length <= MOST_READ:
        start = hub.file(model, file.name, length, part=True)
    size = start.said.get("size")
    path = folder / f"{len(list(folder.iterdir()))}.header"
    path.write_bytes(start.body[:MOST_READ])
    return File(file.name, path, size if isinstance(size, int) else _UNKNOWN), start.day


def sizes_in(answer: object) -> dict[str, int]:
    """The sizes of a model's files by name; raises BadRecord where there are none."""
    siblings = answer.get("siblings") if isinstance(answer, Mapping) else None
    if not isinstance(siblings, list):
        raise BadRecord("lists no files")
    rows = [s for s in siblings if isinstance(s, Mapping) and isinstance(s.get("rfilename"), str)]
    return {s["rfilename"]: s["size"] for s in rows if type(s.get("size")) is int and s["size"] > 0}
