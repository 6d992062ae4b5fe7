"""`step`: the whole session, one fact at a time."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, assert_never

from coach.engine.answers import unanswered
from coach.engine.command import COMMANDS
from coach.engine.device import resumed, sound_is_back, stand_still
from coach.engine.flow import (
    after_announcement,
    after_lead_in,
    begin_next,
    close,
    count_in,
    during_rest,
    end,
    finish_set,
    still_waiting,
)
from coach.engine.greeting import ask_or_begin, from_before
from coach.engine.safety import at_the_end, still_paused, watch_pause
from coach.engine.state import (
    Announcing,
    Asking,
    Closing,
    Opening,
    Over,
    Paused,
    Rehearsing,
    Resting,
    State,
    Waiting,
    Working,
    broken_of,
    put_under,
    under,
)
from coach.engine.turn import Turn
from coach.events import (
    Cancel,
    Fact,
    Heard,
    Kind,
    Line,
    Listening,
    OutputBack,
    OutputLost,
    Reached,
    Request,
    Resumed,
    Said,
    Say,
    Started,
    Trouble,
)
from coach.plan.profile import Profile
from coach.plan.steps import SetStep, Steps
from coach.program.choices import Level
from coach.program.model import CueScript, Program
from coach.program.rules import Rules
from coach.units import RATE, Samples

_ADAPTS: Final = frozenset(
    {"both_weak", "single_side_on", "one_side", "heavier", "too_easy", "hold_longer", "remember"}
)
"""What is left to a clinician for those of whom training-science 7.4 says: no adaptation, refer.

