"""`doctor`: what works here, what does not, and what to do about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click

from coach import CoachError, __version__, places
from coach.cli.example import example


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    part: str
    fine: bool
    text: str


@click.command(short_help="What works on this machine.", epilog=example("doctor"))
def doctor() -> int:
    """Look at voices, ears, sound devices, files and the history; exit code 3 where something needed is missing."""
    from coach.screen.terminal import clean

    found = list(_findings())
    width = max(len(finding.part) for finding in found)
    for finding in found:
        click.echo(f"{'ok  ' if finding.fine else 'LOOK'}  {finding.part:<{width}}  {clean(finding.text)}")
    needed = ("voice", "ears", "files")
    return 0 if all(any(f.fine for f in found if f.part == part) for part in needed) else 3


def _findings() -> Iterator[Finding]:
    yield Finding("innervate", fine=True, text=f"{__version__}; your files: {places.home()}")
    yield from _asked("voice", _voices)
    yield from _asked("ears", _ears)
    yield from _asked("output", lambda: _devices("output"))
    yield from _asked("input", lambda: _devices("input"))
    yield from _asked("files", _files)
    yield from _asked("history", _history)


def _asked(part: str, ask: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What a part answers; a failure that has a remedy is an answer too."""
    try:
        yield from ask()
    except CoachError as error:
        yield Finding(part, fine=False, text=str(error))


def _voices() -> Iterator[Finding]:
    from coach.voice.choose import voices

    known = voices()
    ready = [voice for voice in known if not voice.missing]
    yield Finding("voice", fine=bool(ready), text=f"{len(ready)} ready; first: {ready[0].name}" if ready else "none")
    for voice in known:
        if voice.missing:
            yield Finding("voices", fine=False, text=f"{voice.name}: {voice.missing}")


def _ears() -> Iterator[Finding]:
    from coach.ears import models
    from coach.ears.choose import ENGLISH, usual, writer

    troubles = models.troubles()
    recogniser = usual(ENGLISH, troubles.append)
    try:
        yield Finding("ears", fine=True, text=recogniser.id + ("" if writer() else ", by sounds alone, less surely"))
        yield from (Finding("ears", fine=False, text=trouble) for trouble in troubles)
    finally:
        recogniser.close()


def _devices(way: str) -> Iterator[Finding]:
    from coach.audio.devices import choose, devices

    best = choose(devices(), "output" if way == "output" else "input", None)
    yield Finding(way, fine=True, text=best[0].name)


def _files() -> Iterator[Finding]:
    from coach.language.files import words_mistakes
    from coach.program.check import check
    from coach.program.library import Library
    from coach.program.mistakes import Severity

    library = Library.standard()
    doubled = {name: files for name in library.ids() if len(files := library.files(name)) > 1}
    folders = [folder for folder in (places.own_programs(), places.own_cues()) if folder.is_dir()]
    mistakes = [m for m in check(folders, words=words_mistakes) if m.severity is Severity.ERROR]
    yield Finding("files", fine=not mistakes, text=f"{len(library.ids())} exercises; {len(mistakes)} mistakes in yours")
    for mistake in mistakes:
        yield Finding("mistake", fine=False, text=str(mistake))
    for name, files in doubled.items():
        yield Finding("wins", fine=True, text=f"{name}: {files[0]}, over {', '.join(str(f) for f in files[1:])}")


def _history() -> Iterator[Finding]:
    from coach.history.store import Store

    path = places.database()
    if not path.exists():
        yield Finding("history", fine=True, text="none yet")
        return
    with Store.open(path) as store:
        yield Finding("history", fine=True, text=f"{len(store.sessions())} sessions in {path}")
        broken = store.unfinished()
        if broken is not None:
            yield Finding("history", fine=False, text=f"session {broken.id} ({broken.program}) was broken off")
