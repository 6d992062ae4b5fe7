"""Which words count: all that fit, or only those after the wake word; and when to ask for them again."""

from typing import Final

from coach import CoachError
from coach.ears.utterance import RATE, Utterance
from coach.language.commands import Commands

WAKE: Final = "coach"
SAFETY: Final = frozenset({"emergency", "pain", "cramp", "dizzy", "stop", "unsure", "burning"})
"""Intents that never need the wake word."""
AWAKE_S: Final = 6
"""After "coach" alone, so long anything that can be said counts."""
ALWAYS: Final = "always"
UNASKED: Final = frozenset({"set", "hold", "rest", "paused", "ready"})
"""States in which the coach has asked nothing. In all others the wake word is not needed with `always`: who has just
been spoken to need not say whom he answers."""
UNAWAITED: Final = UNASKED - {"ready"}
"""States in which no answer is waited for, and unclear words are not worth an "again?"."""
NEARLY: Final = 0.1
"""Confidence from which on words that were refused may have been meant for the coach: half of 10 answers that noise
had hidden lay above it, and 9 of 23 pieces of other talk. It is asked where an answer is due, and once."""


class WakeError(CoachError):
    """The wake word is asked for in a state that does not exist."""


def wake_states(commands: Commands, wanted: str | None) -> frozenset[str]:
    """The states in which commands need the wake word.

    Args:
        commands: those of the session's language.
        wanted: `always` (but for answers to questions), or states with commas between; None for none.

    Raises:
        WakeError: there is no such state.
    """
    if wanted is None:
        return frozenset()
    if wanted == ALWAYS:
        return UNASKED & frozenset(commands.states)
    states = [state.strip() for state in wanted.split(",") if state.strip()]
    for state in states:
        if state not in commands.states:
            raise WakeError(
                f"--wake-word {wanted}: there is no {state!r}; "
                f"write {ALWAYS}, or some of {', '.join(sorted(commands.states))}"
            )
    return frozenset(states)


class Attention:
    """Decides on what a recogniser decided; belongs to the thread that feeds it."""

    def __init__(self, commands: Commands, wake: frozenset[str] = frozenset()) -> None:
        self._commands = commands
        self._wake = wake
        self._listed: dict[tuple[str, bool], tuple[str, ...]] = {}
        """What was listed for a state already: the list takes longer than a block of sound."""
        self._awake_until = 0
        self._asked = False

    def awake(self, state: str, at: int) -> bool:
        """No wake word is needed in this state, or it has just been said; `at` is a sample of the ears."""
        return state not in self._wake or at <= self._awake_until

    def phrases(self, state: str, *, awake: bool) -> tuple[str, ...]:
        """What a recogniser shall listen for."""
        if (state, awake) not in self._listed:
            self._listed[state, awake] = self._list(state, awake=awake)
        return self._listed[state, awake]

    def _list(self, state: str, *, awake: bool) -> tuple[str, ...]:
        allowed = self._commands.open_in(state)
        phrases = self._commands.phrases(allowed)
        if not self._wake:
            return phrases
        called = (WAKE, *(f"{WAKE} {phrase}" for phrase in phrases))
        return (*(phrases if awake else self._commands.phrases(allowed & SAFETY)), *called)

    def counts(self, words: Utterance, state: str) -> str | None:
        """The command in accepted words, without the wake word; None where they are none to obey."""
        if words.text == WAKE:
            self._awake_until = words.end + AWAKE_S * RATE
            return None
        if not self._wake:
            return words.text
        before, called, command = f" {words.text}".partition(f" {WAKE} ")
        if called and len(before.split()) <= 1:  # "hey coach next set"
            return command
        return words.text if self.awake(state, words.start) or self.is_safety(words.text, state) else None

    def understood(self) -> None:
        """A command was: the next unclear words may be asked for again."""
        self._asked = False

    def asks_again(self, words: Utterance, state: str) -> bool:
        """Whether refused words deserve an "again?".

        An answer is waited for, they were nearly one, and it is the first time since a command was understood.
        """
        if self._asked or words.accepted or state in UNAWAITED | self._wake or words.confidence < NEARLY:
            return False
        self._asked = self._commands.parse(words.text, self._commands.open_in(state)) is not None
        return self._asked

    def is_safety(self, text: str, state: str) -> bool:
        """Whether these words stop everything."""
        intent = self._commands.parse(text, self._commands.open_in(state))
        return intent is not None and intent.name in SAFETY
