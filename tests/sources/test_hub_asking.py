"""Asking the Hub when it does not answer as it should: bounded, in words, and never a traceback."""

from __future__ import annotations

import errno
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from msm_rules.facts import builtin
from msm_rules.sources.addresses import HubModel, HubQuery, hub_address
from msm_rules.sources.hub import (
    Asking,
    Hub,
    HubError,
    HubFacts,
    answers,
    open_model,
    open_models,
)
from msm_rules.sources.hub.asking import Patience, usual_patience
from msm_rules.sources.hub.cache import Cache
from tests import hub_server as at
from tests.hub_server import Server

QUICK = at.patience(tries=3)
MODEL = HubModel("acme/model-7B")
DAY = "2026-11-25"


@pytest.fixture
def server(hub_server: Server) -> Server:
    hub_server.add(MODEL.id)
    return hub_server


def asked(waits: list[float] | None = None, **more: object) -> Hub:
    sleep: Callable[[float], None] = (waits if waits is not None else []).append
    patience = more.pop("patience", QUICK)
    return Hub(Asking(DAY, folder=None, patience=patience, sleep=sleep, **more))  # type: ignore[arg-type]


def opened(hub: Hub | None = None, model: HubModel = MODEL) -> HubFacts:
    return open_model(hub or asked(), model, builtin())


def refusal(hub: Hub | None = None, model: HubModel = MODEL) -> HubError:
    with pytest.raises(HubError) as refused:
        opened(hub, model)
    assert "\n" not in str(refused.value)
    return refused.value


# --- what passes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        *(at.status(code) for code in (408, 429, 500, 502, 503, 504)),
        at.resets,
        at.breaks_off,
        at.hangs,
    ],
)
def test_what_may_pass_is_asked_for_again(server: Server, fault: at.Fault) -> None:
    server.faults["/api/"] = [fault]
    waits: list[float] = []
    hub = asked(waits, patience=at.patience(fault, tries=3))
    assert opened(hub).entry.id == MODEL.id
    assert len(server.asked) == 2
    assert waits == [0.01]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (at.hangs, "does not answer"),
        (at.resets, "broke off"),
        (at.breaks_off, "broke off"),
        (at.status(500), "status 500"),
        (at.status(503), "status 503"),
        (at.status(429), "asked too often"),
        (at.drips, "too slowly"),
    ],
)
def test_what_does_not_pass_ends_after_a_few_tries(
    server: Server, fault: at.Fault, words: str
) -> None:
    server.faults["/api/"] = fault
    waits: list[float] = []
    error = refusal(asked(waits, patience=at.patience(fault, tries=3)))
    assert words in error.reason
    assert (error.passing, error.hint is not None) == (True, True)
    assert len(server.asked) == 3
    assert waits == [0.01, 0.02]


def test_the_hub_says_how_long_to_wait(server: Server) -> None:
    limit = '"api";r=0;t=4'
    server.faults["/api/"] = [at.status(429, Retry_After="3"), at.status(429, RateLimit=limit)]
    waits: list[float] = []
    opened(asked(waits))
    assert waits == [3.0, 4.0]


def test_a_wait_that_is_too_long_is_told_instead_of_waited_for(server: Server) -> None:
    server.faults["/api/"] = at.status(429, Retry_After="3600")
    waits: list[float] = []
    error = refusal(asked(waits))
    assert "for 3,600 seconds" in error.reason
    assert "HF_TOKEN" in str(error.hint)
    assert (waits, len(server.asked)) == ([], 1)


