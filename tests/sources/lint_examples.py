"""One example a lint that it must find, and one that it must not: real ones where there are any.

Each says where it is from. A record is a facts document; several are a catalogue.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Document = dict[str, Any]

TODAY = "2026-11-22"
SUMS = "dtypes sum to 8,339,930,560, the total says 8,339,929,856"


class Example(NamedTuple):
    """Records that a lint finds something in, words of the finding, and records it is silent on."""

    found: list[Document]
    words: tuple[str, ...]
    silent: list[list[Document]]


def model(id: str, **facts: Any) -> Document:
    return {"model": {"id": id, **facts}}


def counted(id: str, value: Any, raw: int, method: str = "measured", **more: Any) -> Document:
    """A size as the Hub's table gives it."""
    row = {"method": method, "source": "hub", "locator": "safetensors.total", "raw": raw, **more}
    return {"model": {"id": id, "parameters": value}, "evidence": {"parameters": [row]}}


def scores(id: str, *rows: tuple[str, Any, dict[str, Any]]) -> Document:
    """Scores with their evidence: name, the value from 0 to 1, and what the evidence says."""
    values: dict[str, Any] = {}
    evidence: dict[str, list[Document]] = {}
    for name, value, more in rows:
        values[name] = value
        row = {"method": "verified", "source": "board", **more}
        evidence.setdefault(f'benchmarks["{name}"]', []).append(row)
    return {"model": {"id": id, "benchmarks": values}, "evidence": evidence}


def medical(id: str, mean: float, *parts: float) -> Document:
    """A row of the Open Medical-LLM leaderboard as the card of OpenBioLLM-70B prints it."""
    names = (
        *("mmlu-clinical-knowledge", "mmlu-medical-genetics", "mmlu-anatomy"),
        *("mmlu-professional-medicine", "mmlu-college-biology", "mmlu-college-medicine"),
        *("medqa", "pubmedqa", "medmcqa"),
    )
    rows = [(name, part / 100, {"raw": part}) for name, part in zip(names, parts, strict=True)]
    return scores(id, *rows, ("open-medical-llm", mean / 100, {"raw": mean}))


def share(value: float, n: int, **more: Any) -> dict[str, Any]:
    return {"metric": "acc", "n": n, "raw": value, **more}