A weak side is asked about first, of them more than of anybody (7.3).
"""
_ASKED: Final = frozenset(
    {"how_many_left", "what_next", "what_changed", "time_left", "say_again", "help", "new_cue", "cannot_feel"}
)
"""Asked in a set, these are answered in it."""

ACK = Samples(RATE // 5)
"""A tone acknowledges at once; 0.2 s later the sentence begins."""


def begin(
    program: Program,
    scripts: Mapping[str, CueScript],
    steps: Steps,
    rules: Rules,
    seed: int = 0,
    profile: Profile | None = None,
) -> State:
    """The state before anything has happened; `seed` fixes which variants are said."""
    known = profile or Profile()
    return State(
        scripts=scripts,
        rules=rules,
        program=program.program,
        athlete=program.name or known.prefers("name") or "",
        profile=known,
        trained=(program.level or known.prefers("level")) == Level.TRAINED,
        unbraced=(program.level or known.prefers("level")) == Level.NOVICE and known.prefers("bracing") != "yes",
        settled=frozenset(
            weak.side for area in known.weak_areas() if (weak := known.weak(area)) and weak.long_standing
        ),
        original=steps,
        steps=steps,
        turn=seed,
    )


def step(state: State, fact: Fact) -> tuple[State, tuple[Request, ...]]:
    """The session after `fact`, and what is to be said, noted and waited for because of it.

    Pure: equal arguments give equal results, however often and in whatever process.
    """
    turn = Turn(state, fact.at)
    match fact:
        case Started():
            turn.state = replace(turn.state, listening=fact.listening)
            open_session(turn)
        case Resumed():
            resumed(turn, listening=fact.listening)
        case Heard():
            _heard(turn, fact)
        case Said():
            if fact.ticket == state.token:
                _said(turn)
        case Reached():
            if fact.wake == state.token:
                _reached(turn)
        case Listening():
            turn.state = replace(turn.state, listening=fact.on)
            if not fact.on and isinstance(state.stage, Waiting):
                count_in(turn, state.stage)
            elif not fact.on and isinstance(state.stage, Closing) and state.stage.heard:
                turn.wake(turn.at)
        case Trouble():
            turn.say(Kind.REPLY, Line(fact.line))
        case OutputLost():
            stand_still(turn)
        case OutputBack():
            sound_is_back(turn, elsewhere=fact.elsewhere)
        case _:
            assert_never(fact)
    if isinstance(turn.state.stage, Paused) and not (turn.state.listening or turn.state.stage.lost):
        close(turn, "unheard")
    if isinstance(turn.state.stage, Paused) and turn.state.token != state.token:
        watch_pause(turn, turn.state.stage)
    return turn.state, tuple(turn.out)


def open_session(turn: Turn) -> None:
    """Say what today is about, or begin at once."""
    if not turn.state.greets:
        begin_next(turn)
        return
    turn.go(Opening())
    words = Line("welcome", {"program": turn.state.program, "name": turn.state.athlete})
    turn.say(Kind.ANNOUNCE, words, *from_before(turn), ticket=True)


def _heard(turn: Turn, heard: Heard) -> None:
    before = turn.state
    if isinstance(before.stage, Over):
        return
    turn.wait = ACK
    turn.cause = heard.text
    if isinstance(before.stage, Closing) and heard.intent != "emergency":
        at_the_end(turn, heard)
        return
    command = COMMANDS.get(heard.intent)
    if command is None:
        turn.reply("cannot_yet")
    elif heard.intent in _ADAPTS and before.profile.refers:
        turn.reply("care_no_change")
    else:
        command(turn, heard)
    _hold_back(turn, before, heard)
    _announce_anew(turn, before)
    _hear_out(turn, before)
    turn.tone("ack")


def _hold_back(turn: Turn, before: State, heard: Heard) -> None:
    """In a set that runs on, the tone is the answer; the sentence comes after it. Questions are answered at once."""
    if heard.intent in _ASKED or not (isinstance(before.stage, Working) and isinstance(turn.state.stage, Working)):
        return
    kept = [r for r in turn.out if isinstance(r, Say) and r.kind is Kind.REPLY]
    turn.out = [r for r in turn.out if r not in kept]
    words = tuple(word for request in kept for word in request.choices)
    again = {word.key for word in words if isinstance(word, Line)}
    # Of "slower" said twice only the second is still true.
    waiting = tuple(w for w in turn.state.held_back if not (isinstance(w, Line) and w.key in again))
    turn.state = replace(turn.state, held_back=(*waiting, *words))


def _announce_anew(turn: Turn, before: State) -> None:
    """What is led has been announced: where a command put another set first, that one is announced instead."""
    stage = before.stage
    if turn.state.stage is not stage or broken_of(stage) or _first(turn.state) == _first(before):
        return
    if isinstance(stage, Announcing | Rehearsing | Waiting):
        turn.out.insert(0, Cancel(turn.at))
        begin_next(turn)
    elif isinstance(under(stage), Waiting):
        turn.state = replace(turn.state, stage=put_under(stage, Announcing()))


def _hear_out(turn: Turn, before: State) -> None:
    """What comes after an announcement, or a question, waits for the answer to a command as well."""
    stage = turn.state.stage
    answers = [n for n, request in enumerate(turn.out) if isinstance(request, Say) and not request.ticket]
    if stage is before.stage and isinstance(stage, Opening | Announcing | Asking) and answers:
        turn.go(stage)
        last = turn.out[answers[-1]]
        turn.out[answers[-1]] = replace(last, ticket=turn.state.token) if isinstance(last, Say) else last


def _first(state: State) -> tuple[object, ...]:
    step = state.steps[0] if state.steps else None
    return (*step.key, step.name) if isinstance(step, SetStep) else (step,)


def _said(turn: Turn) -> None:
    """All of what the stage had to say has been heard."""
    match turn.state.stage:
        case Opening():
            ask_or_begin(turn)
        case Announcing():
            after_announcement(turn)
        case Asking(answer_s=seconds, slots=slots):
            turn.wake(Samples(max(turn.after(seconds), int(slots.get("until", 0)))))
        case Closing():
            if turn.state.alarm and turn.state.listening:
                turn.state = replace(turn.state, stage=Closing(heard=True))
                turn.wake_in(turn.state.rules.safety.alarm_s)
            else:
                end(turn)
        case _:
            pass


def _reached(turn: Turn) -> None:
    """The instant that the stage was waiting for has come."""
    match turn.state.stage:
        case Opening():
            begin_next(turn)
        case Rehearsing() as rehearsing:
            after_lead_in(turn, rehearsing)
        case Waiting() as waiting:
            still_waiting(turn, waiting)
        case Working() as working:
            finish_set(turn, working, turn.at)
        case Resting() as resting:
            during_rest(turn, resting)
        case Asking() as asking:
            unanswered(turn, asking)
        case Paused() as paused:
            still_paused(turn, paused)
        case Closing():
            end(turn)
        case _:
            pass
