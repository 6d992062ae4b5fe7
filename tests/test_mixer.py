"""The mixer: the same samples however the blocks are cut, cancelled clips included."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from coach.mixer import CEILING, FADE, KNEE, Mixer, Sound
from coach.units import Samples

END = 4_000


@dataclass(frozen=True)
class Play:
    asked: int
    """The position at which it is asked for."""
    at: int
    length: int
    gain: float


@dataclass(frozen=True)
class Cancel:
    asked: int
    at: int
    cuts: bool = True


Request = Play | Cancel

plays = st.builds(
    Play, st.integers(0, END), st.integers(-500, END + 500), st.integers(0, 2_000), st.floats(-1, 1, width=32)
)
cancels = st.builds(Cancel, st.integers(0, END), st.integers(0, END + 500), st.booleans())
scripts = st.lists(plays | cancels, max_size=8).map(lambda script: sorted(script, key=lambda request: request.asked))
cuts = st.lists(st.integers(0, END), max_size=12)


def clip(length: int, gain: float) -> Sound:
    wave: npt.NDArray[np.float64] = gain * np.cos(np.arange(length) * 0.3)
    return wave.astype(np.float32)


def rendered(script: list[Request], cut: list[int]) -> npt.NDArray[np.float32]:
    """What a session hears that asks at the given positions, in blocks that end there and at `cut`."""
    mixer, out, pending = Mixer(), np.full(END, np.nan, np.float32), list(script)
    for end in sorted({*cut, *(request.asked for request in script), END}):
        mixer.render(out[mixer.position : end])
        assert mixer.position == end
        while pending and pending[0].asked == end:
            match pending.pop(0):
                case Play(at=at, length=length, gain=gain):
                    mixer.play(clip(length, gain), Samples(at))
                case Cancel(at=at, cuts=cuts):
                    mixer.cancel(Samples(at), cuts=cuts)
    return out


@given(scripts, cuts)
def test_cutting_the_blocks_differently_changes_no_sample(script: list[Request], cut: list[int]) -> None:
    assert np.array_equal(rendered(script, []), rendered(script, cut))


@given(scripts, cuts)
def test_nothing_is_louder_than_the_ceiling(script: list[Request], cut: list[int]) -> None:
    out = rendered(script, cut)
    assert np.isfinite(out).all()
    assert np.abs(out).max() <= CEILING


@given(st.lists(plays, max_size=5), st.integers(0, END), st.integers(0, END))
def test_a_cancel_spares_what_is_before_it_and_silences_what_is_after_its_fade(
    script: list[Play], asked: int, at: int
) -> None:
    before = [Play(0, play.at, play.length, play.gain) for play in script]
    cancelled = rendered([*before, Cancel(asked, at)], [])
    untouched = rendered([*before], [])
    begins = max(asked, at)
    assert np.array_equal(cancelled[:begins], untouched[:begins])
    assert not cancelled[begins + FADE :].any()


@given(st.lists(plays, max_size=5), st.integers(0, END), st.integers(0, END))
def test_a_cancel_that_cuts_nothing_lets_finish_what_has_begun(script: list[Play], asked: int, at: int) -> None:
    before = [Play(0, play.at, play.length, play.gain) for play in script]
    cancelled = rendered([*before, Cancel(asked, at, cuts=False)], [])
    begun = rendered([play for play in before if play.at < at], [])
    # What was to be dropped and has begun before that was known fades out.
    assert np.array_equal(cancelled[max(asked, at) + FADE :], begun[max(asked, at) + FADE :])
    if asked <= at:
        assert np.array_equal(cancelled, begun)


@given(st.integers(0, END), st.integers(0, END), st.integers(1, 1_000))
def test_a_clip_sounds_at_its_sample_and_what_comes_too_late_is_cut_off(asked: int, at: int, length: int) -> None:
    out = rendered([Play(asked, at, length, 0.5)], [])
    whole = np.zeros(END + 1_000, np.float32)
    whole[at : at + length] = clip(length, 0.5)
    whole[:asked] = 0
    assert np.array_equal(out, whole[:END])


def test_what_is_asked_for_after_a_cancel_is_not_cancelled() -> None:
    out = rendered([Play(0, 100, 3_000, 0.5), Cancel(200, 1_000), Play(200, 2_000, 500, 0.5)], [])
    assert not out[1_000 + FADE : 2_000].any()
    assert np.array_equal(out[2_000:2_500], clip(500, 0.5))


def test_a_fade_goes_down_evenly() -> None:
    mixer, out = Mixer(), np.empty(2_000, np.float32)
    mixer.play(np.full(2_000, KNEE, np.float32), Samples(0))
    mixer.cancel(Samples(1_000))
    mixer.render(out)
    steps = np.diff(out[999 : 1_001 + FADE])
    assert (steps <= 0).all()
    assert steps.min() > -2 * KNEE / FADE
