"""How soon a live session notices that its sound or its microphone is gone: really removed, on a virtual sound card.

`python -m benchmarks.losing [rounds]`. What counts is the time from the removal to the fact in the session's journal.
"""

import signal
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from benchmarks.results import Figure, keep
from tests.card import Card
from tests.test_session_card import Session

ROUNDS = 5
ASLEEP_S = 20
PATIENCE_S = 30


def main() -> None:
    """Measure and keep."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    figures = []
    for what, (fact, lose) in LOSSES.items():
        took = [_noticed(fact, lose) for _ in range(rounds)]
        print(what, [round(seconds, 2) for seconds in took], flush=True)
        figures.append(
            Figure(f"{what}: noticed after", f"{statistics.median(took):.2f} s, at most {max(took):.2f} s", "<= 1.0 s")
        )
    keep("losing", figures, {"rounds": rounds})


def _noticed(fact: str, lose: Callable[[Card, Session], None]) -> float:
    with tempfile.TemporaryDirectory(prefix="vc") as name:
        folder = Path(name)
        card = Card(folder)
        session = Session(card, folder)
        try:
            session.sees("ready when you are", "when you're ready")
            time.sleep(4)  # so that the server has been asked where we play and listen
            begun = _facts(folder, fact)
            lose(card, session)
            lost = time.monotonic()
            while _facts(folder, fact) == begun:
                if time.monotonic() - lost > PATIENCE_S:
                    raise SystemExit(f"never noticed: {fact}\n" + "\n".join(session.lines))
                time.sleep(0.01)
            return time.monotonic() - lost
        finally:
            session.close()
            card.thaw()
            card.die()


def _facts(folder: Path, fact: str) -> int:
    with closing(sqlite3.connect(f"file:{folder}/home/history.db?mode=ro", uri=True)) as database:
        found: int = database.execute("SELECT count(*) FROM journal WHERE fact LIKE ?", (f"%{fact}%",)).fetchone()[0]
    return found


def _sleep(_card: Card, session: Session) -> None:
    session.process.send_signal(signal.SIGSTOP)
    time.sleep(ASLEEP_S)
    session.process.send_signal(signal.SIGCONT)


def _elsewhere(card: Card, _session: Session) -> None:
    """Another sink is there: the server moves the stream to it, and PortAudio tells nothing."""
    card.unplug()


LOSSES: dict[str, tuple[str, Callable[[Card, Session], None]]] = {
    "earbuds taken away, sound moved in silence": ("OutputLost", _elsewhere),
    "sound server killed": ("OutputLost", lambda card, _: card.die()),
    "sound server frozen": ("OutputLost", lambda card, _: card.freeze()),
    "machine asleep for 20 s": ("OutputLost", _sleep),
    "microphone taken away": ("ears_lost", lambda card, _: card.mute_for_good()),
}


if __name__ == "__main__":
    main()
