"""Chooses the ends of a session and puts them together; says in a line what it had to do without."""

import gc
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from coach import places
from coach.audio.ends import DeviceError, Sink, Source
from coach.audio.files import FileSink, FileSource, is_sound_file
from coach.audio.keeping import KeptSource
from coach.history.clock import wall_clock
from coach.history.errors import HistoryError
from coach.history.store import Store, fingerprint
from coach.language.files import read_commands, read_lines
from coach.memory import hold_little
from coach.plan.profile import Profile
from coach.screen.live import Status
from coach.session.account import Account, Json
from coach.session.athlete import AthleteSource, athletes_voice
from coach.session.chapters import chapters
from coach.session.diary import StoreDiary
from coach.session.ears import notice, open_ears
from coach.session.foresee import sentences
from coach.session.knowing import as_setting, asking_about_care, known, learn_from
from coach.session.loop import Loop, finished
from coach.session.reading import Plan, load, spelt_as
from coach.session.resuming import Left
from coach.session.speech import StudioSpeech
from coach.session.standing import status_of
from coach.session.wishes import Wish, WishError, output_latency, timed
from coach.units import Samples
from coach.voice.booth import CALM_S, LIVE_S
from coach.voice.choose import choose as choose_voice
from coach.voice.studio import Studio

Tell = Callable[[str], None]
"""Takes a line for the athlete's screen."""


class Screen(Protocol):
    """What the athlete may read while the coach speaks."""

    def tell(self, line: str) -> None:
        """A line that is not part of the session."""

    def show(self, event: Json) -> None:
        """An event that has been heard."""

    def status(self, status: Status) -> None:
        """Where the session stands."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a session came to."""

    account: Account
    length: Samples
    out: str
    """The device or file that it sounded on."""
    written: Path | None
    """The file of its timeline."""
    session: int | None
    """Its number in the history."""
    how: str
    underflows: int

    def timeline(self) -> Json:
        """All that was heard, in the form of `--timeline`."""
        return self.account.timeline(self.length)


def coach(wish: Wish, screen: Screen, keys: Callable[[], list[str]] | None = None, left: Left | None = None) -> Outcome:
    """Run one session as it was asked for.

    Args:
        wish: what the command line asks for.
        screen: what the athlete may read.
        keys: lines typed since the last call; None where nobody can type.
        left: a session that was broken off, to go on with; None begins a new one.

    Raises:
        CoachError: the program is wrong, or an end that was asked for by name cannot be opened.
    """
    typed, tell = timed(wish.at), screen.tell
    plan = left.plan if left else load(wish.program, wish.seed, known(tell) if wish.keep else None)
    lines = read_lines(plan.program.language).saying(spelt_as(plan))
    commands = read_commands(plan.program.language)
    with ExitStack() as stack:
        sink = _sink(wish, tell)
        if sink.live:
            hold_little()
        engines = choose_voice(wish.voice, plan.program.language)
        patience_s = LIVE_S if sink.live else CALM_S
        speech = StudioSpeech(Studio(engines, places.clip_cache(), patience_s=patience_s))
        stack.callback(speech.close)
        loop = Loop(
            state=left.state if left else plan.state,
            resumed=left is not None,
            sink=sink,
            voice=speech,
            lines=lines,
            commands=commands,
            typed=typed,
            watch=screen.show,
            tell=tell,
            glance=lambda state, position: screen.status(status_of(state, position, loop.listener)),
            keys=keys or list,
            hand=keys is not None and sink.live,
            latency=output_latency(wish.latency or plan.state.profile.prefers("latency") or "0s"),
        )
        if left:
            loop.mixer.position = left.at
        if sink.live:
            speech.prepare(sentences(plan.state, lines, commands))
        source = _source(wish, sink, loop, tell)
        if source is not None:
            heard = source if wish.record is None else KeptSource(source, wish.record)
            loop.listener = open_ears(heard, wish, commands, plan.program.language, tell)
            if loop.listener is None:
                # A microphone that nobody understands is no keyboard: sets begin by countdown until somebody types.
                loop.hand = False
                loop.notices.append("no_ears")
        athlete = source is not None and source.live and loop.hand
        hears = loop.listener is not None
        if left is None and ((hears and athlete) or (wish.set_up and (hears or typed))):
            loop.state = asking_about_care(loop.state)
        sink.open(loop.mixer)
        stack.callback(sink.abort)
        if loop.listener is not None:
            loop.listener.open(sink, loop.mixer.position)
            stack.callback(loop.listener.close)
            notice(source, wish, loop.listener, tell)
        # Both ends are open: only now is it a session worth an entry in the history.
        loop.diary = diary = _diary(wish, plan, loop.state.profile, left, stack, tell) if wish.keep else None
        return _run(loop, diary, wish, source, tell)


