"""Voices that hang, die or answer with garbage: another one speaks in time, then tones, and it is said once."""

import threading
from collections.abc import Callable

import numpy as np
import pytest

from coach.mixer import Sound
from coach.units import RATE
from coach.voice import VoiceError
from coach.voice.booth import Booth
from coach.voice.studio import GIVE_UP_AFTER, Studio
from coach.voice.tones import tone
from tests.test_voice_studio import Whistle

GARBAGE: dict[str, tuple[object, object]] = {
    "not a number": (np.full(9_600, np.nan, np.float32), RATE),
    "without end": (np.full(9_600, np.inf, np.float32), RATE),
    "silence": (np.zeros(48_000, np.float32), RATE),
    "nothing": (np.zeros(0, np.float32), RATE),
    "an hour": (np.zeros(3_600 * 8_000, np.float32), 8_000),
    "no rate": (np.ones(4_800, np.float32), 0),
    "a rate below zero": (np.ones(4_800, np.float32), -48_000),
    "two channels": (np.ones((4_800, 2), np.float32), RATE),
    "text": ("a sound", RATE),
    "none": (None, None),
}


class Answers(Whistle):
    """An engine that answers with whatever it is told to."""

    def __init__(self, answer: Callable[[], tuple[object, object]]) -> None:
        super().__init__("answers")
        self.answer = answer

    def render(self, text: str) -> tuple[Sound, int]:
        self.rendered.append(text)
        return self.answer()  # type: ignore[return-value] # that is the fault


@pytest.mark.parametrize("answer", GARBAGE)
def test_garbage_is_not_spoken_and_the_next_voice_is(answer: str) -> None:
    broken, whole = Answers(lambda: GARBAGE[answer]), Whistle()
    with Studio([broken, whole], None) as studio:
        for text in ("one", "two", "three", "four"):
            assert studio.clip(text).length == pytest.approx(len(text) * 2400, abs=1000)
        assert studio.troubles() == ["natural_voice_failed"]
    assert len(broken.rendered) == GIVE_UP_AFTER


def test_an_engine_that_would_end_the_process_does_not() -> None:
    def leave() -> tuple[object, object]:
        raise SystemExit(1)

    with Studio([Answers(leave), Whistle()], None) as studio:
        assert studio.clip("one").length > 0
        assert studio.troubles() == ["natural_voice_failed"]


def test_an_engine_that_hangs_is_left_behind_and_costs_its_time_once() -> None:
    thaw = threading.Event()
    asked = []

    def hang() -> tuple[object, object]:
        asked.append(1)
        assert thaw.wait(60)
        return np.ones(4_800, np.float32), RATE

    warm = [True]

    def warm_up_then_hang() -> tuple[object, object]:
        if warm.pop():
            warm.append(False)
            return np.ones(4_800, np.float32), RATE
        warm.append(False)
        return hang()

    with Studio([Answers(warm_up_then_hang), Whistle()], None, patience_s=0.3) as studio:
        assert studio.clip("warm").length > 0
        for text in ("one", "two", "three", "four"):
            assert studio.clip(text).length == pytest.approx(len(text) * 2400, abs=1000)
        assert studio.troubles() == ["natural_voice_failed"]
        assert len(asked) == 1
        thaw.set()


def test_a_session_ends_though_its_voice_hangs_for_good() -> None:
    begun, thaw = threading.Event(), threading.Event()

    class Stuck(Whistle):
        def render(self, text: str) -> tuple[Sound, int]:
            begun.set()
            assert thaw.wait(60)
            return super().render(text)

        def close(self) -> None:
            assert thaw.wait(60)

    studio = Studio([Stuck()], None)
    studio.prepare(["one", "two"])
    assert begun.wait(30)
    studio.close()
    assert studio.clip("three").length == tone("blip").length
    thaw.set()


def freed(booth: Booth) -> bool:
    return not booth.stuck


def test_a_voice_that_has_come_round_is_used_again() -> None:
    thaw = threading.Event()
    slow = Answers(lambda: (np.ones(4_800, np.float32), RATE) if thaw.wait(60) else (None, None))
    booth = Booth(slow, 0.2)
    booth._first = False
    with pytest.raises(VoiceError, match="has not answered in"):
        booth.render("one")
    assert booth.stuck
    with pytest.raises(VoiceError, match="still has not answered"):
        booth.render("two")
    thaw.set()
    while not freed(booth):
        pass
    assert len(booth.render("three")[0]) == 4_800
    booth.close()