EXAMPLES: dict[str, Example] = {
    # The leaderboard's rows of BioMistral-7B (stated 57.3), Meditron-70B, Gemini-1.0.
    "mean-of-parts": Example(
        [
            medical(
                "BioMistral/BioMistral-7B", 57.3, 59.9, 64, 56.5, 60.4, 59, 54.7, 50.6, 77.5, 48.1
            )
        ],
        ("prints the mean 57.3 %", "+ 48.1) / 9 = 58.9667"),
        [
            [
                medical(
                    "epfl-llm/meditron-70b",
                    64.52,
                    66.79,
                    69,
                    53.33,
                    71.69,
                    76.38,
                    63,
                    57.1,
                    76.6,
                    46.85,
                )
            ],
            [medical("google/gemini-1.0", 70.79, 76.7, 75.8, 66.7, 77.7, 88, 69.2, 58, 70.7, 54.3)],
            [
                scores(
                    "a/b", ("m", 0.5, {"raw": 0.5, "mean_of": ["x", "y"]}), ("x", 0.9, {"raw": 0.9})
                )
            ],
        ],
    ),
    # The same table: OpenBioLLM-70B on 100 questions of genetics; GPT-4 on 135 of anatomy, and
    # Mistral-7B on 173 of medicine, printed with two digits; MMLU is a mean of 57 parts.
    "impossible-score": Example(
        [
            scores(
                "aaditya/Llama3-OpenBioLLM-70B",
                ("mmlu-medical-genetics", 0.93197, share(93.197, 100)),
            )
        ],
        ("prints 93.197 %, which 100 items cannot give", "93 right are 93 %, 94 right are 94 %"),
        [
            [scores("openai/gpt-4", ("mmlu-anatomy", 0.8, share(80, 135)))],
            [
                scores(
                    "mistralai/Mistral-7B-v0.1",
                    ("mmlu-college-medicine", 0.5954, share(59.54, 173)),
                )
            ],
            [scores("a/b", ("mmlu", 0.61234, share(0.61234, 14042)))],
            [scores("a/b", ("squad", 0.93197, {"metric": "f1", "n": 100, "raw": 0.93197}))],
        ],
    ),
    # lm-evaluation-harness on pythia-1.4b-deduped: winogrande 0.5659 ± 0.01393 (1,267 items); its
    # error beside another task's score and number of items (sciq, 1,000) fits neither.
    "standard-error": Example(
        [
            scores(
                "EleutherAI/pythia-1.4b-deduped",
                ("sciq", 0.865, share(0.865, 1000, stderr=0.013929882555694046)),
                ("winogrande", 0.5659037095501184, share(0.5659037095501184, 1267)),
            )
        ],
        (
            "prints the standard error 0.01393, larger than it can be",
            "sqrt(0.865 × 0.135 / 999) = 0.01081",
        ),
        [
            [
                scores(
                    "EleutherAI/pythia-1.4b-deduped",
                    (
                        "winogrande",
                        0.5659037095501184,
                        share(0.5659037095501184, 1267, stderr=0.013929882555694046),
                    ),
                )
            ],
            [scores("a/b", ("mt", 0.3, {"metric": "bleu", "n": 100, "raw": 0.3, "stderr": 0.001}))],
            [scores("a/b", ("sciq", 0.9, share(0.9, 1000, stderr=0.0095)))],
        ],
    ),
    # Made up, as cards do it; MATH of weak models is 0.4 % on the Open LLM Leaderboard, truly, and
    # gpt2 is 1.34 % above guessing on GPQA there, or not above it at all.
    "percent-or-fraction": Example(
        [scores("a/b", ("medqa", 0.006861, {"raw": 0.6861}), ("pubmedqa", 0.754, {"raw": 75.4}))],
        (
            "prints 0.6861, read as 0.6861 %, where guessing gives 25 %",
            "a fraction, that is 68.61 %",
        ),
        [
            [
                scores(
                    "a/b", ("math-lvl-5", 0.0038, {"raw": 0.38}), ("medqa", 0.6861, {"raw": 68.61})
                )
            ],
            [
                scores(
                    "a/b",
                    ("mmlu-pro", 0.09, {"raw": 9.0}),
                    ("gpqa/normalised", 0.003, {"raw": 0.3}),
                )
            ],
            [
                scores(
                    "openai-community/gpt2",
                    (
                        "gpqa",
                        {"between": [0, 0.28]},
                        {"raw": 1.342, "note": "accuracy is 0.25 + ..."},
                    ),
                )
            ],
        ],
    ),
    # BioMistral-7B on MedQA: 50.6 % in its paper, 46.11 % in the board's own result file; a point
    # more is within what 1,273 questions leave to chance.
    "own-figure": Example(
        [
            {
                "model": {"id": "BioMistral/BioMistral-7B", "benchmarks": {"medqa": 0.4611}},
                "evidence": {
                    'benchmarks["medqa"]': [
                        {"method": "verified", "source": "board", "raw": 0.4611, "n": 1273},
                        {"method": "declared", "source": "card", "raw": 50.6},
                    ]
                },
            }
        ],
        ("the author says 50.6 % (card), board found 46.11 % of 1,273 items: 4.49 points more",),
        [
            [
                {
                    "model": {"id": "a/b", "benchmarks": {"medqa": 0.4611}},
                    "evidence": {
                        'benchmarks["medqa"]': [
                            {"method": "verified", "source": "board", "raw": 0.4611, "n": 1273},
                            {"method": "declared", "source": "card", "raw": own, **more},
                        ]
                    },
                }
            ]
            for own, more in (
                (47.1, {}),
                (50.6, {"reporter": "Open LLM Leaderboard"}),
                (41.0, {}),
            )
        ],
    ),
    # TheDrummer/Cydonia-24B-v4.3 states a total of 414,720; BioMistral-7B counts 7,241,732,096;
    # openlm-research/open_llama_7b-lora-like adapters carry the size of what they adapt.
    "size-and-name": Example(
        [counted("TheDrummer/Cydonia-24B-v4.3", 414720, 414720)],
        ("counts 414,720 parameters, the name says `24B`", "19,200,000,000 to 36,000,000,000"),
        [
            [counted("BioMistral/BioMistral-7B", 7241732096, 7241732096)],
            [counted("ContextualAI/archangel_sft-kto_pythia1-4b", 1414647808, 1414647808)],
            [model("x/llama-7b-lora", parameters=40_000_000, relation="adapter")],
            [model("x/qwen-7B-eagle3-draft", parameters=400_000_000)],
            [counted("a/b-24B", {"between": [19_200_000_000, 36_000_000_000]}, 24, "estimated")],
        ],
    ),
    # google/gemma-4-31B; HuggingFaceM4/idefics-9b-instruct has 257 positions beside its weights.
    "size-and-counts": Example(
        [counted("google/gemma-4-31B", 31273088876, 32682372656)],
        ("states the total 32,682,372,656", "give 31,273,088,876: 1,409,283,780 fewer"),
        [
            [counted("HuggingFaceM4/idefics-9b-instruct", 8929690384, 8929690641)],
            [
                counted(
                    "LiquidAI/LFM2-8B-A1B",
                    {"between": [8339929856, 8339930560]},
                    8339929856,
                    note=SUMS,
                )
            ],
            [counted("a/b", {"between": [1, 2]}, 3, "estimated")],
        ],
    ),
    # Intel/Qwen3-Coder-480B-...-int4: its words count 1.9 billion. A Llama 2 7B in GPTQ counts
    # 1,128,943,616 words and scales.
    "packed-count": Example(
        [counted("TheBloke/Llama-2-7B-GPTQ", 1128943616, 1128943616)],
        ("counts 1,128,943,616, words of several weights it seems", "name says `7B`"),
        [
            [counted("TheBloke/Llama-2-7B-fp16", 6738415616, 6738415616)],
            [counted("a/b-7B-AWQ", 6738415616, 6738415616)],
        ],
    ),
    # The Hub's ids keep their case and ignore it: both spellings lead to one repository.
    "same-id": Example(
        [model("Qwen/Qwen-72B"), model("qwen/qwen-72b")],
        ("`qwen/qwen-72b` differs from `Qwen/Qwen-72B` in record 1 by case alone",),
        [[model("Qwen/Qwen-72B"), model("Qwen/Qwen-72B-Chat")]],
    ),
    "future-date": Example(
        [model("a/b", modified="2027-01-31")],
        ("it is 2027-01-31, 70 days after 2026-11-22",),
        [
            [model("a/b", modified=TODAY, end_of_life="2031-01-01")],
            [model("a/b", released={"between": ["2026-01-01", "2026-12-31"]})],
        ],
    ),
    # openai-community/gpt2 in the snapshot of 2026-05-20; a model may be young or unpopular.
    "unmaintained": Example(
        [model("openai-community/gpt2", downloads=17386984, modified="2024-02-19")],
        ("17,386,984 downloads in 30 days, and last changed on 2024-02-19, 1,007 days ago",),
        [
            [model("a/b", downloads=17386984, modified="2025-02-19")],
            [model("a/b", downloads=99, modified="2020-01-01")],
            [model("a/b", downloads={"between": [10, None]}, modified="2020-01-01")],
            [model("a/b", downloads=17386984)],
        ],
    ),
    # openai/whisper-large-v3: Apache-2.0 on the Hub, MIT in GPUStack's catalogue.
    "disagreement": Example(
        [
            {
                "model": {
                    "id": "openai/whisper-large-v3",
                    "license": {"one_of": ["Apache-2.0", "MIT"]},
                },
                "evidence": {
                    "license": [
                        {"method": "declared", "source": "hub", "raw": "apache-2.0"},
                        {"method": "declared", "source": "gpustack", "raw": "mit"},
                    ]
                },
            }
        ],
        ("declared sources disagree: hub says Apache-2.0, gpustack says MIT",),
        [
            [
                {
                    "model": {"id": "a/b", fact: value},
                    "evidence": {
                        fact: [
                            {"method": one, "source": "x", "raw": a},
                            {"method": two, "source": "y", "raw": b},
                        ]
                    },
                }
            ]
            for fact, value, one, two, a, b in (
                ("license", "MIT", "declared", "declared", "mit", "MIT"),
                ("license", "MIT", "attested", "declared", "mit", "apache-2.0"),
                ("parameters", 72_000_000_000, "declared", "declared", 72, 72_000_000_000),
                ("license_declared", "MIT", "declared", "declared", "mit", "The MIT License"),
            )
        ],
    ),
    "licence": Example(
        [
            model("x/medical-8B", license="Apache-2.0", base_models=["meta-llama/Llama-3.1-8B"]),
            model("meta-llama/Llama-3.1-8B", license="LicenseRef-llama3.1", base_models=[]),
        ],
        ("declares `Apache-2.0` over `meta-llama/Llama-3.1-8B`",),
        [
            [
                model(
                    "x/medical-8B", license="Apache-2.0", base_models=["mistralai/Mistral-7B-v0.1"]
                ),
                model("mistralai/Mistral-7B-v0.1", license="Apache-2.0", base_models=[]),
            ],
            [model("x/medical-8B", license="Apache-2.0", base_models=["meta-llama/Llama-3.1-8B"])],
        ],
    ),
}