def _run(loop: Loop, diary: StoreDiary | None, wish: Wish, source: Source | None, tell: Tell) -> Outcome:
    sink = loop.sink
    try:
        with _undisturbed(sink.live):
            loop.play()
        if isinstance(sink, FileSink):
            sink.describe(loop.account.program, chapters(loop.account))
        sink.close()
    finally:
        loop.mixer.cancel(Samples(loop.mixer.position))
        how = loop.state.how if finished(loop.state) else "interrupted"
        if diary is not None:
            diary.end(how)
            learn_from(diary)
        length = Samples(loop.mixer.position)
        text = loop.account.written(length, underflows=sink.underflows())
        path = wish.timeline or (Path(sink.name).with_suffix(".json") if wish.out is None and not sink.live else None)
        if path is not None:
            write_whole(path, text)
        elif wish.keep and (diary is None or diary.failed):
            if diary is not None:
                tell(f"Not all of this session is in the history: {diary.failed}")
            tell(_beside_the_history(text))
        if isinstance(source, AthleteSource):
            source.keep(recording := Path(sink.name).with_suffix(".commands.wav"))
            tell(f"What the athlete said: {recording}; the same session again: --mic {recording}")
    session = diary.session if diary is not None and not diary.failed else None
    return Outcome(loop.account, length, sink.name, path, session, how, sink.underflows())


@contextmanager
def _undisturbed(live: bool) -> Iterator[None]:  # noqa: FBT001 - one private caller
    """Keep the garbage collector and busy threads from holding up a live sound callback."""
    if not live:
        yield
        return
    from coach.audio.portaudio import hushed

    before = sys.getswitchinterval()
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(0.0005)
    try:
        with hushed():
            yield
    finally:
        sys.setswitchinterval(before)
        gc.unfreeze()


def _sink(wish: Wish, tell: Tell) -> Sink:
    if wish.out is not None and is_sound_file(wish.out):
        return FileSink(Path(wish.out))
    from coach.audio.card import CardSink
    from coach.audio.devices import choose, devices

    try:
        choose(devices(), "output", wish.out)
    except DeviceError as error:
        if wish.out is not None or wish.require_audio:
            raise
        path = session_file(wish.program)
        tell(f"No sound here: {error}")
        tell(f"The session runs into a file instead: {path}")
        return FileSink(path)
    return CardSink(wish.out)


def session_file(program: str) -> Path:
    """Where a session goes that has no sound device: a new file in the athlete's folder, or a passing one."""
    folder = places.home() / "sessions"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK):
        folder = Path(tempfile.gettempdir())
    return free_name(folder / f"{wall_clock():%Y-%m-%d-%H%M%S}-{Path(program).stem}.flac")


def _source(wish: Wish, sink: Sink, loop: Loop, tell: Tell) -> Source | None:
    if wish.mic == "none":
        return None
    if wish.mic is None and isinstance(sink, FileSink) and wish.out is None:
        tell("There is no microphone either: a rehearsed athlete answers, by voice, so that you can hear how it goes.")
        return AthleteSource(loop, athletes_voice(loop.voice))
    if wish.mic is not None and is_sound_file(wish.mic):
        return FileSource(Path(wish.mic))
    if not sink.live:
        if wish.mic is not None:
            raise WishError(
                f"--mic {wish.mic}: a session into a file cannot wait for a live microphone; give a sound file, or none"
            )
        return None
    from coach.audio.card import CardSink
    from coach.audio.devices import choose, devices
    from coach.audio.microphone import MicSource

    try:
        choose(devices(), "input", wish.mic)
    except DeviceError as error:
        if wish.mic is not None:
            raise
        tell(f"No microphone: {error}. Sets begin by countdown.")
        return None
    return MicSource(wish.mic, output=sink if isinstance(sink, CardSink) else None)


def _diary(
    wish: Wish, plan: Plan, profile: Profile, left: Left | None, stack: ExitStack, tell: Tell
) -> StoreDiary | None:
    try:
        store = stack.enter_context(Store.open(places.database()))
        if left is not None:
            store.resume(left.row.id)
            return StoreDiary(store, left.row.id, facts=left.facts)
        if (broken := store.unfinished()) is not None:
            tell(
                f"Session {broken.id} ({broken.program}) was broken off; to go on with it: coach.py resume {broken.id}"
            )
        text = plan.path.read_text(encoding="utf-8")
        session = store.begin(
            plan.program.program,
            str(plan.path),
            wish.seed,
            at=wall_clock(),
            text_hash=fingerprint(text),
            settings={**wish.settings(), **as_setting(profile)},
        )
    except HistoryError as error:
        tell(f"This session will not be in the history: {error}")
        return None
    return StoreDiary(store, session)


def _beside_the_history(text: Iterable[str]) -> str:
    """Keep the timeline of a session that is not wholly in the history; returns what to tell the athlete."""
    pieces = list(text)
    for folder in (places.home() / "sessions", Path(tempfile.gettempdir())):
        path = free_name(folder / f"{wall_clock():%Y-%m-%d-%H%M%S}-session.json")
        with suppress(WishError, OSError):
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, pieces)
            return f"Its sets are in {path}"
    return "No other place can be written either; what was done is only on the screen above."


def free_name(path: Path) -> Path:
    """`path`, or the next name beside it that nothing has: clocks go backwards, and nothing is overwritten."""
    number, free = 2, path
    while os.path.lexists(free):
        free, number = path.with_stem(f"{path.stem}-{number}"), number + 1
    return free


def write_whole(path: Path, text: Iterable[str]) -> None:
    """Write a file, given whole or in pieces, so that nobody ever sees half of it; into a device or a pipe as it is.

    Raises:
        WishError: it cannot be written there.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists() and not path.is_file():
            _write(path, text)
            return
        _write(draft, text)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise WishError(f"{path}: cannot be written ({error.strerror}); choose another place") from error


def _write(path: Path, text: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines([text] if isinstance(text, str) else text)
