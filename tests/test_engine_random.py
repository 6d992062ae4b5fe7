"""Sessions with anything said at any instant: caps hold, undo is exact, words stop, and all of them end."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.driven import WORDS, Driven, begun, random_program, random_session

CALM = tuple(word for word in WORDS if word[0] not in ("emergency", "sudden", "finish", "dizzy"))
"""Words after which a session goes on for a while."""


class Session(RuleBasedStateMachine):
    """An athlete who says anything, lets any time pass, and takes things back."""

    driven: Driven

    @initialize(chance=st.randoms(use_true_random=False))
    def begin(self, chance: object) -> None:
        """Any program."""
        self.driven = begun(random_program(chance))  # type: ignore[arg-type]

    @property
    def running(self) -> bool:
        """Whether there is still somebody to talk to."""
        return not self.driven.over

    @rule(seconds=st.sampled_from([0.1, 1, 3, 8, 20, 60, 240]))
    def wait(self, seconds: float) -> None:
        """Nothing is said for a while."""
        self.driven.wait(seconds)

    @precondition(lambda self: self.running)
    @rule(word=st.sampled_from(CALM))
    def say(self, word: tuple[str, dict[str, str | int | float]]) -> None:
        """Anything is said."""
        self.driven.say(*word)

    @precondition(lambda self: self.running)
    @rule(word=st.sampled_from(CALM))
    def say_and_take_back(self, word: tuple[str, dict[str, str | int | float]]) -> None:
        """What has changed the plan is undone."""
        self.driven.say_and_take_back(*word)

    @precondition(lambda self: self.running)
    @rule(word=st.sampled_from([word for word in WORDS if word not in CALM]))
    def say_gravely(self, word: tuple[str, dict[str, str | int | float]]) -> None:
        """A word that may end it all."""
        self.driven.say(*word)

    @invariant()
    def the_plan_is_in_order(self) -> None:
        """No set twice."""
        keys = [step.key for step in self.driven.state.steps if hasattr(step, "key")]
        assert len(keys) == len(set(keys))

    def teardown(self) -> None:
        """Left alone, it ends."""
        self.driven.end()


TestSession = Session.TestCase
TestSession.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)


@pytest.mark.parametrize("hundred", range(2))
def test_random_sessions_keep_their_caps_and_end(hundred: int) -> None:
    for seed in range(100 * hundred, 100 * hundred + 100):
        random_session(seed)
