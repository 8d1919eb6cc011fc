"""`--origin`: a proof says where its policy came from where that is asked for, and it is true."""

from __future__ import annotations

import json
import os
import subprocess
import zlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import msm_rules as rules
from msm_rules.origins.commits import _held
from msm_rules.origins.git import _object, _tree, text_of
from tests.cli.conftest import Outcome, Run
from tests.cli.test_msm_clumsy import refused

COMMIT = "4f9c" * 10
CALL = ("explain", "assistant.msm", "small.json", "--as-of", "2026-11-22", "--format", "json")
REMOTE = "https://git.example.org/clinic/policies.git"
LIBRARY = '\nuse "shared/terms.msm" as terms\n'


def git(*words: str, at: Path | str = ".") -> str:
    """Run git as in a fresh account, and give what it says."""
    who = {f"GIT_{role}_{what}": "a@b.c" for role in ("AUTHOR", "COMMITTER") for what in
           ("NAME", "EMAIL")}  # fmt: skip
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull}
    command = ["git", "-C", str(at), "-c", "init.defaultBranch=main", *words]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return run.stdout.strip()


def forget() -> None:
    """What git told is asked again, as in a run of its own."""
    for told in (text_of, _tree, _object, _held):
        told.cache_clear()


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    forget()


@pytest.fixture
def committed(desk: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The desk as a git checkout with everything committed; the commit."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "a policy")
    return git("rev-parse", "HEAD")


def origin(outcome: Outcome) -> dict[str, Any]:
    assert outcome.status == 0, outcome.err
    found: dict[str, Any] = json.loads(outcome.out)["policy"]["origin"]
    return found


# --- as git tells --------------------------------------------------------------------------------


def test_nothing_is_said_unless_it_is_asked_for(msm: Run, committed: str) -> None:
    """The same inputs give the same bytes, whatever is checked out."""
    before = msm(*CALL)
    assert origin(before) == {"address": None, "commit": None}
    git("remote", "add", "origin", REMOTE)
    git("commit", "-qm", "another", "--allow-empty")
    assert msm(*CALL).out == before.out


def test_git_tells_the_commit_and_the_remote(msm: Run, committed: str) -> None:
    git("remote", "add", "origin", REMOTE)
    assert origin(msm(*CALL, "--origin", "git")) == {"address": REMOTE, "commit": committed}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://user:s3cret@git.example.org/p.git", "https://git.example.org/p.git"),
        ("https://s3cret@git.example.org:8443/p", "https://git.example.org:8443/p"),
        ("https://a@b:s3cret@git.example.org/p", "https://git.example.org/p"),
        ("HTTPS://s3cret@git.example.org/p", "https://git.example.org/p"),
        ("https://git.example.org/p?private_token=s3cret", "https://git.example.org/p"),
        ("https://git.example.org/p#s3cret", "https://git.example.org/p"),
        ("ssh://git:s3cret@git.example.org/p.git", "ssh://git@git.example.org/p.git"),
        ("git@git.example.org:clinic/p.git", "git@git.example.org:clinic/p.git"),
        ("git.example.org:clinic/p.git", "git.example.org:clinic/p.git"),
        ("user:s3cret@git.example.org:p.git", None),
        ("/home/me/s3cret", None),
        ("file:///home/me/s3cret", None),
        ("C:\\Users\\s3cret", None),
        ("../s3cret", None),
        ("ext::sh -c s3cret", None),
        ("https://git.example.org/ s3cret", None),
    ],
)
def test_an_address_is_one_for_others_and_without_credentials(
    msm: Run, committed: str, written: str, shown: str | None
) -> None:
    git("remote", "add", "origin", written)
    outcome = msm(*CALL, "--origin", "git")
    assert origin(outcome) == {"address": shown, "commit": committed}
    assert "s3cret" not in outcome.out + outcome.err
    if shown is not None:
        assert origin(msm(*CALL, "--origin", f"{written}@{COMMIT}"))["address"] == shown
    elif "@" not in written:
        refused(msm(*CALL, "--origin", f"{written}@{COMMIT}"), "no address of a repository")


def test_the_remote_of_the_branch_goes_before_origin_and_several_are_not_guessed(
    msm: Run, committed: str
) -> None:
    for name in ("one", "two"):
        git("remote", "add", name, f"https://{name}.example.org/p")
    refused(msm(*CALL, "--origin", "git"), "several remotes, `one`, `two`", "ADDRESS@COMMIT")
    git("config", "branch.main.remote", "two")
    assert origin(msm(*CALL, "--origin", "git"))["address"] == "https://two.example.org/p"
    git("checkout", "-q", "--detach")
    git("remote", "add", "origin", REMOTE)
    assert origin(msm(*CALL, "--origin", "git"))["address"] == REMOTE


