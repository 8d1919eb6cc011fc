"""What model cards say of their licence, read without guessing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from msm_rules.licences import Declared, from_declared
from msm_rules.licences.spdx import in_spdx

NVIDIA = "https://www.nvidia.com/en-us/agreements/enterprise-software/nvidia-open-model-license/"
NVIDIA_2024 = (
    "https://developer.download.nvidia.com/licenses/"
    "nvidia-open-model-license-agreement-june-2024.pdf"
)
LINK = "https://huggingface.co/Qwen/Qwen2.5-72B-Instruct/blob/main/LICENSE"


@pytest.mark.parametrize(
    ("license", "name", "link", "expected"),
    [
        ("apache-2.0", None, None, "Apache-2.0"),
        ("bsl-1.0", None, None, "BSL-1.0"),
        (["apache-2.0"], None, None, "Apache-2.0"),
        (["mit", "MIT"], None, None, "MIT"),
        ("mit OR apache-2.0", None, None, "MIT OR Apache-2.0"),
        ("other", "qwen", LINK, "LicenseRef-qwen"),
        ("other", None, LINK, "LicenseRef-qwen"),
        ("other", "falcon-llm-license", None, "LicenseRef-falcon-llm"),
        ("other", "gemma-terms-of-use", "https://ai.google.dev/gemma/terms", "LicenseRef-gemma"),
        ("other", "mrl", "https://mistral.ai/licenses/MRL-0.1.md", "LicenseRef-mistral-research"),
        ("other", "llama3", "LICENSE", "LicenseRef-llama3"),
        ("other", "openmdw-1.1", "https://openmdw.ai/license/1-1/", "LicenseRef-openmdw-1.1"),
        (None, "qwen-research", None, "LicenseRef-qwen-research"),
        ("llama3", "llama3", "LICENSE", "LicenseRef-llama3"),
        ("gemma", None, "https://ai.google.dev/gemma/terms", "LicenseRef-gemma"),
        ("https://www.apache.org/licenses/LICENSE-2.0", None, None, "Apache-2.0"),
        ("http://creativecommons.org/licenses/by-nc/4.0/", None, None, "CC-BY-NC-4.0"),
        ("https://spdx.org/licenses/EPL-2.0.html", None, None, "EPL-2.0"),
        ("https://choosealicense.com/licenses/bsl-1.0/", None, None, "BSL-1.0"),
        ("https://opensource.org/license/bsd-3-clause/", None, None, "BSD-3-Clause"),
        ("eupl-1.0", None, None, "eupl-1.0"),
        ("CC-BY-ND-2.0 or MIT", None, None, "cc-by-nd-2.0 OR MIT"),
        ("gpl-2.0 WITH GCC-exception-2.0", None, None, "GPL-2.0-only WITH GCC-exception-2.0"),
        ("other", "nvidia-open-model-license", NVIDIA_2024, "LicenseRef-nvidia-open-model-2024"),
        ("other", "nvidia-open-model-license", NVIDIA, "LicenseRef-nvidia-open-model"),
        ("NVIDIA Open Model License", None, NVIDIA, "LicenseRef-nvidia-open-model"),
    ],
)
def test_a_clear_declaration_becomes_one_expression(
    license: object, name: str | None, link: str | None, expected: str
) -> None:
    assert from_declared(license, name, link) == Declared((expected,))


@pytest.mark.parametrize(
    ("license", "name", "link"),
    [
        (None, None, None),
        ("", None, None),
        ([], None, None),
        ("other", None, None),
        ("other", None, "LICENSE"),
        ("other", "helpingai", "LICENSE.md"),
        ("other", "modified-mit", None),
        ("other", "exaone", "LICENSE"),
        ("unknown", None, None),
        ("openrail", None, None),
        ("no-such-id", None, None),
        ("mit WITH no-such-exception", None, None),
        ("mit OR no-such-id", None, None),
        (["mit", "other"], None, None),
        (["mit", 7], None, None),
        ([["mit"]], None, None),
        (False, None, None),
        (2.0, None, None),
        ({"name": "mit"}, None, None),
    ],
)
def test_an_unclear_declaration_is_unknown_with_a_reason(
    license: object, name: str | None, link: str | None
) -> None:
    declared = from_declared(license, name, link)
    assert declared.possible == ()
    assert declared.expression is None
    assert declared.note


def test_a_card_that_contradicts_itself_may_be_either() -> None:
    declared = from_declared("apache-2.0", "yi-license", "LICENSE")
    assert declared.possible == ("Apache-2.0", "LicenseRef-yi")
    assert declared.expression is None
    assert "`Apache-2.0`" in (declared.note or "")


def test_a_name_and_a_link_that_disagree_may_be_either() -> None:
    declared = from_declared("other", "tongyi-qianwen", LINK)
    assert declared.possible == ("LicenseRef-tongyi-qianwen", "LicenseRef-qwen")
    assert declared.note


def test_a_name_of_two_editions_may_mean_either_unless_the_link_says_which() -> None:
    declared = from_declared("other", "nvidia-open-model-license", "LICENSE")
    both = ("LicenseRef-nvidia-open-model", "LicenseRef-nvidia-open-model-2024")
    assert declared.possible == both
    assert "two editions" in (declared.note or "")


def test_a_list_may_mean_any_or_all() -> None:
    declared = from_declared(["mit", "apache-2.0"])
    assert declared.possible == ("MIT", "Apache-2.0", "MIT AND Apache-2.0")


def test_an_unknown_name_beside_a_known_licence_is_noted() -> None:
    declared = from_declared("mit", "modified-mit", None)
    assert declared.expression == "MIT"
    assert "`modified-mit`" in (declared.note or "")


def test_one_name_with_two_licences_is_settled_by_the_link_alone() -> None:
    kimi = "https://huggingface.co/moonshotai/Kimi-K2-Instruct/raw/main/LICENSE"
    assert from_declared("other", "modified-mit", kimi).expression == "LicenseRef-kimi-modified-mit"
    minimax = "https://github.com/MiniMax-AI/MiniMax-M2.5/blob/main/LICENSE"
    assert from_declared("other", "modified-mit", minimax).expression is None


def test_notes_show_untrusted_text_on_one_line() -> None:
    note = from_declared("evil\n\x1b[2J" + "x" * 500).note or ""
    assert note.isprintable()
    assert len(note) < 160


@pytest.fixture(scope="module")
def spdx_list() -> bool:
    """The list of SPDX's licences, loaded: that takes longer than an example of hypothesis may."""
    return in_spdx("MIT")


