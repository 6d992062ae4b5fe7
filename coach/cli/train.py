"""`start` and `render`: one session, live or into a file."""

import sys
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path

import click

from coach.session.opening import Outcome, coach
from coach.session.wishes import Wish

AT_HELP = 'A phrase at a second of the session, as if it were spoken: --at "12.5: next set". May be repeated.'


@click.command(short_help="Coach a session.")
@click.argument("program", default="arms_feel_first")
@click.option("--mic", metavar="DEVICE|FILE|none", help="Listen to a device, a recording, or nobody.")
@click.option("--out", metavar="DEVICE|FILE", help="Play on a device or into a sound file.")
@click.option("--at", multiple=True, metavar='"S: PHRASE"', help=AT_HELP)
@click.option("--voice", metavar="V", help="natural, system, system:NAME or piper:PATH.")
@click.option("--recogniser", metavar="R", help="vosk or phones.")
@click.option("--timeline", type=click.Path(path_type=Path), metavar="FILE.json", help="Write what was heard when.")
@click.option("--seed", type=int, default=0, help="Fixes every choice among variants.")
@click.option("--require-audio", is_flag=True, help="Fail without a sound device instead of writing a file.")
@click.option("--quiet", is_flag=True, help="Show no events.")
def start(
    program: str,
    mic: str | None,
    out: str | None,
    at: tuple[str, ...],
    voice: str | None,
    recogniser: str | None,
    timeline: Path | None,
    seed: int,
    require_audio: bool,  # noqa: FBT001 - a flag
    quiet: bool,  # noqa: FBT001 - a flag
) -> None:
    r"""Coach PROGRAM (a file, or the name of one) through earbuds, listening while it speaks.

    \b
    Example: python coach.py start programs/arms_feel_first.yaml
    Example: python coach.py start arms_feel_first --mic commands.wav --out session.flac --timeline session.json
    """
    wish = Wish(program, mic, out, at, voice, recogniser, timeline, seed, require_audio)
    outcome = _coach(wish, quiet=quiet)
    _closing_words(outcome)


@click.command(short_help="Write a session into a sound file.")
@click.argument("program")
@click.option("-o", "--output", required=True, metavar="FILE", help="wav, flac, ogg, mp3 or opus.")
@click.option("--at", multiple=True, metavar='"S: PHRASE"', help=AT_HELP)
@click.option("--mic", metavar="FILE", help="A recording that is listened to at session time.")
@click.option("--timeline", type=click.Path(path_type=Path), metavar="FILE.json", help="Write what was heard when.")
@click.option("--voice", metavar="V", help="natural, system, system:NAME or piper:PATH.")
@click.option("--recogniser", metavar="R", help="vosk or phones.")
@click.option("--seed", type=int, default=0, help="Fixes every choice among variants.")
@click.option("--show", is_flag=True, help="Show the events as they are written.")
def render(
    program: str,
    output: str,
    at: tuple[str, ...],
    mic: str | None,
    timeline: Path | None,
    voice: str | None,
    recogniser: str | None,
    seed: int,
    show: bool,  # noqa: FBT001 - a flag
) -> None:
    r"""Write the session that PROGRAM describes into a sound file, faster than real time.

    \b
    Example: python coach.py render arms_feel_first -o arms.flac --at "95: left arm weak" --at "104: yes"
    """
    from coach.audio.files import is_sound_file

    if not is_sound_file(output):
        raise click.UsageError(f"{output}: the ending must be wav, flac, ogg, mp3 or opus")
    wish = Wish(program, mic or "none", output, at, voice, recogniser, timeline, seed, keep=False)
    outcome = _coach(wish, quiet=not show)
    _closing_words(outcome)


def _coach(wish: Wish, *, quiet: bool) -> Outcome:
    from coach.screen.live import LiveView
    from coach.screen.terminal import console

    with LiveView(console(), quiet=quiet) as view:
        return coach(wish, view, _keys() if wish.keep else None)


def _keys() -> Callable[[], list[str]] | None:
    """Lines typed at a terminal, read beside the session; None where nobody sits at one."""
    if not sys.stdin or not sys.stdin.isatty():
        return None
    typed: deque[str] = deque()

    def read() -> None:
        for line in sys.stdin:
            typed.append(line.strip())

    threading.Thread(target=read, name="keys", daemon=True).start()

    def take() -> list[str]:
        return [typed.popleft() for _ in range(len(typed))]

    return take


def _closing_words(outcome: Outcome) -> None:
    click.echo(f"Sound: {outcome.out}")
    if outcome.written is not None:
        click.echo(f"Timeline: {outcome.written}")
    if outcome.session is not None:
        click.echo(f"Log: coach.py history {outcome.session}")
    if outcome.underflows:
        click.echo(f"The sound device ran dry {outcome.underflows} times; see: coach.py devices", err=True)