def test_a_commit_that_nobody_else_can_get_is_said(msm: Run, committed: str) -> None:
    assert "has no remote, so the proof names commit" in msm(*CALL, "--origin", "git").err
    git("remote", "add", "origin", REMOTE)
    assert "is on no branch that is known of" in msm(*CALL, "--origin", "git").err
    git("update-ref", "refs/remotes/origin/main", committed)
    assert msm(*CALL, "--origin", "git").err == ""


def test_a_policy_that_was_changed_or_never_committed_is_refused(
    msm: Run, desk: Path, committed: str
) -> None:
    text = (desk / "assistant.msm").read_text("utf-8")
    (desk / "assistant.msm").write_text(text.replace("24 GiB", "48 GiB"), "utf-8")
    refused(
        msm(*CALL, "--origin", "git"), "`assistant.msm` differs from the commit", committed[:12]
    )
    git("add", ".")
    refused(msm(*CALL, "--origin", "git"), "`assistant.msm` differs from the commit")
    (desk / "assistant.msm").write_bytes(text.replace("\n", "\r\n").encode())
    refused(msm(*CALL, "--origin", "git"), "other line ends", "core.autocrlf=false")
    (desk / "new.msm").write_text(text, "utf-8")
    refused(
        msm("explain", "new.msm", *CALL[2:], "--origin", "git"), "`new.msm` is not in the commit"
    )


def test_whatever_the_policy_refers_to_must_be_committed_too(
    msm: Run, desk: Path, committed: str
) -> None:
    (desk / "shared").mkdir()
    (desk / "shared" / "terms.msm").write_text("let small = 10 GB\n", "utf-8")
    text = (desk / "assistant.msm").read_text("utf-8")
    using = text.replace("\nparam gpu", f"{LIBRARY}\nparam gpu", 1).replace(
        "0.9 *", "terms.small +"
    )
    (desk / "assistant.msm").write_text(using, "utf-8")
    git("add", "assistant.msm")
    git("commit", "-qm", "uses a library")
    refused(msm(*CALL, "--origin", "git"), "`shared/terms.msm` is not in the commit")
    git("add", ".")
    git("commit", "-qm", "the library")
    assert origin(msm(*CALL, "--origin", "git"))["commit"] == git("rev-parse", "HEAD")


def test_a_link_counts_as_what_it_points_to(msm: Run, desk: Path, committed: str) -> None:
    (desk / "link.msm").symlink_to("assistant.msm")
    assert origin(msm("explain", "link.msm", *CALL[2:], "--origin", "git"))["commit"] == committed


def test_what_is_in_no_checkout_is_refused(msm: Run, desk: Path) -> None:
    refused(msm(*CALL, "--origin", "git"), "in no git checkout", "ADDRESS@COMMIT")
    git("init", "-q")
    refused(msm(*CALL, "--origin", "git"), "has no commit yet")


def test_without_git_it_is_said_what_to_do(
    msm: Run, desk: Path, committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(desk / "nothing"))
    refused(msm(*CALL, "--origin", "git"), "git is not installed", "ADDRESS@COMMIT")


