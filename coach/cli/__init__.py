"""The command line: what was asked for, in; what happened, out; exit codes as the README lists them."""

import io
import os
import sys
from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module
from typing import Final

import click

from coach import CoachError, __version__
from coach.cli.example import example
from coach.cli.shown import shown

_WHERE: Final = {
    "start": "train",
    "resume": "train",
    "render": "train",
    "hear": "listen",
    "commands": "listen",
    "say": "sound",
    "voices": "sound",
    "devices": "sound",
    "check": "files",
    "programs": "files",
    "exercises": "files",
    "preview": "files",
    "new": "files",
    "history": "past",
    "export": "past",
    "profile": "profile",
    "simulate": "simulate",
    "models": "models",
    "doctor": "doctor",
}
"""Which module has which command; it is imported when the command is used."""


class _Commands(click.Group):
    """Finds commands by name without importing the others, so that every one starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_WHERE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _WHERE:
            return None
        command: click.Command = getattr(import_module(f"coach.cli.{_WHERE[cmd_name]}"), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        near = get_close_matches(args[0], _WHERE, n=1)
        if near and args[0] not in _WHERE:
            ctx.fail(f"No such command '{args[0]}'; did you mean '{near[0]}'?")
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]}, epilog=example("start arms_feel_first")
)
@click.version_option(__version__, prog_name="innervate")
def cli() -> None:
    """Innervate: a voice coach for strength training, offline, by ear."""


def main(arguments: list[str] | None = None) -> None:
    """Run the program and exit with its code: 0, 1 errors in files, 2 wrong use, 3 something missing, 130."""
    code = run(cli, arguments)
    patience = sys.modules.get("coach.patience")  # what hangs is asked through it; most commands start without
    if patience is not None and patience.leaves_work():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def run(command: Callable[..., object], arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code; failures that a person can act on become one message."""
    try:
        result = command(args=arguments, prog_name="coach.py", standalone_mode=False)
    except CoachError as error:
        click.echo(shown(str(error)), err=True)
        return error.exit_code
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return 130
    except click.ClickException as error:
        words = io.StringIO()
        error.show(words)
        click.echo(shown(words.getvalue()), err=True, nl=False)
        return error.exit_code
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(shown(f"{where}{error.strerror or error}; is there room, and may you write there?"), err=True)
        return 2
    return result if isinstance(result, int) else 0
