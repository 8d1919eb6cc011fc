"""The licence data are sound: every entry uses the vocabulary and says what it rests on."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import license_expression  # type: ignore[import-untyped]
import pytest

from msm_rules import licences
from msm_rules.licences.knowledge import FAMILIES, fold
from msm_rules.licences.links import fold_link

DATA = files("msm_rules.licences") / "data"
RAW: list[dict[str, Any]] = [
    raw for family in FAMILIES for raw in json.loads((DATA / f"{family}.json").read_text("utf-8"))
]
ALIASES: dict[str, Any] = json.loads((DATA / "aliases.json").read_text("utf-8"))
ALIAS_TABLES = ("hub", "spdx", "scancode", "names")
TEXT_KEYS = {"version", "url", "sha256", "kept_by", "official"}
KEYS = {"id", "name", "family", "category", "read"}
READ_KEYS = KEYS | {"permits", "requires", "prohibits", "excluded_territories", "user_cap", "text"}

each = pytest.mark.parametrize("raw", RAW, ids=lambda raw: raw["id"])
each_read = pytest.mark.parametrize(
    "raw", [raw for raw in RAW if raw["read"]], ids=lambda raw: raw["id"]
)


def test_every_data_file_is_loaded() -> None:
    found = {Path(file.name).stem for file in DATA.iterdir()}
    assert found == {*FAMILIES, "aliases"}


@each
def test_an_entry_has_the_fields_of_its_kind_and_no_others(raw: dict[str, Any]) -> None:
    required = READ_KEYS if raw["read"] else KEYS | {"unread"}
    optional = {"territory_condition", "territory_clause", "unsettled"} if raw["read"] else {"text"}
    assert required <= raw.keys() <= required | optional
    assert raw.get("text", {}).keys() <= {*TEXT_KEYS, "also"}
    assert raw["category"] in (*licences.CATEGORIES, None)


@each_read
def test_every_term_is_in_the_vocabulary_and_has_a_clause_with_its_words(
    raw: dict[str, Any],
) -> None:
    unsettled = raw.get("unsettled", {})
    assert {*raw["permits"], *raw["prohibits"], *unsettled} <= {*licences.TERMS}
    assert raw["requires"].keys() <= {*licences.REQUIREMENTS}
    kinds = [raw["permits"], raw["prohibits"], raw["requires"], unsettled]
    grounds = [on for kind in kinds for on in kind.values()]
    grounds += [raw["territory_clause"]] if raw["excluded_territories"] else []
    assert all(on.keys() == {"clause", "quote"} for on in grounds)
    assert all(on["clause"].strip() and 16 <= len(on["quote"]) <= 200 for on in grounds)


@each_read
def test_no_term_is_permitted_and_prohibited_and_unsettled_at_once(raw: dict[str, Any]) -> None:
    terms = [*raw["permits"], *raw["prohibits"], *raw.get("unsettled", {})]
    assert len(terms) == len({*terms})


@each_read
def test_a_licence_that_was_read_says_which_text_where_and_with_which_hash(
    raw: dict[str, Any],
) -> None:
    assert raw["category"] is not None
    texts = [raw["text"], *raw["text"].get("also", ())]
    for text in texts:
        assert text["url"].startswith("https://")
        assert re.fullmatch(r"[0-9a-f]{64}", text["sha256"])
    assert all(text["name"] for text in texts[1:])


@pytest.mark.parametrize("raw", [r for r in RAW if not r["read"]], ids=lambda raw: raw["id"])
def test_a_licence_that_was_not_read_says_why_and_what_its_category_rests_on(
    raw: dict[str, Any],
) -> None:
    assert raw["unread"].startswith("no text could be had; ")
    assert ("the category is" in raw["unread"]) == (raw["category"] is not None)
    assert "sha256" not in raw.get("text", {})


@each_read
def test_a_cap_on_users_is_a_requirement_beside_a_number(raw: dict[str, Any]) -> None:
    capped = raw["user_cap"] != "none"
    assert capped == ("user-cap" in raw["requires"])
    assert not capped or (raw["user_cap"] > 0 and "commercial-use" in raw["permits"])


@each_read
def test_a_condition_on_territories_belongs_to_excluded_territories(raw: dict[str, Any]) -> None:
    assert all(re.fullmatch("[A-Z]{2}", code) for code in raw["excluded_territories"])
    assert raw["excluded_territories"] or "territory_condition" not in raw


def test_ids_are_unique_and_aliases_name_one_licence_each() -> None:
    ids = [raw["id"] for raw in RAW]
    assert len(ids) == len({id.lower() for id in ids})
    said = [(fold(word), raw["id"]) for raw in RAW for word in {raw["id"], raw["name"]}]
    said += [(fold(a), id) for t in ALIAS_TABLES for a, id in ALIASES[t]["aliases"].items()]
    meant: dict[str, set[str]] = {}
    for alias, id in said:
        meant.setdefault(alias, set()).add(id)
    assert {alias: found for alias, found in meant.items() if len(found) > 1} == {}


def test_aliases_lead_to_entries_and_never_to_what_is_no_licence() -> None:
    ids = {raw["id"] for raw in RAW}
    for table in (*ALIAS_TABLES, "links"):
        assert {*ALIASES[table]["aliases"].values()} <= ids, table
        assert ALIASES[table]["source"]
    reasons = {fold(word) for word in ALIASES["no_licence"]["reasons"]}
    assert not reasons & {fold(a) for t in ALIAS_TABLES for a in ALIASES[t]["aliases"]}
    links = [*ALIASES["links"]["aliases"].items()]
    assert len({fold_link(url) for url, _ in links}) == len({(fold_link(u), i) for u, i in links})


def test_ids_and_exceptions_are_those_of_spdx_or_licenserefs() -> None:
    known = license_expression.get_spdx_licensing().known_symbols
    for raw in RAW:
        if not raw["id"].startswith("LicenseRef-"):
            assert raw["id"] in known, raw["id"]
        assert re.fullmatch(r"[A-Za-z0-9.-]+", raw["id"])
    assert all(known[id].is_exception for id in ALIASES["exceptions"]["ids"])


def test_every_id_of_the_hub_is_an_entry_or_has_a_reason(shared: Path) -> None:
    """As mapped to SPDX; for Llama 4 the map names the use policy in place of the licence."""
    with (shared / "data/licences/hf_license_map.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 83
    for row in rows:
        id, spdx = licences.resolve(row["hf_id"]), row["spdx_key"]
        if licences.no_licence(row["hf_id"]):
            assert id is None
            assert not spdx or row["scancode_key"] == "unknown"
        else:
            assert id is not None, row["hf_id"]
            assert licences.lookup(row["hf_id"]) is not None
            expected = "LicenseRef-scancode-llama-4-cla-2025" if row["hf_id"] == "llama4" else spdx
            assert not spdx or licences.resolve(expected) == id, row["hf_id"]


def test_the_digest_does_not_depend_on_the_process() -> None:
    code = "from msm_rules import licences; print(licences.digest())"
    assert {printed(code, hash_seed=seed) for seed in ("1", "2")} == {licences.digest()}


def test_importing_the_room_reads_no_data_and_loads_no_heavy_library() -> None:
    code = (
        "import sys; from msm_rules import licences; from msm_rules.licences import knowledge;"
        "print(knowledge._read.cache_info().currsize,"
        " sorted({'license_expression', 'pydantic', 'importlib.resources'} & {*sys.modules}))"
    )
    assert printed(code) == "0 []"


def printed(code: str, hash_seed: str = "0") -> str:
    """What a fresh interpreter prints."""
    root = str(Path(__file__).parents[2])
    return subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def test_a_record_is_plain_json_and_tells_every_clause() -> None:
    entry = licences.lookup("llama3.2")
    assert entry is not None
    plain = licences.record(entry)
    assert json.loads(json.dumps(plain)) == plain
    full = licences.full_record(entry)
    assert json.loads(json.dumps(full)) == full
    assert {**full, "text": 0} == {**plain, "text": 0, **{k: full[k] for k in full.keys() - plain}}
    assert full["quotes"].keys() == full["clauses"].keys()  # type: ignore[attr-defined]
    assert plain["user_cap"] == 700_000_000
    assert plain["clauses"]["requires:user-cap"] == "2. Additional Commercial Terms"  # type: ignore[index]
