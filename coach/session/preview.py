"""A cue script as it sounds: one set of it, through the same loop as a session."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from coach import places
from coach.language.files import read_commands, read_lines
from coach.program.library import Library
from coach.program.load import load_cues, parse_program
from coach.session.account import Json
from coach.session.loop import Loop
from coach.session.playing import sink_for
from coach.session.reading import first_state
from coach.session.speech import StudioSpeech
from coach.session.wishes import WishError
from coach.units import UnitError, parse_tempo
from coach.voice.choose import choose
from coach.voice.studio import Studio

_HEAD = """
program: Preview
defaults: {start: countdown}
steps:
"""
_SET = """
  - exercise: {name}
    reps: {reps}
    rehearse: 20s
    hold: {{at: squeeze, for: 3s, on: last rep}}
    {tempo}
"""
_HOLD = """
  - hold: {name}
    for: 20s
    rehearse: 20s
"""


def preview(
    cues: str, out: str | None, reps: int, tempo: str | None, voice: str | None, watch: Callable[[Json], None]
) -> str:
    """Play one set of `cues`, an id or a file, on a device or into a file; returns where.

    Raises:
        CoachError: no such script, a mistake in it or in the tempo, or no sound.
    """
    if tempo is not None:
        try:
            parse_tempo(tempo)
        except UnitError as error:
            raise WishError(f"--tempo: {error.problem}; {error.remedy}") from error
    path = Path(cues)
    library = Library.standard(path if path.is_file() else None)
    script = library.resolve(load_cues(path), path) if path.is_file() else library.script(cues)
    step = _HOLD if script.isometric else _SET
    text = _HEAD + step.format(name=script.cues, reps=reps, tempo=f'tempo: "{tempo.strip()}"' if tempo else "")
    program = parse_program(text, "preview", library)
    speech = StudioSpeech(Studio(choose(voice, script.language), places.clip_cache()))
    sink = sink_for(out)
    loop = Loop(
        replace(first_state(program, {script.cues: script}), greets=False),
        sink,
        speech,
        read_lines(script.language),
        read_commands(script.language),
        watch=watch,
    )
    sink.open(loop.mixer)
    try:
        loop.run()
        sink.close()
    finally:
        sink.abort()
        speech.close()
    return sink.name
