"""What all tests share: where the reference data lie that are not part of this repository."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.campaign import examples
from tests.hub_server import Server, serving

settings.register_profile("usual", examples(100))  # of a property that says no number itself
settings.load_profile("usual")

SHARED = Path(os.environ.get("MSM_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data (`data/`, `conformance/`); the test is skipped without it."""
    if not SHARED.is_dir():
        pytest.skip("the shared reference data are not here")
    return SHARED


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--regenerate` writes golden files anew instead of comparing; review them in the diff."""
    parser.addoption("--regenerate", action="store_true", help="write golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with a golden file, or writes it there with `--regenerate`."""

    def compare(file: Path, text: str) -> None:
        if request.config.getoption("--regenerate"):
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, "utf-8")
        assert text == file.read_text("utf-8")

    return compare


@pytest.fixture
def hub_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A Hub on loopback that everything asked of the Hub goes to, with a cache of its own."""
    for variable in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_HUB_OFFLINE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("MSM_CACHE", str(tmp_path / "kept"))
    with serving() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        yield server
        if (library := sys.modules.get("huggingface_hub")) is not None:
            library.close_session()
