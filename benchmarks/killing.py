"""Sessions killed with `kill -9` at a hundred random instants, and resumed each time."""

import random
import tempfile
from pathlib import Path

from benchmarks.results import Figure, keep
from tests.killed import Survived, survive, uninterrupted

SESSIONS = 20
KILLS = 6
LONGEST_S = 200
"""Session seconds from a beginning to the next death, at most; the whole is 14 minutes long."""
SEED = 20261124


def main() -> None:
    """Measure and keep."""
    instants = random.Random(SEED)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain, adapted = uninterrupted(folder, ()), uninterrupted(folder)
        survived: list[Survived] = []
        for number in range(SESSIONS):
            survived.append(survive(folder, folder / f"home-{number}", instants, KILLS, LONGEST_S))
            print(number, survived[-1].kills, len(survived[-1].acknowledged), survived[-1].adapted, flush=True)
    lost = sum(len(set(one.acknowledged) - set(one.kept)) for one in survived)
    doubled = sum(len(one.kept) - len(set(one.kept)) for one in survived)
    other = sum(one.kept != (adapted if one.adapted else plain) for one in survived)
    figures = [
        Figure("sessions killed", f"{sum(one.kills for one in survived)} times in {SESSIONS}", ">= 100 times"),
        Figure("finished sets lost", f"{lost} of {sum(len(one.acknowledged) for one in survived)}", "0"),
        Figure("sets doubled", f"{doubled} of {sum(len(one.kept) for one in survived)}", "0"),
        Figure("sessions that ended with other sets than undisturbed ones", f"{other} of {SESSIONS}", "0"),
        Figure("sessions with a repetition missing or too many", f"{sum(not one.whole for one in survived)}", "0"),
    ]
    keep("killing", figures, {"adapted": sum(one.adapted for one in survived), "seed": SEED})


if __name__ == "__main__":
    main()