junk = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@pytest.mark.usefixtures("spdx_list")
@given(junk, st.none() | st.text(max_size=20), st.none() | st.text(max_size=20))
def test_no_declaration_whatever_fails(license: object, name: str | None, link: str | None) -> None:
    declared = from_declared(license, name, link)
    assert declared.possible or declared.note


# Every licence name that people wrote into the Model Openness Tool, of models and of components
# (all 137 files), and what each means: a licence, either of two, or nothing where it says too
# little or is no licence. Each was read by a person.
OPENNESS_TOOL_NAMES: dict[str, str | tuple[str, ...] | None] = {
    "AI Sweden's LLM AI Model License Agreement": "LicenseRef-ai-sweden-llm",
    "Apache 2.0": "Apache-2.0",
    "Apache-2.0": "Apache-2.0",
    "apple-sample-code-license": "LicenseRef-apple-ascl",
    "arXiv.org - Non-exclusive license": None,
    "arXiv.org perpetual non-exclusive license 1.0": None,
    "arXiv.org perpetual, non-exclusive license 1.0": None,
    "Baichuan-7B License": "LicenseRef-baichuan-7b",
    "BigCode OpenRAIL-M v1 license agreement": "LicenseRef-bigcode-openrail-m",
    "bigscience-bloom-rail-1.0": "LicenseRef-bigscience-bloom-rail-1.0",
    "Bloom": None,
    "BSD-3": "BSD-3-Clause",
    "CC BY-SA 4.0": "CC-BY-SA-4.0",
    "CC-BY-4.0": "CC-BY-4.0",
    "CC-BY-NC-4.0": "CC-BY-NC-4.0",
    "CC-BY-SA-4.0": "CC-BY-SA-4.0",
    "ChatGLM-6B License": "LicenseRef-chatglm-6b",
    "ChatGLM3-6B License": "LicenseRef-chatglm3-6b",
    "commercial use restrcitions; Apache 2.0, TeleChat模型社区许可协议": None,
    "Component Component not included": None,
    "Component not include": None,
    "Component Not Include": None,
    "Creative Commons Attribution Non Commercial 4.0": "CC-BY-NC-4.0",
    "Creative Commons Attribution Non Commercial Share Alike 4.0": "CC-BY-NC-SA-4.0",
    "Databricks Open Model License": "LicenseRef-databricks-open-model",
    'datasets with "mit" “apache-2”, “bsd-3-clause”, “bsd-2-clause”, “cc0-1.0”,'
    " “unlicense”, “isc”": None,
    "DeepSeek License Agreement": "LicenseRef-deepseek",
    "DIALOGUE MODEL AND DATA EVALUATION LICENSE AGREEMENT": None,
    "gemma": "LicenseRef-gemma",
    "Gemma": "LicenseRef-gemma",
    "Gemma Terms of Use": "LicenseRef-gemma",
    "https://arxiv.org/pdf/2401.06066": None,
    "license": None,
    "Llama 2 Community License": "LicenseRef-llama2",
    "Llama 3 Community License": "LicenseRef-llama3",
    "Meta Llama 3 Community License Agreement": "LicenseRef-llama3",
    "MIT": "MIT",
    "MIT license": "MIT",
    "MIT License": "MIT",
    "NVIDIA Open Model License": (
        "LicenseRef-nvidia-open-model",
        "LicenseRef-nvidia-open-model-2024",
    ),
    "OpenRAIL": None,
    "Other License": None,
    "Proprietary": None,
    "pubmed": None,
    "tongyi-qianwen": "LicenseRef-tongyi-qianwen",
    "tongyi-qianwen-research": "LicenseRef-tongyi-qianwen-research",
    "Undisclosed": None,
    "unlicensed": None,
}


@pytest.mark.parametrize(("name", "meant"), OPENNESS_TOOL_NAMES.items())
def test_names_people_wrote_mean_what_they_say_or_nothing(
    name: str, meant: str | tuple[str, ...] | None
) -> None:
    expected = (meant,) if isinstance(meant, str) else meant or ()
    declared = from_declared(name)
    assert declared.possible == expected
    assert (declared.note is None) == isinstance(meant, str)


def test_the_table_has_every_name_of_the_openness_tool(shared: Path) -> None:
    files = sorted((shared / "data/openness/mot").iterdir())
    assert len(files) == 137
    written = {name for file in files for name in licence_names(yaml.safe_load(file.read_bytes()))}
    assert written == OPENNESS_TOOL_NAMES.keys()


def licence_names(part: object) -> Iterator[str]:
    """Every text under a key `license`, at any depth."""
    if isinstance(part, dict):
        own = part.get("license")
        yield from [own] if isinstance(own, str) else []
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for each in inner:
        yield from licence_names(each)
