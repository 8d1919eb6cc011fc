"""Every term rests on words that stand in the text, and the text is the one the entry names.

`spdx_texts.zip` holds the texts of the standard licences as the SPDX licence list 3.28.0 has them
(`licenseText`, from the npm package `spdx-license-list` 6.12.0). Texts of model licences are read
from the reference data; entries whose text is in neither are listed below.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from msm_rules import licences
from msm_rules.catalogue.build.inputs import snapshot
from msm_rules.licences import Licence

SPDX = Path(__file__).parent / "spdx_texts.zip"
GATED = "mistralai/Ministral-8B-Instruct-2410"
"""A model whose card shows its licence to whoever asks for access."""

NOT_AT_HAND = {
    "LicenseRef-apple-amlr",
    "LicenseRef-apple-ascl",
    "LicenseRef-chatglm-6b",
    "LicenseRef-chatglm3-6b",
    "LicenseRef-creativeml-openrail-m",
    "LicenseRef-databricks-open-model",
    "LicenseRef-deepfloyd-if",
    "LicenseRef-fair-noncommercial-research",
    "LicenseRef-minimax-m2-modified-mit",
    "LicenseRef-minimax-model",
    "LicenseRef-openmdw-1.1",
    "LicenseRef-opt-175b",
    "LicenseRef-qwen-research",
    "LicenseRef-tongyi-qianwen-research",
    "LicenseRef-yi",
}
"""Read in public repositories, at the commits that their addresses name."""


@cache
def standard_texts() -> dict[str, str]:
    """The texts of standard licences, by SHA-256."""
    with zipfile.ZipFile(SPDX) as archive:
        return by_hash(archive.read(name) for name in archive.namelist())


def by_hash(texts: Iterator[bytes]) -> dict[str, str]:
    return {hashlib.sha256(text).hexdigest(): text.decode() for text in texts}


def model_texts(folder: Path) -> Iterator[bytes]:
    yield from (path.read_bytes() for path in folder.glob("licences/texts/*/*"))
    for path in folder.glob("licences/scancode_ai/*.yml"):
        yield yaml.safe_load(path.read_bytes())["text"].encode()
    for entry in snapshot(folder):
        if entry.id == GATED:
            yield entry.card["extra_gated_prompt"].encode()


def stands_in(quote: str, text: str) -> bool:
    """Whether the parts of a quote stand in a text one after the other, whatever the blanks."""
    parts = [re.escape(plain(part)) for part in quote.split(" … ")]
    return re.search(".*?".join(parts), plain(text), re.DOTALL) is not None


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def texts_of(entry: Licence, there: dict[str, str]) -> str | None:
    """All texts of an entry, if they are at hand."""
    digests = [text.sha256 or "" for text in (entry.text, *entry.also)]
    return "\n".join(there[d] for d in digests) if all(d in there for d in digests) else None


def missing_words(entry: Licence, text: str) -> list[str]:
    return [term for term, quote in entry.quotes.items() if not stands_in(quote, text)]


@pytest.mark.parametrize(
    "entry",
    [e for e in licences.entries() if e.read and not e.id.startswith("LicenseRef-")],
    ids=lambda entry: entry.id,
)
def test_what_a_standard_licence_says_stands_in_its_text(entry: Licence) -> None:
    text = texts_of(entry, standard_texts())
    assert text is not None
    assert missing_words(entry, text) == []


def test_every_standard_text_is_that_of_an_entry() -> None:
    said = {entry.text.sha256 for entry in licences.entries()}
    assert standard_texts().keys() <= said


def test_what_a_model_licence_says_stands_in_its_text(shared: Path) -> None:
    there = by_hash(model_texts(shared / "data"))
    own = [e for e in licences.entries() if e.read and e.id.startswith("LicenseRef-")]
    texts = {entry.id: texts_of(entry, there) for entry in own}
    assert {id for id, text in texts.items() if text is None} == NOT_AT_HAND
    wrong = {e.id: missing_words(e, text) for e in own if (text := texts[e.id]) is not None}
    assert {id: terms for id, terms in wrong.items() if terms} == {}


@pytest.mark.parametrize(
    ("quote", "text", "stands"),
    [
        ("to use  the Work", "grants\nto use\n   the Work", True),
        ("grants … the Work", "grants you to use the Work", True),
        ("the Work … grants", "grants you to use the Work", False),
        ("to sell", "grants you to use the Work", False),
    ],
)
def test_words_are_found_whatever_the_blanks_and_in_their_order(
    quote: str, text: str, stands: bool
) -> None:
    assert stands_in(quote, text) is stands
