"""The named inputs of the catalogue: what they are, whose, as of when, and how they are read.

Owns which file is read by whom; everything else in this folder is pure.  The snapshot, cards and
checkpoint folders are read by `sources`, as a user's are.  A folder of data holds the inputs under
the relative paths of the table below.
"""

from __future__ import annotations

import csv
import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msm_rules.frozen import record
from msm_rules.sources.card import card_claims, front_of
from msm_rules.sources.checkpoint import checkpoint_claims
from msm_rules.sources.normalise.claims import Claim
from msm_rules.sources.normalise.entries import Entry, from_api
from msm_rules.sources.snapshot import snapshot_entries


@record
class Input:
    """One input: `path` is relative to the folder of data, a folder's digest covers its files.
    `as_of` is the day its facts were observed, where the data itself gives one."""

    source: str
    path: str
    origin: str
    terms: str
    as_of: str | None
    why_as_of: str


INPUTS = (
    Input(
        "hub",
        "hub_snapshot/models.parquet",
        "the Hub's model table in the hub-stats schema, from evaleval/eval-card-registry",
        "Apache-2.0",
        "2026-05-20",
        "latest `lastModified` among its rows: it cannot be older, and was not seen later",
    ),
    Input(
        "hub-api",
        "hub_api",
        "answers of huggingface.co/api/models, among huggingface_hub's recorded tests",
        "Apache-2.0",
        None,
        "the answers carry no date",
    ),
    Input(
        "card",
        "cards",
        "model cards as published on the Hub",
        "their authors'",
        None,
        "cards carry no date",
    ),
    Input(
        "config",
        "configs",
        "config.json of well-known architectures, from intel/xFasterTransformer",
        "Apache-2.0",
        None,
        "configurations carry no date",
    ),
    Input(
        "checkpoint",
        "checkpoints",
        "folders of models mirrored on GitHub, with pointers in place of weights",
        "each model's own",
        None,
        "configurations carry no date",
    ),
    Input(
        "models.dev",
        "catalogues/models_dev",
        "https://models.dev, model records",
        "MIT",
        None,
        "its records are dated one by one, the copy is not",
    ),
    Input(
        "xinference",
        "catalogues/xinference_llm_family.json",
        "Xinference's list of language models",
        "Apache-2.0",
        None,
        "the file carries no date",
    ),
    Input(
        "gpustack",
        "catalogues/gpustack_model_catalog.yaml",
        "GPUStack's model catalogue",
        "Apache-2.0",
        None,
        "the file carries no date",
    ),
    Input(
        "mot",
        "openness/mot",
        "lfai/model_openness_tool, one file a model",
        "MIT",
        None,
        "its dates are those of the classifications",
    ),
    Input(
        "open-llm-leaderboard",
        "evaluations/open_llm_leaderboard_v2.csv",
        "the Open LLM Leaderboard 2 on the Hub",
        "public, none stated",
        None,
        "the file carries no date",
    ),
    Input(
        "open-medical-llm",
        "medical",
        "the Open Medical-LLM leaderboard: as the card of OpenBioLLM-70B prints it, and its own "
        "result files (openlifescienceai/results)",
        "the card's author's; Apache-2.0",
        None,
        "neither table carries a date",
    ),
)

# Read and found to join with no model that ships: run results of lm-evaluation-harness name
# revisions (`pythia-v1.1-1.4b`) that no Hub id has now, and the Every Eval Ever files are that
# schema's test cases.  Cards named `sample_*` are test cases too.

# Checkpoint folders and the Hub id that their README or config gives them.
CHECKPOINTS = {
    "deepcogito-cogito-v1-preview-qwen-14B": "deepcogito/cogito-v1-preview-qwen-14B",
    "granite-3.1-1b-a400m-instruct": "ibm-granite/granite-3.1-1b-a400m-instruct",
    "granite-3b-code-instruct-128k": "ibm-granite/granite-3b-code-instruct-128k",
    "mistralai-Devstral-Small-2507": "mistralai/Devstral-Small-2507",
    "dolphin3-mistral": "cognitivecomputations/Dolphin3.0-R1-Mistral-24B",
    "qianwen-72B": "Qwen/Qwen-72B",
}


# Folders of configurations that are the released models': their names say so, and the sizes that
# follow from them are those of the models.  The others (`qwen2-...`) name only an architecture.
CONFIGS = {
    "deepseek-r1": "deepseek-ai/DeepSeek-R1",
    "llama-3-8b": "meta-llama/Meta-Llama-3-8B",
    "llama-3-70b": "meta-llama/Meta-Llama-3-70B",
    "qwen3-1.7b": "Qwen/Qwen3-1.7B",
    "qwen3-4b": "Qwen/Qwen3-4B",
    "qwen3-8b": "Qwen/Qwen3-8B",
    "qwen3-14b": "Qwen/Qwen3-14B",
    "qwen3-32b": "Qwen/Qwen3-32B",
    "qwen3-30b": "Qwen/Qwen3-30B-A3B",
    "qwen3-235b": "Qwen/Qwen3-235B-A22B",
}


