"""Small made-up result files of the shapes that the harnesses write, for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msm_rules.sources.evaluations import Evaluated, Told, read_evaluations
from msm_rules.sources.evaluations.run import NOTHING_TOLD


def lm_eval(
    results: Mapping[str, Mapping[str, Any]],
    model: str = "lab/model",
    **more: Any,
) -> dict[str, Any]:
    """A file of lm-evaluation-harness since 0.4."""
    return {
        "results": {task: {"alias": task, **row} for task, row in results.items()},
        "configs": {task: {"task": task, "num_fewshot": 5} for task in results},
        "versions": dict.fromkeys(results, 1.0),
        "n-shot": dict.fromkeys(results, 5),
        "config": {"model": "hf", "model_args": f"pretrained={model},dtype=bfloat16"},
        "date": 1768964383.8593218,
        "lm_eval_version": "0.4.9",
        **more,
    }


def lighteval(
    results: Mapping[str, Mapping[str, Any]], n: int | None = None, model: str = "lab/model"
) -> dict[str, Any]:
    """A file of lighteval."""
    tasks = {task: {"effective_num_docs": n, "num_fewshots": 5} for task in results}
    return {
        "config_general": {"lighteval_sha": "203045a", "model_name": model, "max_samples": None},
        "results": {**results, "all": {"acc": 0.5}},
        "config_tasks": tasks,
    }


def every_eval_ever(*results: Mapping[str, Any], model: str = "lab/model", **more: Any) -> Any:
    """A record of Every Eval Ever."""
    return {
        "schema_version": "0.3.0",
        "retrieved_timestamp": "1770682486.623709",
        "source_metadata": {
            "source_organization_name": "Example Lab",
            "evaluator_relationship": "third_party",
        },
        "eval_library": {"name": "inspect_ai", "version": "0.3"},
        "model_info": {"id": model, "name": "model"},
        "evaluation_results": list(results),
        **more,
    }


def result(name: str, score: Any, unit: str = "proportion", **more: Any) -> dict[str, Any]:
    """One result of such a record."""
    config = {"metric_kind": "accuracy", "metric_unit": unit, "lower_is_better": False}
    details = {"score": score, **more}
    return {"evaluation_name": name, "metric_config": config, "score_details": details}


def written(folder: Path, name: str, content: Any) -> Path:
    """A file with that content: bytes, text, or JSON."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def read(
    path: Path, mapping: str | Path | None = None, told: Told = NOTHING_TOLD
) -> dict[str, Evaluated]:
    """What a file or folder says, by model; what is odd about the source is under ``."""
    return {each.model or "": each for each in read_evaluations(path, mapping, told)}


def facts(evaluated: Evaluated) -> dict[str, Any]:
    """The values of one model by the name of the benchmark."""
    return {claim.fact.partition('["')[2][:-2]: claim.value for claim in evaluated.claims}


def said(evaluated: Evaluated) -> str:
    """All findings, one a line."""
    return "\n".join(map(str, evaluated.findings))
