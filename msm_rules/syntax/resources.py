"""Where the grammar's files are: inside the package as installed, else beside it in a checkout.

Owns the two places and nothing else; who reads a file knows what is in it.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable


def grammar_file(name: str) -> Traversable:
    """The file `name` of the grammar (`msm.lark`, `msm.tables.json`).

    An installed package has it in `msm_rules/_grammar`, a checkout in `grammar` beside `msm_rules`.
    """
    package = files("msm_rules")
    installed = package / "_grammar" / name
    return installed if installed.is_file() else package / ".." / "grammar" / name