def digest(path: Path) -> str:
    """SHA-256 of a file; of a folder, of the sorted lines `name sha256` of its files."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    files = sorted(p for p in path.rglob("*") if p.is_file())
    lines = [f"{p.relative_to(path).as_posix()} {digest(p)}\n" for p in files]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def missing(data: Path) -> tuple[str, ...]:
    """The inputs that a folder of data lacks."""
    return tuple(i.path for i in INPUTS if not (data / i.path).exists())


def snapshot(data: Path) -> tuple[Entry, ...]:
    """Every row of the snapshot."""
    return tuple(snapshot_entries(data / "hub_snapshot/models.parquet"))


def api_answers(data: Path) -> Iterator[Entry]:
    """The recorded answers of the API, single ones and lists."""
    for path in sorted((data / "hub_api").glob("*.json")):
        found = json.loads(path.read_text("utf-8"))
        yield from (from_api(a) for a in (found if isinstance(found, list) else [found]))


def cards(data: Path, known: Mapping[str, Entry]) -> Iterator[tuple[str, list[Claim]]]:
    """What cards named `author__name.md` say, each with its model's id."""
    for path in sorted((data / "cards").glob("*__*.md")):
        text, model_id = path.read_text("utf-8"), path.stem.replace("__", "/")
        yield model_id, card_claims(text, model_id, front_of(text)[0], known=known)[0]


# A mirror may lack files, and need not have the commit of the Hub: which files there are, and how
# large they are together, is said of the mirror alone.
_OF_THE_MIRROR = frozenset(("formats", "memory.stored"))


def checkpoints(data: Path, known: Mapping[str, Entry]) -> Iterator[tuple[str, list[Claim]]]:
    """What folders say whose model is known, as far as it holds beyond the mirror."""
    folders = {f"checkpoints/{name}": id for name, id in CHECKPOINTS.items()}
    folders |= {f"configs/{name}": id for name, id in CONFIGS.items()}
    for folder, model_id in sorted(folders.items()):
        claims = checkpoint_claims(data / folder, model_id, known)[1]
        yield model_id, [claim for claim in claims if claim.fact not in _OF_THE_MIRROR]


def configs(data: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """All configurations, with their paths."""
    own = {data / "checkpoints" / folder / "config.json" for folder in CHECKPOINTS}
    for path in (*sorted((data / "configs").glob("*/config.json")), *sorted(own)):
        yield path.relative_to(data).as_posix(), json.loads(path.read_text("utf-8"))


def models_dev(data: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Records of models.dev with their path `lab/name.toml`."""
    root = data / "catalogues/models_dev"
    for path in sorted(root.glob("*/*.toml")):
        yield path.relative_to(root).as_posix(), tomllib.loads(path.read_text("utf-8"))


def xinference(data: Path) -> Iterator[Mapping[str, Any]]:
    """Families of Xinference's list."""
    text = (data / "catalogues/xinference_llm_family.json").read_text("utf-8")
    yield from json.loads(text)


def gpustack(data: Path) -> Iterator[Mapping[str, Any]]:
    """Model sets of GPUStack's catalogue."""
    text = (data / "catalogues/gpustack_model_catalog.yaml").read_text("utf-8")
    yield from _yaml(text)["model_sets"]


def mot(data: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Records of the Model Openness Tool with their file's name."""
    for path in sorted((data / "openness/mot").glob("*.yml")):
        yield path.name, _yaml(path.read_text("utf-8"))


def leaderboard(data: Path) -> Iterator[Mapping[str, str]]:
    """Rows of the Open LLM Leaderboard 2."""
    yield from _table(data / "evaluations/open_llm_leaderboard_v2.csv")


# The two tables of the Open Medical-LLM leaderboard and what their figures are times a fraction.
MEDICAL_TABLES = (("open_medical_llm.csv", 100.0), ("open_medical_llm_results.csv", 1.0))


def medical(data: Path) -> Iterator[tuple[str, float, Mapping[str, str]]]:
    """Rows of both medical tables, each with its table and scale."""
    for name, scale in MEDICAL_TABLES:
        yield from ((name, scale, row) for row in _table(data / "medical" / name))


def _table(path: Path) -> Iterator[Mapping[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))


def _yaml(text: str) -> Any:
    import yaml  # heavy, and needed only to build the catalogue

    return yaml.load(text, Loader=yaml.CSafeLoader)
