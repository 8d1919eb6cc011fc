"""Files that ship with the package: data, the grammar, the standard library of policies.

An installed package holds them inside itself; in a checkout `grammar/` and `policies/` stand
beside it. `pkgutil` reads them, since `importlib.resources` costs more to load than they do.
"""

from __future__ import annotations

from pkgutil import get_data


def data(package: str, path: str) -> bytes:
    """The bytes of a data file of a package of ours."""
    found = get_data(package, path)
    assert found is not None  # every loader of files can read data
    return found


def beside(folder: str, path: str) -> bytes | None:
    """The bytes of a file of `grammar` or `policies`, None if there is no such file."""
    for place in (f"_{folder}/{path}", f"../{folder}/{path}"):
        try:
            return data("msm_rules", place)
        except OSError:
            continue
    return None
