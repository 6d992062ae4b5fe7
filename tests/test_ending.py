"""How the program ends when something that hangs was left behind."""

import subprocess
import sys

LATE = """
import sys, time
import numpy as np
import coach.cli
from coach.ears.writer import Writer
from coach.patience import Worker

class Slow:
    def __del__(self):
        time.sleep(8)

coach.cli.slow = Slow()  # the interpreter takes long to end, so that the network comes back meanwhile
writer, noise = Writer(), np.random.default_rng(0).integers(-3000, 3000, 16_000 * 30).astype(np.int16)
answer = Worker("network").ask(lambda: [writer.hear(noise) for _ in range(9)], 0.1)
assert not answer.done()
coach.cli.main(sys.argv[1:])
"""
"""A network is asked, given up, and comes back when the interpreter is about to end."""


def _ended(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", LATE, *arguments], capture_output=True, text=True, check=False)


def test_what_was_left_behind_does_not_abort_a_run_that_went_well() -> None:
    run = _ended("--version")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("innervate, version")


def test_nor_does_it_change_the_code_and_the_message_of_one_that_did_not() -> None:
    run = _ended("start", "nosuch")
    assert run.returncode == 1
    assert "no program is called 'nosuch'" in run.stderr
