"""Turns a rendered session into a page that plays on any phone."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from coach.audio.ends import AudioError
from coach.screen.page import page
from coach.session.opening import write_whole
from coach.session.wishes import WishError, writable

MIME: Final = "audio/mpeg"
"""The one compressed format that every phone's browser plays from inside a page."""
_RATE: Final = 24_000
_LEVEL: Final = 0.8
"""libsndfile's way of asking for 40 kbit/s at `_RATE`: 0 is 160 kbit/s, 1 is 10.

At a constant rate a player finds any second by arithmetic; at a variable one the words of a page run away from the
sound after a jump. Fifteen minutes take 4.5 MB, and 6 MB as text in the page.
"""


def page_place(path: Path) -> Path:
    """`path`, once it is known that a page can be written there: better before a long rendering than after it.

    Raises:
        WishError: it cannot, or its ending is not that of a page.
    """
    if path.suffix.lower() not in (".html", ".htm"):
        raise WishError(f"--page {path}: the ending must be html")
    return writable(path)


def write_page(path: Path, timeline: Mapping[str, object], sound_file: Path) -> None:
    """Write the page of a session whole or not at all.

    Args:
        path: the page, an HTML file.
        timeline: the session's timeline JSON.
        sound_file: the session's sound, in any format the coach writes.

    Raises:
        WishError: the page cannot be written there.
        AudioError: the sound cannot be read.
    """
    write_whole(path, page(timeline, small_sound(sound_file), MIME))


def small_sound(sound_file: Path) -> bytes:
    """The sound as MP3 at a constant 40 kbit/s, a second at a time.

    Raises:
        AudioError: it cannot be read.
    """
    import soundfile
    import soxr

    made = io.BytesIO()
    try:
        with soundfile.SoundFile(sound_file) as source, _encoder(made) as small:
            rate = int(source.samplerate)
            resampler = soxr.ResampleStream(rate, _RATE, 1, dtype="float32")
            last = False
            while not last:
                block = source.read(rate, dtype="float32", always_2d=True).mean(axis=1, dtype="float32")
                last = len(block) < rate
                small.write(resampler.resample_chunk(block, last=last))
    except (OSError, RuntimeError) as error:
        raise AudioError(f"{sound_file}: cannot be read for the page; render the session again") from error
    return made.getvalue()


def _encoder(into: io.BytesIO) -> Any:  # noqa: ANN401 - soundfile has no types
    import soundfile

    return soundfile.SoundFile(
        into,
        "w",
        _RATE,
        1,
        format="MP3",
        subtype="MPEG_LAYER_III",
        bitrate_mode="CONSTANT",
        compression_level=_LEVEL,
    )
