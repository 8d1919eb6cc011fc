"""Documents that people name on the command line, as plain values.

Owns which notation a file is in, and what to say where it is no document at all. How the notations
are read is for `sources`, what a document means for `facts` and `decide`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from msm_rules.cli.files import STDIN, name_of, read_text
from msm_rules.cli.refusal import Refusal
from msm_rules.sources.broken import BadRecord
from msm_rules.sources.notation import read_json, read_toml, read_yaml

NOTATIONS = {".json": "JSON", ".yaml": "YAML", ".yml": "YAML", ".toml": "TOML"}
"""Endings of files and the notation each has; any other file is taken for JSON or YAML."""

TABLES = (".csv", ".tsv", ".parquet")
"""Endings of files that hold many models, and are no document."""


LISTS = (".jsonl", ".ndjson")
"""Endings of files with a document a line; one that holds a single line is that document."""


def read_document(path: str, expected: str) -> Any:
    """The content of a document; `-` is stdin. Raises Refusal with file, line and what to do."""
    suffix = PurePath(path).suffix.lower()
    if suffix == ".msm":
        raise Refusal(
            f"{name_of(path)} is a policy, and {expected} is expected here",
            "the policy comes first, what it decides on after it",
        )
    if suffix in TABLES:
        hint = f"name the model by its id, and the table with `--catalogue {path}`"
        raise Refusal(f"{name_of(path)} is a table, and {expected} is expected here", hint)
    text = read_text(path, expected)
    notation = NOTATIONS.get(suffix) or ("JSON" if text.lstrip()[:1] in "{[" else "YAML")
    if path == STDIN and notation == "YAML" and text.lstrip().startswith("policy "):
        raise Refusal(f"stdin gave a policy, and {expected} is expected here")
    try:
        return _READERS[notation](text)
    except BadRecord as bad:
        if suffix in LISTS:
            hint = f"name one model by its id, and the list with `--catalogue {path}`"
            raise Refusal(f"{name_of(path)} is a list, and {expected} is expected", hint) from None
        raise Refusal(f"{name_of(path)} {bad}") from None


def _one_yaml(text: str) -> Any:
    documents = list(read_yaml(text))
    if len(documents) != 1:
        raise BadRecord(f"holds {len(documents)} documents, and one is expected")
    return documents[0]


_READERS: dict[str, Callable[[str], Any]] = {
    "JSON": read_json,
    "YAML": _one_yaml,
    "TOML": read_toml,
}
