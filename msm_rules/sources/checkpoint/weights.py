"""What the weight files of a checkpoint say: parameters, stored bytes, dtype, formats.

Owns which files are the weights (the ones that an index names, else one whole set), and what is
left to say where some of them are pointers, missing or broken.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from msm_rules.diagnostics.cells import visible
from msm_rules.frozen import field, record
from msm_rules.sources.broken import BadRecord
from msm_rules.sources.checkpoint.config import Config, quantisation
from msm_rules.sources.checkpoint.folder import File, Folder, first_bytes
from msm_rules.sources.checkpoint.network import CHECKPOINT, experts, idle_parameters
from msm_rules.sources.checkpoint.safetensors import Tensor, read_header
from msm_rules.sources.checkpoint.tensors import Parameters, count
from msm_rules.sources.findings import Finding
from msm_rules.sources.normalise.claims import Claim, between
from msm_rules.sources.normalise.sizes import dominant_dtype
from msm_rules.sources.notation import read_json

INDEX = "model.safetensors.index.json"
LARGEST_INDEX = 16 * 1024 * 1024
_SHARD = re.compile(r"(.*)-\d{5}-of-(\d{5})\.safetensors")


@record
class Weights:
    """The files that are the weights: those of `names` that are here, and what an index says."""

    names: tuple[str, ...]
    files: tuple[File, ...]
    index: Mapping[str, Any] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether every file is here, itself or as a pointer."""
        return bool(self.files) and len(self.files) == len(self.names)


def weights_of(folder: Folder) -> tuple[Weights, list[Finding]]:
    """The weights in safetensors, as their index names them, or the one set that is there."""
    if (file := folder.files.get(INDEX)) is not None:
        try:
            return _indexed(folder, _index(file)), []
        except BadRecord as bad:
            return Weights((), ()), [Finding(INDEX, str(bad))]
    names = [n for n in folder.files if n.endswith(".safetensors") and "/" not in n]
    sets = {m[1] if (m := _SHARD.fullmatch(n)) else n for n in names}
    if "model.safetensors" in names:
        names = ["model.safetensors"]
    elif len(sets) > 1:
        message = f"holds {len(sets)} sets of weights; which one is the model's is not said"
        return Weights((), ()), [Finding(folder.path.name, message)]
    elif any(n.startswith("adapter_") for n in names):
        return Weights((), ()), []  # what is added to a model, not the model
    missing = _shards_missing(names)
    return Weights((*names, *missing), tuple(folder.files[n] for n in names)), []


def _shards_missing(names: list[str]) -> list[str]:
    """The names of the shards that a set of them lacks."""
    found = next((m for n in names if (m := _SHARD.fullmatch(n))), None)
    if found is None:
        return []
    total = int(found[2])
    every = (f"{found[1]}-{n:05d}-of-{found[2]}.safetensors" for n in range(1, total + 1))
    return [n for n in every if n not in names]


