"""Work that may hang: done in a thread of its own, and waited for only so long."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, Final, TypeVar

_SLICE_S: Final = 0.1
"""Waiting is counted in pieces: a machine that slept meanwhile has not used the time up."""
_given_up: Final = set["Future[Any]"]()
"""Jobs that were not waited for to their end, and have not come to it."""
T = TypeVar("T")


def leaves_work() -> bool:
    """Whether a job that was given up still runs.

    Coming back from native code while the interpreter ends, its thread would abort the process.
    """
    return bool(_given_up)


class Worker:
    """A thread that does one job after the other; one that hangs is left behind with its thread."""

    def __init__(self, name: str) -> None:
        """Nothing runs before the first job; `name` is the thread's."""
        self._name = name
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def give(self, job: Callable[[], T]) -> "Future[T]":
        """Let it do `job` when its turn comes; whatever that throws is in the future."""
        answer: Future[T] = Future()

        def run() -> None:
            try:
                answer.set_result(job())
            except BaseException as error:  # noqa: BLE001 - looked at by whoever asked
                answer.set_exception(error)

        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        self._jobs.put(run)
        return answer

    def ask(self, job: Callable[[], T], patience_s: float, given_up: threading.Event | None = None) -> "Future[T]":
        """As `give`, and wait for it up to `patience_s` seconds, or until `given_up`; it may not be done then."""
        answer = self.give(job)
        done = threading.Event()
        answer.add_done_callback(lambda _: done.set())
        for _ in range(max(1, round(patience_s / _SLICE_S))):
            if done.wait(_SLICE_S) or (given_up is not None and given_up.is_set()):
                break
        if not done.is_set():
            _given_up.add(answer)
            answer.add_done_callback(_given_up.discard)
        return answer

    def end(self) -> None:
        """No more jobs come; the thread ends after those it has."""
        self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
