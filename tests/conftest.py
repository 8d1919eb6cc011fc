"""What all tests share: where the reference data lie that are not part of this repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("MSM_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data (`data/`, `conformance/`); the test is skipped without it."""
    if not SHARED.is_dir():
        pytest.skip("the shared reference data are not here")
    return SHARED
