"""`start` and `render`: one session, live or into a file."""

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.example import example
from coach.cli.recogniser import recogniser_option
from coach.cli.typed import at_option, typed

if TYPE_CHECKING:
    from coach.session.opening import Outcome
    from coach.session.resuming import Left
    from coach.session.wishes import Wish

LATENCY_HELP = "How much later your earbuds sound than the device says; what you say is judged by it."
WAKE_HELP = 'Obey only after "coach": always, or in some states, as in set,rest. Safety words never need it.'


@click.command(
    short_help="Coach a session.",
    epilog=example(
        "start programs/arms_feel_first.yaml",
        "start arms_feel_first --mic commands.wav --out session.flac --timeline session.json",
    ),
)
@click.argument("program", default="arms_feel_first")
@click.option("--mic", metavar="DEVICE|FILE|none", help="Listen to a device, a recording, or nobody.")
@click.option("--out", metavar="DEVICE|FILE", help="Play on a device or into a sound file.")
@at_option
@click.option("--voice", metavar="V", help="natural, system, system:NAME or piper:PATH.")
@recogniser_option
@click.option("--timeline", type=click.Path(path_type=Path), metavar="FILE.json", help="Write what was heard when.")
@click.option("--latency", metavar="180ms", help=LATENCY_HELP)
@click.option("--seed", type=int, default=0, help="Fixes every choice among variants.")
@click.option("--require-audio", is_flag=True, help="Fail without a sound device instead of writing a file.")
@click.option("--quiet", is_flag=True, help="Show no events.")
@click.option("--record", type=click.Path(path_type=Path), metavar="FILE.wav", help="Keep what the microphone hears.")
@click.option("--speaker", is_flag=True, help="The coach sounds in the room: what it says is no command.")
@click.option("--wake-word", metavar="WHEN", help=WAKE_HELP)
@click.option("--set-up", is_flag=True, help="Ask the open questions of health by voice, a recorded one included.")
def start(
    program: str,
    mic: str | None,
    out: str | None,
    at: tuple[str, ...],
    voice: str | None,
    recogniser: str | None,
    timeline: Path | None,
    latency: str | None,
    seed: int,
    require_audio: bool,  # noqa: FBT001 - a flag
    quiet: bool,  # noqa: FBT001 - a flag
    record: Path | None,
    speaker: bool,  # noqa: FBT001 - a flag
    wake_word: str | None,
    set_up: bool,  # noqa: FBT001 - a flag
) -> None:
    """Coach PROGRAM (a file, or the name of one) through earbuds, listening while it speaks."""
    from coach.session.wishes import Wish

    wish = Wish(
        program,
        mic,
        out,
        at,
        voice,
        recogniser,
        timeline,
        latency,
        seed,
        require_audio,
        record=record,
        speaker=speaker,
        wake_word=wake_word,
        set_up=set_up,
    )
    stood = _taken_up()
    if stood is not None:
        wish = _as_before(stood, wish)
    try:
        outcome = _coach(wish, quiet=quiet, left=stood)
    except KeyboardInterrupt:
        click.echo("What was finished is written down; see it with: coach.py history", err=True)
        raise
    _closing_words(wish, outcome)


def _taken_up() -> "Left | None":
    """The session that was broken off, if there is one and the athlete, asked at a terminal, wants to go on with it."""
    from coach import CoachError, places
    from coach.history.store import Store
    from coach.session.resuming import left

    if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()) or not places.database().exists():
        return None
    try:
        with Store.open(places.database()) as store:
            row = store.unfinished()
            if row is None or not click.confirm(f"Session {row.id} was broken off. Go on with it?", default=True):
                return None
            return left(store, row)
    except CoachError as error:
        click.echo(f"It cannot be gone on with: {error}", err=True)
        return None


@click.command(short_help="Go on with a session that was broken off.", epilog=example("resume"))
@click.argument("session", required=False, type=int)
@click.option("--mic", metavar="DEVICE|none", help="Listen elsewhere than before.")
@click.option("--out", metavar="DEVICE|FILE", help="Play elsewhere than before.")
@click.option("--timeline", type=click.Path(path_type=Path), metavar="FILE.json", help="Write what was heard when.")
@click.option("--quiet", is_flag=True, help="Show no events.")
def resume(session: int | None, mic: str | None, out: str | None, timeline: Path | None, quiet: bool) -> None:  # noqa: FBT001 - a flag
    """Take the newest session, or number SESSION, up where it was broken off, on the devices that it had.

    Finished sets stay; a set that was under way goes on with its next repetition, a rest with what was left of it.
    What was changed ("left arm weak") still holds, and can be undone.
    """
    from coach import places
    from coach.audio.files import is_sound_file
    from coach.history.store import Store
    from coach.session.resuming import left, unfinished
    from coach.session.wishes import Wish

    if mic is not None and is_sound_file(mic):
        raise click.UsageError(f"--mic {mic}: a resumed session listens to a device, or to nobody")
    with Store.open(places.database()) as store:
        stood = left(store, unfinished(store, session))
    wish = _as_before(stood, Wish(stood.row.path, mic, out, timeline=timeline))
    _closing_words(wish, _coach(wish, quiet=quiet, left=stood))


