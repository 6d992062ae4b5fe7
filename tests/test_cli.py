"""The command line as a whole: what commands there are, how they explain themselves, what they load."""

import shlex
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise

import click
import pytest

from coach.cli import cli
from tests.conftest import REPO
from tests.prompt import ask, done

FIXED = (
    "start", "render", "check", "hear", "commands", "say", "preview", "voices", "devices", "programs", "exercises",
    "new", "history", "export", "models",
)  # fmt: skip
HEAVY = ("vosk", "hama", "hibari", "onnxruntime", "sounddevice", "soundfile", "soxr", "matplotlib", "pyttsx3")


def all_commands(group: click.Group = cli, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command, those of groups included."""
    context = click.Context(group, **group.context_settings)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*before, name)
        if isinstance(command, click.Group):
            yield from all_commands(command, (*before, name))


ALL = list(all_commands())


def test_every_promised_command_is_there() -> None:
    assert set(FIXED) <= {words[0] for words in ALL}
    listed = done("--help").out
    assert all(f"\n  {name} " in listed for name in FIXED)


@pytest.mark.parametrize("words", [(), *ALL], ids=lambda words: " ".join(words) or "coach.py")
def test_help_says_what_a_command_does_and_shows_an_example_that_can_be_copied(words: tuple[str, ...]) -> None:
    shown = done(*words, "--help").out
    assert shown.startswith(f"Usage: coach.py {' '.join(words)}".rstrip())
    assert "\\b" not in shown
    examples = [line.strip() for line in shown.splitlines() if "Example:" in line]
    assert examples
    for line in examples:
        start, _, rest = line.partition("python coach.py ")
        assert start == "Example: "
        assert _read(shlex.split(rest))[: len(words)] == list(words)


def _read(arguments: list[str]) -> list[str]:
    """The commands that the arguments name; fails where an option or a value of them is wrong."""
    context, path = click.Context(cli, **cli.context_settings), list[str]()
    command = cli.get_command(context, arguments[0])
    while True:
        assert command is not None, arguments
        path.append(arguments.pop(0))
        if not isinstance(command, click.Group):
            command.make_context(path[-1], list(arguments), parent=context)
            return path
        context = click.Context(command, parent=context)
        command = command.get_command(context, arguments[0])


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_option_is_explained(words: tuple[str, ...]) -> None:
    shown = done(*words, "-h").out
    options = shown.partition("Options:")[2].partition("Commands:")[0].partition("Example:")[0]
    lines = [line for line in options.splitlines() if line.strip()]
    for line, following in pairwise([*lines, ""]):
        if line.startswith("  -"):
            assert len(line.split("  ")) > 2 or following.startswith("      "), line


def test_help_and_import_load_nothing_heavy() -> None:
    code = f"""
import sys
heavy = {HEAVY!r}
import coach.cli
assert not [name for name in heavy if name in sys.modules], "import"
assert coach.cli.run(coach.cli.cli, ["--help"]) == 0
assert not [name for name in (*heavy, "numpy", "pydantic", "sqlite3") if name in sys.modules], "help"
assert coach.cli.run(coach.cli.cli, ["check", "programs/short_demo.yaml"]) == 0
assert not [name for name in heavy if name in sys.modules], "check"
"""
    ended = subprocess.run([sys.executable, "-c", code], cwd=REPO, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_the_script_is_the_program() -> None:
    ended = subprocess.run(
        [sys.executable, "coach.py", "--version"], cwd=REPO, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("innervate, version ")


def test_a_mistyped_command_is_met_with_the_right_one() -> None:
    answer = ask("strat")
    assert answer.code == 2
    assert "did you mean 'start'?" in answer.err
    assert ask("frobnicate").code == 2


def test_a_closed_pipe_ends_quietly() -> None:
    with subprocess.Popen(
        [sys.executable, "coach.py", "commands"], cwd=REPO, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
