"""Sessions killed with `kill -9` at a hundred random instants, and resumed each time.

`python -m benchmarks.killing` has them sound into files, `python -m benchmarks.killing live` on a virtual sound card.
"""

import random
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.results import Figure, keep
from tests.card import Card
from tests.killed import PROGRAM, SHORT, Survived, survive, uninterrupted

SESSIONS = 20
KILLS = 6
LONGEST_S = 200
"""Session seconds from a beginning to the next death, at most; the whole is 14 minutes long."""
LIVE_SESSIONS, LIVE_LONGEST_S = 4, 25
SEED = 20261124


def main() -> None:
    """Measure and keep."""
    instants = random.Random(SEED)
    live = sys.argv[1:] == ["live"]
    sessions, longest_s, program = (LIVE_SESSIONS, LIVE_LONGEST_S, SHORT) if live else (SESSIONS, LONGEST_S, PROGRAM)
    plain, adapted = (uninterrupted(program, adapted=changed) for changed in (False, True))
    survived: list[Survived] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vc")))
        card = Card(folder) if live else None
        if card is not None:
            stack.callback(card.die)
        for number in range(sessions):
            survived.append(survive(folder, instants, program, KILLS, longest_s, card))
            print(number, survived[-1].kills, len(survived[-1].acknowledged), survived[-1].adapted, flush=True)
    lost = sum(len(set(one.acknowledged) - set(one.kept)) for one in survived)
    doubled = sum(len(one.kept) - len(set(one.kept)) for one in survived)
    other = sum(one.kept != (adapted if one.adapted else plain) for one in survived)
    figures = [
        Figure(
            "sessions killed",
            f"{sum(one.kills for one in survived)} times in {sessions}",
            ">= 20 times" if live else ">= 100 times",
        ),
        Figure("finished sets lost", f"{lost} of {sum(len(one.acknowledged) for one in survived)}", "0"),
        Figure("sets doubled", f"{doubled} of {sum(len(one.kept) for one in survived)}", "0"),
        Figure("sessions that ended with other sets than undisturbed ones", f"{other} of {sessions}", "0"),
        Figure("sessions with a repetition missing or too many", f"{sum(not one.whole for one in survived)}", "0"),
    ]
    keep(
        "killing_live" if live else "killing", figures, {"adapted": sum(one.adapted for one in survived), "seed": SEED}
    )


if __name__ == "__main__":
    main()