def _index(file: File) -> Mapping[str, Any]:
    if file.size > LARGEST_INDEX:
        raise BadRecord(f"is larger than {LARGEST_INDEX // 1024 // 1024} MiB")
    try:
        found = read_json(first_bytes(file, LARGEST_INDEX).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadRecord("is not UTF-8 text") from None
    if not isinstance(found, Mapping) or not isinstance(found.get("weight_map"), Mapping):
        raise BadRecord("has no `weight_map`")
    return found


def _indexed(folder: Folder, index: Mapping[str, Any]) -> Weights:
    names = sorted({n for n in index["weight_map"].values() if isinstance(n, str)})
    here = tuple(folder.files[n] for n in names if n in folder.files)
    metadata = index.get("metadata")
    return Weights(tuple(names), here, metadata if isinstance(metadata, Mapping) else {})


# --- what they say -------------------------------------------------------------------------------


def weights_claims(found: Weights, config: Config) -> tuple[list[Claim], list[Finding]]:
    """What the weights say, by their headers where all are here, else by index and pointers."""
    tensors, findings = _headers(found)
    claims = [*_stored(found)]
    if tensors is None:
        return [*claims, *_by_index(found, config)], findings
    _, bits = quantisation(config)
    counted = count(tensors, bits, config.number("num_hidden_layers"))
    where = f"headers of {len(found.files)} safetensors files"
    claims += _counted(counted, config, where, _digest(found))
    dtypes = Counter[str]()
    for tensor in tensors:
        dtypes[tensor.dtype] += tensor.elements
    if (dtype := dominant_dtype(dtypes)) is not None:
        claims.append(CHECKPOINT.claim("dtype", dtype, "measured", where))
    return claims, findings


def _headers(found: Weights) -> tuple[list[Tensor] | None, list[Finding]]:
    """All tensors; None where not every header can be read."""
    findings: list[Finding] = []
    tensors: dict[str, Tensor] = {}
    read = 0
    for file in found.files:
        if file.pointer:
            continue
        try:
            header = read_header(file)
        except BadRecord as bad:
            findings.append(Finding(file.name, str(bad)))
            continue
        read += 1
        if header.truncated:
            findings.append(Finding(file.name, "ends before the tensors that it announces"))
        if twice := next((t.name for t in header.tensors if t.name in tensors), None):
            message = f"holds `{visible(twice[:80])}` again, which another file has; counted once"
            findings.append(Finding(file.name, message))
        tensors |= {t.name: t for t in header.tensors}
    if absent := len(found.names) - len(found.files):
        here = {file.name for file in found.files}
        first = next(name for name in found.names if name not in here)
        more = f" (and {absent - 1} more of the weights)" if absent > 1 else ""
        findings.append(Finding(first, f"is missing{more}"))
    return (list(tensors.values()) if read and read == len(found.names) else None), findings


def _digest(found: Weights) -> str | None:
    """The digest of what was read, where that is the header of one file."""
    if len(found.files) != 1:
        return None
    length = int.from_bytes(first_bytes(found.files[0], 8), "little")
    return hashlib.sha256(first_bytes(found.files[0], 8 + length)).hexdigest()


def _stored(found: Weights) -> Iterator[Claim]:
    if found.whole:
        pointers = any(f.pointer for f in found.files)
        where = f"sizes of {len(found.files)} files{', by their pointers' if pointers else ''}"
        held = sum(f.size for f in found.files)
        yield CHECKPOINT.claim("memory.stored", held, "measured", where)
    elif (size := _number(found, "total_size")) is not None:
        where = f"{INDEX}: metadata.total_size"  # without the headers, so at least that
        yield CHECKPOINT.claim("memory.stored", between(size, None), "measured", where, raw=size)


def _number(found: Weights, name: str) -> int | None:
    value = found.index.get(name)
    if isinstance(value, float) and value.is_integer():  # some writers give 4.5e9
        value = int(value)
    return value if type(value) is int and 0 < value < 10**18 else None


def _counted(
    counted: Parameters, config: Config, where: str, sha256: str | None
) -> Iterator[Claim]:
    value = between(counted.lo, counted.hi)
    note = None if counted.lo == counted.hi else "packed weights of unknown width"
    if counted.hi:
        more = {"sha256": sha256, "note": note}
        yield CHECKPOINT.claim("parameters", value, "measured", where, **more)
    mixture = experts(config)
    if mixture and counted.lo == counted.hi and counted.expert % mixture.of == 0:
        idle = counted.expert // mixture.of * (mixture.of - mixture.running)
        active = counted.hi - counted.beyond - idle
        note = f"{mixture.running} of {mixture.of} experts"
        if counted.expert:
            yield CHECKPOINT.claim("active_parameters", active, "derived", where, note=note)


# --- without all headers -------------------------------------------------------------------------

_CONFIG_BITS = {"float32": 32, "float16": 16, "bfloat16": 16, "float64": 64}
_HEADER_BYTES = 1024 * 1024
"""More than the header of a file takes that a pointer stands for."""


def _by_index(found: Weights, config: Config) -> Iterator[Claim]:
    """The count that an index states, or that follows from bytes where all have one dtype."""
    dtype = str(config.text.get("torch_dtype") or config.text.get("dtype"))
    bits = _CONFIG_BITS.get(dtype.removeprefix("torch."))
    plain = quantisation(config)[0] is None and bits is not None
    if (total := _number(found, "total_parameters")) is not None:
        where = f"{INDEX}: metadata.total_parameters"
        yield CHECKPOINT.claim("parameters", total, "measured", where)
        yield from _active(total, config, where)
    elif plain and bits and (size := _number(found, "total_size")) and size * 8 % bits == 0:
        where = f"{INDEX}: metadata.total_size * 8 / {bits}"
        note = f"if every tensor is {dtype}"
        fits = size * 8 // bits
        yield CHECKPOINT.claim("parameters", fits, "derived", where, raw=size, note=note)
        yield from _active(fits, config, where)
    elif plain and bits and found.whole:
        held = sum(f.size for f in found.files)
        lo, hi = max(0, held - len(found.files) * _HEADER_BYTES) * 8 // bits, held * 8 // bits
        note = f"if every tensor is {dtype}, less headers of unknown length"
        where = f"sizes of {len(found.files)} files"
        yield CHECKPOINT.claim(
            "parameters", between(lo, hi), "estimated", where, raw=held, note=note
        )
        yield from _active_between(lo, hi, config, where)


def _active(total: int, config: Config, where: str) -> Iterator[Claim]:
    yield from _active_between(total, total, config, where)


def _active_between(lo: int, hi: int, config: Config, where: str) -> Iterator[Claim]:
    idle, mixture = idle_parameters(config), experts(config)
    if idle is not None and mixture is not None and idle < lo:
        method = "derived" if lo == hi else "estimated"
        note = f"{mixture.running} of {mixture.of} experts"
        value = between(lo - idle, hi - idle)
        yield CHECKPOINT.claim("active_parameters", value, method, where, note=note)