def test_a_date_to_wait_for_is_not_guessed_at(server: Server) -> None:
    server.faults["/api/"] = [at.status(503, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT")]
    waits: list[float] = []
    opened(asked(waits))
    assert waits == [0.01]


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "words", "hint"),
    [
        (at.status(401), "not on the Hub, or not shown to you", "hf auth login"),
        (at.status(403), "gated", "hf auth login"),
        (at.status(403, X_Error_Code="GatedRepo"), "gated", "accept its terms"),
        (at.status(404), "not on the Hub", "look at the name"),
        (at.status(404, X_Error_Code="RevisionNotFound"), "no such revision", "a branch or a tag"),
        (at.status(418), "status 418", None),
        (at.body(b"<html>welcome</html>"), "not JSON", None),
        (at.body(b'{"id": "acme/model-7B", "tags": ["a'), "not JSON", None),
        (at.body(b""), "not JSON", None),
        (at.body(b"[]"), "expected a mapping, found an empty list", None),
        (at.body(b'"text"'), "expected a mapping, found the text", None),
        (at.body(b"null"), "expected a mapping, found nothing", None),
        (at.body(b'{"error": "no"}'), "no `id`", None),
        (at.body(b'{"id": 7}'), "no `id`", None),
        (at.body(b'{"id": "../../etc/passwd"}'), "no `id`", None),
        (at.body(b"\xff\xfe{}"), "not UTF-8", None),
        (at.body(b'{"id":' * 3000), "nested too deep", None),
        (at.body(b'{"id":"a/b"', Content_Encoding="gzip"), "not what it says", "--offline"),
        (at.status(307, Location="ftp://elsewhere/x"), "cannot be asked for", "HF_ENDPOINT"),
    ],
)
def test_what_is_refused_is_said_in_words(
    server: Server, fault: at.Fault, words: str, hint: str | None
) -> None:
    server.faults["/api/"] = fault
    error = refusal()
    assert words in error.reason
    assert str(error).startswith("`hub:acme/model-7B` ")
    assert hint is None or hint in str(error.hint)


def test_a_loop_of_redirects_ends(server: Server) -> None:
    server.renamed = {"a/one": "a/two", "a/two": "a/one"}
    error = refusal(model=HubModel("a/one"))
    assert "from one address to the next" in error.reason
    assert len(server.asked) < 30


