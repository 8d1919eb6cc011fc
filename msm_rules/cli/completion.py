"""`msm completion`: the script by which a shell completes what is typed after `msm`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from msm_rules.cli import console
from msm_rules.cli.refusal import CLEAN, Refusal
from msm_rules.cli.shape import command as make

SHELLS = ("bash", "zsh", "fish")


@make(
    "completion",
    examples=(
        "msm completion bash > msm-completion.bash",
        "msm completion zsh",
        "msm completion fish",
    ),
)
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> int:
    """Print the script that completes commands, policies, models and params in SHELL.

    Load it where the shell starts: `eval "$(msm completion bash)"` in ~/.bashrc, the same with
    zsh in ~/.zshrc, `msm completion fish | source` in ~/.config/fish/config.fish.
    """
    from msm_rules.cli.main import COMPLETE, program  # main loads this module by name

    found = get_completion_class(shell)
    if found is None:
        raise Refusal(f"there is no completion for `{shell}`")
    console.say(found(program, {}, "msm", COMPLETE).source().rstrip("\n"))
    return CLEAN
