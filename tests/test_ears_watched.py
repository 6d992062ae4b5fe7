"""Ears that die or hang: begun anew, then replaced, told once; what was understood keeps its instant."""

import threading
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pytest

from coach.ears.errors import EarsError
from coach.ears.utterance import RATE, Utterance
from coach.ears.watched import Watched

BLOCK = np.zeros(RATE // 10, np.int16)


class Ears:
    """Hears "ready" in every block, until something happens to it."""

    def __init__(self, name: str = "vosk", happens: Callable[[], None] = lambda: None) -> None:
        self.id = name
        self.happens = happens
        self.phrases: tuple[str, ...] = ()
        self.fed = 0
        self.closed = threading.Event()

    def listen_for(self, phrases: Sequence[str], state: str = "") -> None:
        self.phrases, self.state = tuple(phrases), state

    def deaf_to(self, phrases: Sequence[str]) -> tuple[str, ...]:
        return tuple(phrases[:1])

    def disregard(self) -> None:
        self.happens()

    def feed(self, block: npt.NDArray[np.int16]) -> list[Utterance]:
        self.happens()
        self.fed += len(block)
        return [Utterance("ready", self.fed - len(block), self.fed, self.fed, 1.0, accepted=True)]

    def finish(self) -> list[Utterance]:
        return []

    def close(self) -> None:
        self.closed.set()


def dies() -> None:
    raise RuntimeError("the decoder broke")


def leaves() -> None:
    raise SystemExit


@pytest.mark.parametrize("fault", [dies, leaves])
def test_ears_that_die_are_begun_anew_and_it_is_told(fault: Callable[[], None]) -> None:
    told: list[str] = []
    fresh = Ears()
    ears = Watched(Ears(happens=fault), [lambda: fresh], told.append)
    ears.listen_for(["ready"], "rest")
    assert ears.feed(BLOCK) == []
    assert told == ["ears_restarted"]
    assert (fresh.phrases, fresh.state) == (("ready",), "rest")
    (words,) = ears.feed(BLOCK)
    assert (words.start, words.end) == (len(BLOCK), 2 * len(BLOCK))
    ears.close()
    assert fresh.closed.wait(10)


def test_ears_that_hang_are_left_behind() -> None:
    told: list[str] = []
    thaw = threading.Event()

    def hang() -> None:
        thaw.wait(60)

    ears = Watched(Ears(happens=hang), [Ears], told.append, patience_s=0.2)
    assert ears.feed(BLOCK) == []
    assert len(ears.feed(BLOCK)) == 1
    assert told == ["ears_restarted"]
    thaw.set()


def test_ears_that_go_on_dying_are_replaced_and_then_given_up() -> None:
    told: list[str] = []

    def missing() -> Ears:
        raise EarsError("no model")

    spare = [lambda: Ears(happens=dies), missing, lambda: Ears("phones", happens=dies)]
    ears = Watched(Ears(happens=dies), spare, told.append)
    assert [ears.feed(BLOCK), ears.feed(BLOCK)] == [[], []]
    assert told == ["ears_restarted", "recogniser_changed"]
    assert ears.id == "phones"
    with pytest.raises(EarsError, match="no recogniser is left"):
        ears.feed(BLOCK)
