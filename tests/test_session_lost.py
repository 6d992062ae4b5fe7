"""Sound that goes and comes back under a running session: it holds, says so once, and goes on where it stood."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.card import Card, card
from tests.test_session_card import Session, at_48k
from tests.voices import JOE, say

__all__ = ["card"]

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def session(card: Card, tmp_path: Path) -> Iterator[Session]:
    made = Session(card, tmp_path)
    yield made
    made.close()


def test_earbuds_daemon_machine_and_microphone_fail_one_after_the_other(card: Card, session: Session) -> None:
    session.sees("Two sets of three")
    card.die()
    seen = session.sees("The sound on earbuds is gone")
    time.sleep(1)
    card.start()
    seen = session.sees("The sound is back on earbuds", after=seen)
    seen = session.sees("Sound is back.", after=seen)

    card.freeze()
    seen = session.sees("The sound on earbuds is gone", after=seen)
    card.thaw()
    seen = session.sees("The sound is back on", after=seen)
    seen = session.sees("ready", after=seen)

    session.process.send_signal(signal.SIGSTOP)
    time.sleep(3)
    session.process.send_signal(signal.SIGCONT)
    seen = session.sees("is gone", after=seen)
    seen = session.sees("Sound is back", after=seen)
    seen = session.sees("ready", after=seen)

    card.speak(at_48k(say(JOE, "how many left")))
    seen = session.sees("how many left", after=seen)
    card.mute_for_good()
    seen = session.sees("I can't hear you any more", after=seen)
    seen = session.sees("three", after=seen)
    session.sees("one", after=seen)
    assert sum("I can't hear you any more" in line for line in session.lines) == 1
    assert not [line for line in session.lines if "Traceback" in line]


@pytest.fixture
def cut_off(card: Card, tmp_path: Path) -> Iterator[Session]:
    """A session that could reach no network if it tried, where this system allows that."""
    alone = ("unshare", "-rn") if not subprocess.run(["unshare", "-rn", "true"], check=False).returncode else ()
    made = Session(card, tmp_path, alone)
    yield made
    made.close()


def test_the_next_best_device_takes_over_and_the_set_goes_on(card: Card, cut_off: Session) -> None:
    session = cut_off
    session.sees("Two sets of three")
    card.mute_for_good()
    seen = session.sees("count", after=session.sees("three"))
    card.unplug()
    seen = session.sees("The sound on earbuds is gone", after=seen)
    card.replug(44_100)
    seen = session.sees("The sound is back on", after=seen)
    seen = session.sees("set_done", after=seen)
    assert "3 reps" in session.lines[seen]
