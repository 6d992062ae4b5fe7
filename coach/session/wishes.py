"""What the command line asks of a session, as plain values."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coach import CoachError
from coach.session.loop import Typed
from coach.units import Samples, UnitError, parse_duration, to_samples

LONGEST_LATENCY_S: Final = 2


class WishError(CoachError):
    """The command line asks for something that cannot be."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One session as it was asked for."""

    program: str
    mic: str | None = None
    """A device, a sound file, `none`, or None for the best microphone."""
    out: str | None = None
    """A device, a sound file, or None for the system's output."""
    at: tuple[str, ...] = ()
    """`12.5: next set`"""
    voice: str | None = None
    recogniser: str | None = None
    timeline: Path | None = None
    latency: str | None = None
    """How much later the athlete hears the sound than the device says, as `180ms`; None: as the profile has it."""
    seed: int = 0
    require_audio: bool = False
    keep: bool = True
    """Write the session into the history."""
    record: Path | None = None
    """Keep what the microphone hears in this file; None keeps nothing of it."""
    speaker: bool = False
    """The coach sounds from a loudspeaker that the microphone can hear."""
    wake_word: str | None = None
    """States in which commands need "coach" before them, `always`, or None."""
    set_up: bool = False
    """Ask the questions of health that are open, whoever listens."""

    def settings(self) -> dict[str, object]:
        """The ends it was started with, for `resume`."""
        return {
            "mic": self.mic,
            "out": self.out,
            "voice": self.voice,
            "recogniser": self.recogniser,
            "latency": self.latency,
            "speaker": self.speaker,
            "wake_word": self.wake_word,
        }


def writable(path: Path) -> Path:
    """`path`, once it is known that a file can be written there: better before an hour of training than after it.

    Raises:
        WishError: it cannot.
    """
    folder = path.parent
    if path.is_dir():
        raise WishError(f"{path}: this is a folder; name a file in it")
    if not folder.is_dir():
        raise WishError(f"{path}: there is no folder {folder}; create it or choose another")
    if not os.access(folder, os.W_OK):
        raise WishError(f"{path}: you may not write into {folder}; choose another folder")
    return path


def output_latency(text: str) -> Samples:
    """`180ms` of `--latency`, or of the profile, as samples.

    Raises:
        WishError: no duration from 0 to 2 s.
    """
    try:
        seconds = parse_duration(text)
    except UnitError as error:
        raise WishError(f"--latency: {error.problem}; write 180ms") from error
    if seconds > LONGEST_LATENCY_S:
        raise WishError(f"--latency {text}: no earbuds are that slow; write up to {LONGEST_LATENCY_S} s, as in 180ms")
    return to_samples(seconds)


_AT = re.compile(
    r"\s*(?P<when>\d+(?:\.\d+)?|[\d:.]+|\d[\dhms. ]*)\s*(?:s\s*)?:\s+(?P<phrase>\S.*)|\s*(?P<s>[\d.]+)\s*:(?P<p>.+)"
)


def timed(texts: Sequence[str]) -> list[Typed]:
    """`SECONDS: PHRASE` as phrases at their instants, in order of time.

    Raises:
        WishError: one of them is not of that form.
    """
    return sorted((_timed(text) for text in texts), key=lambda typed: typed.at)


def _timed(text: str) -> Typed:
    match = _AT.fullmatch(text)
    when, phrase = (
        ((match["when"] or match["s"]).strip(), (match["phrase"] or match["p"]).strip()) if match else ("", "")
    )
    if not phrase:
        raise WishError(f'--at {text!r}: write SECONDS: PHRASE, as in --at "12.5: next set"')
    try:
        seconds = parse_duration(when if re.search(r"[:hms]", when) else f"{when}s")
    except UnitError as error:
        raise WishError(f"--at {text!r}: {error.problem}; {error.remedy}") from error
    return Typed(to_samples(seconds), phrase)
