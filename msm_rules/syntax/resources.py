"""Where the grammar's files are: inside the package as installed, else beside it in a checkout."""

from __future__ import annotations

from msm_rules import shipped


def grammar_file(name: str) -> bytes:
    """The file `name` of the grammar (`msm.lark`, `msm.tables.json`)."""
    found = shipped.beside("grammar", name)
    assert found is not None  # the grammar ships with the package
    return found