def test_a_git_that_does_not_answer_is_not_waited_for(
    msm: Run, committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("msm_rules.origins.git.SECONDS", 0)
    refused(msm(*CALL, "--origin", "git"), "no answer within 0 seconds")


def test_a_hook_does_not_lead_git_elsewhere(
    msm: Run, desk: Path, committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = desk / "other"
    other.mkdir()
    git("init", "-q", at=other)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    assert origin(msm(*CALL, "--origin", "git"))["commit"] == committed


def test_a_replacement_of_a_commit_is_not_taken_for_it(
    msm: Run, desk: Path, committed: str
) -> None:
    """`git replace` shows another content under the name of a commit; nobody else would see it."""
    text = (desk / "assistant.msm").read_text("utf-8")
    (desk / "assistant.msm").write_text(text.replace("24 GiB", "48 GiB"), "utf-8")
    git("commit", "-qam", "laxer")
    git("replace", committed, "HEAD")
    git("reset", "-q", "--soft", committed)
    refused(msm(*CALL, "--origin", "git"), "`assistant.msm` differs from the commit")


# --- as it is said -------------------------------------------------------------------------------


def test_who_knows_the_origin_says_it(msm: Run, desk: Path) -> None:
    said = origin(msm(*CALL, "--origin", f"{REMOTE}@{COMMIT.upper()}"))
    assert said == {"address": REMOTE, "commit": COMMIT}


@pytest.mark.parametrize(
    "given",
    [
        *("", "main", REMOTE, COMMIT, f"@{COMMIT}", f"{REMOTE}@main", f"{REMOTE}@4f9c"),
        "https://s3cret@git.example.org/p@4f9c",
    ],
)
def test_what_is_no_origin_is_refused_and_not_repeated(msm: Run, given: str) -> None:
    outcome = msm(*CALL, "--origin", given)
    refused(outcome, "@")
    assert "s3cret" not in outcome.err


# --- where it is kept ----------------------------------------------------------------------------


def test_every_way_to_a_proof_keeps_the_same_origin(msm: Run, desk: Path) -> None:
    said = ("--as-of", "2026-11-22", "--origin", f"{REMOTE}@{COMMIT}")
    digest = json.loads(msm(*CALL, "--origin", said[-1]).out)["digest"]
    decide = ("decide", "assistant.msm", "small.json", *said)
    assert digest in msm(*decide, "--format", "prov").out
    msm(*decide, "--log", "decisions.log", "--bom", "bom.json")
    assert json.loads(msm("log", "export", "decisions.log").out)["entry"]["proof"] == digest
    assert digest in (desk / "bom.json").read_text("utf-8")
    msm(
        "screen", "assistant.msm", "small.json", *said, "--proofs", "proofs", "--manifest", "m.json"
    )
    assert [p.stem for p in (desk / "proofs").iterdir()] == [digest]
    assert msm("verify", "m.json", "--proofs", "proofs").status == 0
    assert f"Policy from {REMOTE}@{COMMIT}" in msm(*CALL[:5], "--origin", said[-1]).out


def test_an_origin_that_nothing_would_keep_is_refused(msm: Run) -> None:
    given = ("--origin", f"{REMOTE}@{COMMIT}")
    refused(msm("decide", "assistant.msm", "small.json", *given), "`--origin` is kept in proofs")
    refused(msm("decide", "assistant.msm", "small.json", "--for", "ward", "--ref", "T-1"),
            "`--for` and `--ref` are kept in proofs", "`--log`")  # fmt: skip
    refused(msm("screen", "assistant.msm", "small.json", *given), "`--proofs` or `--manifest`")


def test_a_bill_of_materials_keeps_for_what_it_was(msm: Run, desk: Path) -> None:
    assert (
        msm("decide", "assistant.msm", "small.json", "--bom", "b.json", "--ref", "T-1").status == 0
    )
    assert "T-1" in (desk / "b.json").read_text("utf-8")


def test_from_python_it_is_asked_for_too(desk: Path, committed: str) -> None:
    policy = rules.load_policy("assistant.msm")
    decision = policy.decide({"id": "a/b"}, as_of=date(2026, 11, 22))
    found: Any = decision.proof(rules.Purpose("triage"), rules.origin_of(policy))
    assert found["policy"]["origin"] == {"address": None, "commit": committed}
    assert rules.verify(found).ok
    (desk / "assistant.msm").write_text("", "utf-8")
    assert rules.origin_of(policy).commit == committed  # what was read is what is asked about
    git("rm", "-q", "--cached", "assistant.msm")
    git("commit", "-qm", "gone")
    with pytest.raises(rules.OriginError, match="is not in the commit"):
        rules.origin_of(policy)


# --- checked -------------------------------------------------------------------------------------


@pytest.fixture
def proof(msm: Run, desk: Path, committed: str) -> dict[str, Any]:
    """A proof with its origin, in `proof.json`."""
    git("remote", "add", "origin", REMOTE)
    outcome = msm(*CALL, "--origin", "git")
    (desk / "proof.json").write_text(outcome.out, "utf-8")
    found: dict[str, Any] = json.loads(outcome.out)
    return found


CLAIM = f"that the policy came from {REMOTE}, commit"


@pytest.mark.usefixtures("proof")
def test_verify_says_that_the_origin_was_not_checked(msm: Run) -> None:
    shown = json.loads(msm("verify", "proof.json", "--format", "json").out)["not_shown"]
    assert any(text.startswith(CLAIM) for text in shown)


def test_a_repository_bears_it_out(
    msm: Run, desk: Path, proof: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    clone = tmp_path_factory.mktemp("clones") / "bare"
    git("clone", "-q", "--bare", ".", str(clone))
    for repository in (".", str(clone)):
        outcome = msm("verify", "proof.json", "--repository", repository, "--format", "json")
        shown = json.loads(outcome.out)["not_shown"]
        assert outcome.status == 0
        assert not any(text.startswith(CLAIM) for text in shown)
        assert f"that {REMOTE} has that commit, too: nobody there was asked" in shown


def test_a_repository_that_says_otherwise_is_believed(
    msm: Run, desk: Path, proof: dict[str, Any]
) -> None:
    text = (desk / "assistant.msm").read_text("utf-8")
    (desk / "assistant.msm").write_text(text.replace("24 GiB", "48 GiB"), "utf-8")
    changed = msm(*CALL, "--origin", f"{REMOTE}@{proof['policy']['origin']['commit']}").out
    (desk / "changed.json").write_text(changed, "utf-8")
    assert msm("verify", "changed.json").status == 0
    outcome = msm("verify", "changed.json", "--repository", ".")
    assert outcome.status == 1
    assert "policy.files.assistant.msm: the commit has another text of it" in outcome.out


def test_an_object_that_was_written_over_is_not_what_the_commit_holds(
    msm: Run, desk: Path, proof: dict[str, Any]
) -> None:
    """Git itself does not look whether the content of a file fits its name."""
    commit, text = proof["policy"]["origin"]["commit"], (desk / "assistant.msm").read_bytes()
    forged = text.replace(b"24 GiB", b"48 GiB")
    (desk / "assistant.msm").write_bytes(forged)
    changed = msm(*CALL, "--origin", f"{REMOTE}@{commit}").out
    (desk / "changed.json").write_text(changed, "utf-8")
    blob = git("rev-parse", f"{commit}:assistant.msm")
    place = desk / ".git" / "objects" / blob[:2] / blob[2:]
    place.chmod(0o644)
    place.write_bytes(zlib.compress(b"blob %d\0" % len(forged) + forged))
    assert git("cat-file", "blob", blob) == forged.decode().strip()  # git believes it
    outcome = msm("verify", "changed.json", "--repository", ".")
    assert outcome.status == 1
    assert "is not what its name says" in " ".join(outcome.out.split())


def test_a_folder_of_a_commit_that_was_written_over_is_seen(
    msm: Run, desk: Path, proof: dict[str, Any]
) -> None:
    """The tree of a folder names another content, which is what it is called."""
    (desk / "sub").mkdir()
    (desk / "sub" / "own.msm").write_bytes((desk / "assistant.msm").read_bytes())
    git("add", "sub")
    git("commit", "-qm", "a folder")
    commit = git("rev-parse", "HEAD")
    forged = (desk / "sub" / "own.msm").read_bytes().replace(b"24 GiB", b"48 GiB")
    (desk / "sub" / "own.msm").write_bytes(forged)
    call = ("explain", "sub/own.msm", *CALL[2:], "--origin", f"{REMOTE}@{commit}")
    (desk / "changed.json").write_text(msm(*call).out, "utf-8")
    other = git("hash-object", "-w", "sub/own.msm")
    tree = git("rev-parse", f"{commit}:sub")
    data = b"100644 own.msm\0" + bytes.fromhex(other)
    place = desk / ".git" / "objects" / tree[:2] / tree[2:]
    place.chmod(0o644)
    place.write_bytes(zlib.compress(b"tree %d\0" % len(data) + data))
    outcome = msm("verify", "changed.json", "--repository", ".")
    assert outcome.status == 1
    assert "is not what its name says" in " ".join(outcome.out.split())


@pytest.mark.parametrize("transport", ["ext", "file"])
def test_no_program_that_a_repository_names_is_run(
    msm: Run, desk: Path, proof: dict[str, Any], transport: str
) -> None:
    """Of a partial clone git would fetch what is lacking, with what the configuration names."""
    blob = git("rev-parse", "HEAD:assistant.msm")
    (desk / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    address = {"ext": "ext::sh -c touch% ran", "file": f"file://{desk}/.git"}[transport]
    for key, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": address,
        "remote.origin.uploadpack": f"touch {desk}/ran; git-upload-pack",
        f"protocol.{transport}.allow": "always",
    }.items():
        git("config", key, value)
    forget()
    for call in (("verify", "proof.json", "--repository", "."), (*CALL, "--origin", "git")):
        assert msm(*call).status != 0
        assert not (desk / "ran").exists()


def test_what_a_repository_cannot_bear_out_does_not_hold(
    msm: Run, desk: Path, proof: dict[str, Any]
) -> None:
    said = {
        "no such commit; is it all fetched?": ("--origin", f"{REMOTE}@{COMMIT}"),
        "it names no commit": (),
    }
    for words, given in said.items():
        (desk / "other.json").write_text(msm(*CALL, *given).out, "utf-8")
        outcome = msm("verify", "other.json", "--repository", ".")
        assert outcome.status == 1
        assert words in " ".join(outcome.out.split())
    git("mv", "assistant.msm", "renamed.msm")
    git("commit", "-qm", "renamed")
    renamed = f"{REMOTE}@{git('rev-parse', 'HEAD')}"
    git("checkout", "-q", "HEAD~", "--", "assistant.msm")
    (desk / "other.json").write_text(msm(*CALL, "--origin", renamed).out, "utf-8")
    assert "has no file of that name" in msm("verify", "other.json", "--repository", ".").out


@pytest.mark.usefixtures("proof")
def test_what_is_no_repository_is_refused(
    msm: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    nowhere = str(tmp_path_factory.mktemp("nowhere"))
    refused(msm("verify", "proof.json", "--repository", nowhere), "is no git repository")
    refused(msm("verify", "proof.json", "--repository", "proof.json"), "no folder `proof.json`")