def test_an_answer_without_end_is_not_read_to_its_end(server: Server) -> None:
    server.faults["/api/"] = at.body(b'{"id": "' + b"a" * (9 * 1024 * 1024) + b'"}')
    assert "is larger than 8 MiB" in refusal().reason


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        ("http://127.0.0.1:1", "cannot be reached"),
        ("nonsense", "cannot be asked for at `nonsense`"),
        ("http://[::1", "cannot be asked for at"),
    ],
)
def test_a_place_where_no_hub_is_is_said(
    server: Server, monkeypatch: pytest.MonkeyPatch, endpoint: str, words: str
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    assert words in refusal().reason


def test_an_endpoint_that_the_library_cannot_load_with_is_said(tmp_path: Path) -> None:
    program = (
        "from msm_rules.cli.main import main;"
        "raise SystemExit(main(['facts', 'pull', 'hub:acme/model']))"
    )
    settings = {"HF_ENDPOINT": "http://[::1", "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **settings},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "cannot be asked for at `http://[::1`" in done.stderr


def test_another_commit_than_the_one_asked_for_is_refused(server: Server) -> None:
    server.faults["/api/"] = at.body(json.dumps(at.info(MODEL.id, sha="b" * 40)).encode())
    assert "another commit" in refusal(model=HubModel(MODEL.id, "a" * 40)).reason


def test_a_model_without_a_commit_is_refused_where_one_is_required(server: Server) -> None:
    error = refusal(asked(require_revision=True))
    assert str(error.hint) == f"it is hub:{MODEL.id}@{at.SHA} now"
    assert opened(asked(require_revision=True), HubModel(MODEL.id, at.SHA)).entry.revision == at.SHA


# --- who asks ------------------------------------------------------------------------------------


def test_the_token_of_the_environment_is_sent(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened()
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    opened()
    sent = [headers.get("Authorization") for headers in server.headers]
    assert sent == [None, "Bearer hf_secret"]
    assert all("msm-rules/" in headers["User-Agent"] for headers in server.headers)


def test_the_token_goes_to_no_other_host(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    with at.serving() as other:
        other.add(MODEL.id)
        elsewhere = other.url.replace("127.0.0.1", "localhost")
        server.faults["/api/"] = at.status(307, Location=f"{elsewhere}/api/models/{MODEL.id}")
        opened()
        assert [h.get("Authorization") for h in other.headers] == [None]


def test_nothing_else_is_asked_for_than_what_is_wanted(server: Server) -> None:
    hub = asked()
    opened(hub)
    assert (len(server.asked), hub.requests) == (1, 1)
    assert server.asked[0].startswith(f"/api/models/{MODEL.id}?expand=")


def test_a_revision_is_quoted(server: Server) -> None:
    refusal(model=HubModel(MODEL.id, "refs/pr/1"))
    assert f"/api/models/{MODEL.id}/revision/refs%2Fpr%2F1?" in server.asked[0]


def test_a_compressed_answer_is_read(server: Server) -> None:
    text = gzip.compress(json.dumps(at.info(MODEL.id)).encode())
    server.faults["/api/"] = at.body(text, Content_Encoding="gzip")
    assert opened().entry.id == MODEL.id


def test_the_librarys_own_timeout_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_DOWNLOAD_TIMEOUT", "42")
    assert usual_patience().silence == 42
    for nonsense in ("0", "-1", "soon", "٣", "1e9"):
        monkeypatch.setenv("HF_HUB_DOWNLOAD_TIMEOUT", nonsense)
        assert usual_patience() == Patience()


def test_without_the_library_it_is_said_what_to_install(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    error = refusal()
    assert "needs huggingface_hub" in error.reason
    assert error.hint == "install msm-rules[hub]"


def test_where_the_library_may_ask_nobody_nobody_is_asked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    constants = pytest.importorskip("huggingface_hub.constants")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert "HF_HUB_OFFLINE" in refusal().reason
    assert server.asked == []


# --- what is kept --------------------------------------------------------------------------------


def kept(folder: Path, day: str = DAY, **more: object) -> Hub:
    return Hub(Asking(day, folder=folder, patience=QUICK, sleep=lambda _: None, **more))  # type: ignore[arg-type]


def test_the_same_is_asked_once_a_day(server: Server, tmp_path: Path) -> None:
    for day, requests in ((DAY, 1), (DAY, 1), ("2026-11-26", 2), ("2026-11-26", 2)):
        opened(kept(tmp_path, day))
        assert len(server.asked) == requests


def test_it_is_asked_again_on_request_and_once_in_a_run(server: Server, tmp_path: Path) -> None:
    opened(kept(tmp_path))
    hub = kept(tmp_path, refresh=True)
    opened(hub)
    opened(hub)
    assert len(server.asked) == 2


def test_a_file_at_a_commit_is_asked_for_once_and_for_ever(server: Server, tmp_path: Path) -> None:
    at_commit, at_branch = HubModel(MODEL.id, at.SHA), HubModel(MODEL.id, "main")
    for day in (DAY, "2027-11-25"):
        assert kept(tmp_path, day).file(at_commit, "config.json", 10_000).day == DAY
        kept(tmp_path, day).file(at_branch, "config.json", 10_000)
    assert len(server.asked) == 3


def test_offline_uses_what_was_kept_with_the_day_it_was_given(
    server: Server, tmp_path: Path
) -> None:
    opened(kept(tmp_path))
    document = opened(kept(tmp_path, "2027-01-01", offline=True)).document()
    assert len(server.asked) == 1
    assert document["evidence"]["likes"][0]["observed"] == DAY  # type: ignore[index,call-overload]


def test_offline_says_what_was_not_kept(server: Server, tmp_path: Path) -> None:
    error = refusal(kept(tmp_path, offline=True))
    assert "was not kept before" in error.reason
    assert error.hint == "run the same once without `--offline`"
    assert server.asked == []


def test_a_commit_that_was_kept_is_no_answer_for_another(server: Server, tmp_path: Path) -> None:
    opened(kept(tmp_path), HubModel(MODEL.id, at.SHA))
    refusal(kept(tmp_path, offline=True), HubModel(MODEL.id, "b" * 40))


def test_one_hub_is_no_answer_for_another(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(kept(tmp_path))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    refusal(kept(tmp_path))


@pytest.mark.parametrize("harm", ["cut", "empty", "head", "flipped", "text", "folder"])
def test_a_kept_answer_that_is_not_whole_is_asked_for_again(
    server: Server, tmp_path: Path, harm: str
) -> None:
    opened(kept(tmp_path))
    (file,) = (p for p in tmp_path.rglob("*") if p.is_file())
    data = file.read_bytes()
    harmed = {
        "cut": data[:-100],
        "empty": b"",
        "head": data[:20],
        "flipped": data[:-10] + bytes([data[-10] ^ 1]) + data[-9:],
        "text": b"not this\n" + data,
    }
    if harm == "folder":
        file.unlink()
        file.mkdir()
    else:
        file.write_bytes(harmed[harm])
    assert opened(kept(tmp_path)).entry.id == MODEL.id
    assert len(server.asked) == 2


def test_a_write_that_is_killed_leaves_what_was_there(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(kept(tmp_path))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("os.replace", killed)
        with pytest.raises(KeyboardInterrupt):
            opened(kept(tmp_path, refresh=True))
    opened(kept(tmp_path, offline=True))
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1


def test_a_cache_whose_writer_is_killed_holds_whole_answers_alone(tmp_path: Path) -> None:
    """The writer puts one of two long answers again and again until it is killed."""
    code = (
        "import sys; from pathlib import Path\n"
        "from msm_rules.sources.hub.cache import Cache, kept\n"
        "cache = Cache(Path(sys.argv[1]))\n"
        "for n in range(10**9):\n"
        "    cache.put('key', kept(bytes([n % 2]) * 3_000_000, '2026-11-25', {}))\n"
        "    print(n, flush=True)\n"
    )
    for _ in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            writer.kill()
        found = Cache(tmp_path).get("key")
        assert found is not None
        assert found.body in (b"\0" * 3_000_000, b"\1" * 3_000_000)


def test_half_a_write_beside_its_place_is_no_answer(server: Server, tmp_path: Path) -> None:
    opened(kept(tmp_path))
    (file,) = (p for p in tmp_path.rglob("*") if p.is_file())
    file.rename(file.with_name(".half"))
    refusal(kept(tmp_path, offline=True))


@pytest.mark.parametrize("code", ["ENOSPC", "EROFS", "EACCES"])
@pytest.mark.parametrize("step", ["tempfile.mkstemp", "os.replace"])
def test_where_nothing_can_be_kept_the_work_goes_on_and_it_is_said_once(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, step: str
) -> None:
    number = getattr(errno, code)

    def full(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(step, full)
    server.add("acme/other")
    hub = kept(tmp_path)
    opened(hub)
    opened(hub, HubModel("acme/other"))
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
    (note,) = hub.notes
    assert "answers of the Hub are not kept" in str(note)


def test_a_file_in_the_place_of_the_cache_stops_nothing(server: Server, tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("here already")
    hub = kept(place)
    assert opened(hub).entry.id == MODEL.id
    assert len(hub.notes) == 1


def test_what_is_kept_is_for_its_owner_alone(server: Server, tmp_path: Path) -> None:
    opened(kept(tmp_path))
    (file,) = (p for p in tmp_path.rglob("*") if p.is_file())
    assert file.stat().st_mode & 0o077 == 0


# --- a Hub that knows other fields ---------------------------------------------------------------


def test_the_fields_that_are_wanted_are_fields_of_the_library() -> None:
    api = pytest.importorskip("huggingface_hub.hf_api")
    assert set(answers._EXPANDED) <= set(get_args(api.ExpandModelProperty_T))


def test_a_hub_that_knows_a_field_by_another_name_is_asked_for_what_it_has(server: Server) -> None:
    server.faults["expand="] = at.status(400)
    server.listed = [at.info(MODEL.id)]
    assert opened().entry.id == MODEL.id
    query = hub_address("hub:?author=acme")
    assert isinstance(query, HubQuery)
    ((_, found),) = open_models(asked(), query, builtin())
    assert isinstance(found, HubFacts)
    assert server.asked[-1].endswith("&full=true&cardData=true&config=true")


@pytest.mark.parametrize("token", ["hf_secret\x00", "hf_secretü", "hf_secret\nX-Other: 1"])
def test_a_token_that_cannot_be_sent_is_never_shown(
    server: Server, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setattr("huggingface_hub.get_token", lambda: token)
    error = refusal()
    assert "the token holds a sign that no token has" in error.reason
    assert "secret" not in f"{error} {error.hint}"
    assert server.asked == []