def _as_before(stood: "Left", wish: "Wish") -> "Wish":
    """`wish` for the session that is taken up: what it does not say is as it was when the session began."""
    from coach.audio.files import is_sound_file

    def before(name: str) -> str | None:
        value = stood.row.settings.get(name)
        gone = name == "mic" and isinstance(value, str) and is_sound_file(value)
        return value if isinstance(value, str) and not gone else None

    return replace(
        wish,
        program=stood.row.path,
        mic=wish.mic or before("mic"),
        out=wish.out or before("out"),
        voice=wish.voice or before("voice"),
        recogniser=wish.recogniser or before("recogniser"),
        latency=wish.latency or before("latency"),
        speaker=wish.speaker or stood.row.settings.get("speaker") is True,
        wake_word=wish.wake_word or before("wake_word"),
    )


@click.command(
    short_help="Write a session into a sound file.",
    epilog=example('render arms_feel_first -o arms.flac --at "95: left arm weak" --at "104: yes"'),
)
@click.argument("program")
@click.option("-o", "--output", required=True, metavar="FILE", help="wav, flac, ogg, mp3 or opus.")
@at_option
@click.option("--mic", metavar="FILE", help="A recording that is listened to at session time.")
@click.option("--timeline", type=click.Path(path_type=Path), metavar="FILE.json", help="Write what was heard when.")
@click.option("--page", type=click.Path(path_type=Path), metavar="FILE.html", help="Write a page to play on a phone.")
@click.option("--voice", metavar="V", help="natural, system, system:NAME or piper:PATH.")
@recogniser_option
@click.option("--latency", metavar="180ms", help=LATENCY_HELP)
@click.option("--seed", type=int, default=0, help="Fixes every choice among variants.")
@click.option("--show", is_flag=True, help="Show the events as they are written.")
def render(
    program: str,
    output: str,
    at: tuple[str, ...],
    mic: str | None,
    timeline: Path | None,
    page: Path | None,
    voice: str | None,
    recogniser: str | None,
    latency: str | None,
    seed: int,
    show: bool,  # noqa: FBT001 - a flag
) -> None:
    """Write the session that PROGRAM describes into a sound file, faster than real time."""
    from coach.audio.files import is_sound_file
    from coach.session.wishes import Wish

    if not is_sound_file(output):
        raise click.UsageError(f"{output}: the ending must be wav, flac, ogg, mp3 or opus")
    wish = Wish(program, mic or "none", output, at, voice, recogniser, timeline, latency, seed, keep=False)
    if page is not None:
        from coach.session.paging import page_place

        page_place(page)
    outcome = _coach(wish, quiet=not show)
    if page is not None:
        from coach.session.paging import write_page

        write_page(page, outcome.timeline(), Path(output))
    _closing_words(wish, outcome)
    if page is not None:
        click.echo(f"Page: {page}")


def _coach(wish: "Wish", *, quiet: bool, left: "Left | None" = None) -> "Outcome":
    from coach.audio.files import is_sound_file
    from coach.screen.live import LiveView
    from coach.screen.terminal import console
    from coach.session.opening import coach
    from coach.session.wishes import writable

    for path in (wish.timeline, wish.record):
        if path is not None:
            writable(path)
    with LiveView(console(), quiet=quiet) as view:
        return coach(wish, view, None if wish.out is not None and is_sound_file(wish.out) else _keys(), left)


def _keys() -> Callable[[], list[str]] | None:
    """Lines typed at a terminal, read beside the session; None where nobody sits at one."""
    if not sys.stdin or not sys.stdin.isatty():
        return None
    lines: deque[str] = deque()

    def read() -> None:
        for line in sys.stdin:
            lines.append(typed(line.strip()))

    threading.Thread(target=read, name="keys", daemon=True).start()

    def take() -> list[str]:
        return [lines.popleft() for _ in range(len(lines))]

    return take


def _closing_words(wish: "Wish", outcome: "Outcome") -> None:
    click.echo(f"Sound: {outcome.out}")
    if outcome.written is not None:
        click.echo(f"Timeline: {outcome.written}")
    if outcome.session is not None:
        click.echo(f"Log: coach.py history {outcome.session}")
    for line in _in_vain(wish, outcome):
        click.echo(line, err=True)
    if outcome.underflows:
        click.echo(f"The sound device ran dry {outcome.underflows} times; see: coach.py devices", err=True)


def _in_vain(wish: "Wish", outcome: "Outcome") -> Iterator[str]:
    """A line for each phrase of --at that was no command at its time, or came after the end."""
    from coach.session.account import begins
    from coach.session.wishes import timed
    from coach.units import to_seconds

    given = sorted({(typed.at, typed.text) for typed in timed(wish.at)})
    events = outcome.account.events() if given else iter(())
    missed = {(begins(e), e["text"]) for e in events if e["kind"] == "heard" and e["intent"] is None}
    for at, phrase in given:
        if at > outcome.length:
            yield (
                f'--at "{to_seconds(at):g}: {phrase}": the session was over after {to_seconds(outcome.length):.1f} s'
            )
        elif (at, phrase) in missed:
            yield (
                f'--at "{to_seconds(at):g}: {phrase}": nothing that can be said at that time; see: coach.py commands'
            )
