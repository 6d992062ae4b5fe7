"""Plays clips one after the other, without a session around them."""

from collections.abc import Sequence
from pathlib import Path

from coach.audio.ends import Sink
from coach.audio.files import FileSink, is_sound_file
from coach.mixer import Mixer
from coach.timeline import LEAD
from coach.units import RATE, Samples
from coach.voice.clip import Clip
from coach.voice.tones import lead_in


def play(clips: Sequence[Clip], out: str | None, gap_s: float = 0.5) -> str:
    """Play `clips` with `gap_s` seconds between them on a device or into a file; returns where.

    Raises:
        AudioError: it cannot be opened or written.
    """
    sink = sink_for(out)
    mixer = Mixer()
    mixer.play(lead_in(LEAD), Samples(0))
    at = int(LEAD)
    for clip in clips:
        mixer.play(clip.sound, Samples(at))
        at += len(clip.sound) + int(gap_s * RATE)
    sink.open(mixer)
    try:
        while mixer.position < at:
            sink.advance(Samples(at))
        sink.close()
    finally:
        sink.abort()
    return sink.name


def sink_for(out: str | None) -> Sink:
    """A file where `out` names one, else a device."""
    if out is not None and is_sound_file(out):
        return FileSink(Path(out))
    from coach.audio.card import CardSink

    return CardSink(out)
