"""The entry point of `msm`: runs a command and turns whatever happens into an exit status.

Owns the last line of defence: no input leads to a traceback, unless it is asked for.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

import click

import msm_rules
from msm_rules.cli import console
from msm_rules.cli.refusal import BAD, BROKEN_PIPE, CLEAN, INTERRUPTED, Refusal
from msm_rules.cli.shape import DEBUG, Program, shared_options

COMPLETE = "_MSM_COMPLETE"
"""The variable by which a shell asks for completions."""


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        language = msm_rules.LANGUAGE_VERSION
        console.say(f"msm {msm_rules.__version__} (policy language {language})")
        context.exit(CLEAN)


program = Program(
    "msm",
    help="Policy as code for choosing AI models: policies in, decisions with proofs out.",
    params=[
        *shared_options(hidden=False),
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_version,
            help="Print the version and stop.",
        ),
    ],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=True,
    subcommand_metavar="COMMAND ...",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `msm` with arguments (those of the process); the exit status."""
    args = list(sys.argv[1:] if arguments is None else arguments)
    _steady_streams()
    with click.Context(click.Command(None)) as outer:  # keeps what was asked of colour to the end
        try:
            status = _completions() if COMPLETE in os.environ else _run(outer, args)
            sys.stdout.flush()
        except click.exceptions.Exit as done:
            return done.exit_code
        except (KeyboardInterrupt, click.Abort):
            return INTERRUPTED
        except BrokenPipeError:
            return _reader_gone()
        except Refusal as refusal:
            console.refuse(refusal)
            return BAD
        except click.ClickException as wrong:
            return _misuse(wrong, args)
        except Exception as fault:
            return _fault(fault, _wants_traceback(outer, args))
        return status


def _run(outer: click.Context, args: list[str]) -> int:
    with program.make_context("msm", args, parent=outer) as context:
        return int(program.invoke(context) or CLEAN)


def _misuse(wrong: click.ClickException, args: list[str]) -> int:
    """A call that click refuses, in the form of all other errors."""
    if isinstance(wrong, click.exceptions.NoArgsIsHelpError):
        console.note(wrong.format_message())
    else:
        from msm_rules.cli.misuse import misuse  # needs what a call that is sound does not

        console.refuse(misuse(wrong, args))
    return BAD


def _wants_traceback(outer: click.Context, args: list[str]) -> bool:
    return bool(outer.meta.get(DEBUG) or os.environ.get("MSM_DEBUG") or "--debug" in args)


def _fault(fault: Exception, debug: bool) -> int:
    """The machine refuses, or msm has a fault: said shortly, the traceback only if asked for."""
    if debug:
        import traceback  # slow to load, and seldom asked for

        traceback.print_exception(fault)
    if isinstance(fault, OSError):
        where = f"`{fault.filename}`: " if fault.filename else ""
        console.refuse(Refusal(f"{where}{fault.strerror or fault}"))
        return BAD
    what = f"msm itself has a fault: {type(fault).__name__}: {str(fault)[:200]}"
    hint = "please report it, with what the same command shows with `--debug`"
    console.refuse(Refusal(what, hint))
    return BAD


def _completions() -> int:
    from click.shell_completion import shell_complete  # only a shell that completes needs it

    return shell_complete(program, {}, "msm", COMPLETE, os.environ[COMPLETE])


def _steady_streams() -> None:
    """Closed streams swallow what they get, and what a terminal cannot show is written out."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 -- for the whole process
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _reader_gone() -> int:
    """Whoever read our output has stopped: so do we, without a word, also at the last flush."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return BROKEN_PIPE


if __name__ == "__main__":
    sys.exit(main())
