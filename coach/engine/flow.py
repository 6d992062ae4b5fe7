"""How a session moves on: announce, rehearse, wait for "ready", lead the set, record, ask, rest, end."""

from dataclasses import replace
from fractions import Fraction

from coach.engine.compare import tested
from coach.engine.done import break_off, record_of
from coach.engine.outlook import outlook
from coach.engine.parts import Parts, from_rep, parts_of, seconds_of
from coach.engine.rehearsing import pre_activation, rehearsal
from coach.engine.state import (
    Announcing,
    Asking,
    Broken,
    Closing,
    Over,
    Paused,
    Question,
    Rehearsing,
    Resting,
    Stage,
    Waiting,
    Working,
)
from coach.engine.turn import Turn
from coach.engine.wording import announcement, coming_set, imagined, interlude, rest_words, set_over
from coach.events import Ended, Kind, Line, Record, Say, SetRecord
from coach.plan.steps import Interlude, SetStep
from coach.program.model import Start
from coach.units import LoadKind, Samples, Side, to_samples, to_seconds

LEAD_S = Fraction(1, 2)
"""Between a decision and the first count that follows from it: room for the sound buffer."""


def begin_next(turn: Turn) -> None:
    """Go to whatever comes next in the plan, or close."""
    turn.tell_held_back()
    steps = turn.state.steps
    if not steps:
        close(turn, "done")
        return
    step = steps[0]
    if isinstance(step, SetStep) and step.match:
        step = matched(turn, step)
        turn.state = replace(turn.state, steps=(step, *steps[1:]))
    turn.go(Announcing())
    words = announcement(turn, step) if isinstance(step, SetStep) else interlude(turn, step)
    if words:
        turn.say(Kind.ANNOUNCE, *words, ticket=True)
    else:
        after_announcement(turn)


def matched(turn: Turn, step: SetStep) -> SetStep:
    """The set capped at what the other side reached in the set of the same number."""
    other = turn.state.done.get(step.other_place)
    if other is None:
        return step
    if step.hold_s is not None:
        return replace(step, hold_s=min(step.hold_s, max(Fraction(1), Fraction(round(other.held_s)))))
    return replace(step, reps=max(1, min(step.reps, other.reps)))


def after_announcement(turn: Turn) -> None:
    """What follows once everything has been said: a rest of its own, a rehearsal, or "ready?"."""
    stage = turn.state.stage
    if isinstance(stage, Announcing) and (stage.begin or stage.broken is not None):
        lead_set(turn, stage.broken)
        return
    step = turn.state.steps[0]
    if isinstance(step, Interlude):
        turn.state = replace(turn.state, steps=turn.state.steps[1:])
        rest(turn, step.rest_s)
        return
    lead_in(turn, step, squeezes=step.pre_activation is not None)


def lead_in(turn: Turn, step: SetStep, *, squeezes: bool) -> None:
    """Light squeezes and a rehearsal where the program has them, then "ready?"."""
    if squeezes and step.pre_activation is not None:
        times, seconds = step.pre_activation.times, step.pre_activation.for_
        begin = turn.after(LEAD_S)
        ends = Samples(begin + to_samples(2 * times * seconds))
        turn.go(Rehearsing(ends, squeezes=True))
        turn.out.extend(pre_activation(turn.scorer(step, begin), times, seconds))
        turn.wake(ends)
    elif step.rehearse_s is not None:
        ends = turn.after(step.rehearse_s)
        turn.go(Rehearsing(ends))
        turn.out.extend(rehearsal(turn.scorer(step, turn.at), step.rehearse_s))
        turn.wake(ends)
    else:
        get_ready(turn)


def after_lead_in(turn: Turn, stage: Rehearsing) -> None:
    """The squeezes are followed by the rehearsal, the rehearsal by "ready?"."""
    step = turn.state.current
    if stage.squeezes and step is not None:
        lead_in(turn, step, squeezes=False)
    else:
        get_ready(turn)


def get_ready(turn: Turn) -> None:
    """Wait for "ready", or count down at once where nobody can answer or the program says so."""
    step = turn.state.current
    if step is None:
        begin_next(turn)
    elif step.start is Start.VOICE and turn.state.listening:
        turn.go(Waiting())
        turn.say(Kind.READY, Line("ready_question"))
        turn.wake_in(turn.state.rules.ready_reminder_s)
    else:
        lead_set(turn)


def still_waiting(turn: Turn, waiting: Waiting) -> None:
    """Nobody has said "ready": remind once, then begin, so that a missed word never strands a session."""
    if waiting.reminded:
        count_in(turn, waiting)
        return
    turn.go(replace(waiting, reminded=True))
    turn.say(Kind.READY, Line("ready_reminder"))
    turn.wake_in(turn.state.rules.ready_reminder_s)


def count_in(turn: Turn, waiting: Waiting) -> None:
    """Begin without "ready", once what is being said has been heard."""
    turn.go(Announcing(waiting.broken, begin=True))
    turn.say(Kind.READY, Line("count_in"), ticket=True)


def lead_set(turn: Turn, broken: Broken | None = None, *, hurried: bool = False) -> None:
    """Count down and lead the set, or what a break has left of it; `hurried`: its announcement was cut short."""
    step = turn.state.current
    if step is None:
        begin_next(turn)
        return
    parts = _parts_left(step, broken)
    if not parts:
        finish_set(turn, Working(turn.at, (), broken), turn.at)
        return
    fresh = broken is None
    countdown = step.countdown_s if fresh else turn.state.rules.countdown_s
    lead = LEAD_S + (1 if fresh else 0)
    origin = turn.after(lead + countdown)
    if fresh and turn.state.begin_at is not None:
        origin = max(origin, turn.state.begin_at)
    turn.state = replace(turn.state, begin_at=None)
    if step.round is not None and (turn.state.round_began is None or turn.state.round_began[0] != step.round):
        turn.state = replace(turn.state, round_began=(step.round, origin))
    scorer = turn.scorer(step, origin)
    turn.go(Working(origin, parts, broken))
    if fresh:
        room = Samples(origin - to_samples(countdown))
        short = ["announce_short"] if step.side is Side.BOTH else ["announce_short_side", "announce_side"]
        what = [Line(key, turn.slots(step)) for key in short] if hurried else []
        turn.out.append(
            Say(Kind.READY, (*what, Line("get_ready", variant=step.set)), turn.at, until=room, place=turn.place())
        )
    turn.out.extend(scorer.countdown(countdown))
    turn.out.extend(scorer.set(parts))
    turn.wake(scorer.at(seconds_of(parts)))


def _parts_left(step: SetStep, broken: Broken | None) -> Parts:
    if broken is None:
        return parts_of(step, step.reps)
    if step.hold_s is not None:
        left = step.hold_s - broken.held_s
        return parts_of(step, 0, left) if left >= 1 else ()
    return from_rep(parts_of(step, step.reps), broken.reps + 1)


def stand(turn: Turn, then: Stage) -> None:
    """Stand still before `then`; what stands already goes on standing as it did."""
    turn.go(then if isinstance(then, Paused) else Paused(turn.at, then))


def finish_set(turn: Turn, working: Working, at: Samples, *, skip_rest: bool = False, eased_out: bool = False) -> None:
    """Write the set down, then ask, rest or go on; `eased_out`: the athlete has been told to let go."""
    step = turn.state.current
    if step is None:
        begin_next(turn)
        return
    record = record_of(turn, step, working, at)
    number = len(turn.state.records)
    turn.out.append(Record(number, record))
    turn.state = replace(
        turn.state,
        steps=turn.state.steps[1:],
        records=(*turn.state.records, record),
        done={**turn.state.done, step.place: record},
        finished=(*turn.state.finished, step),
    )
    if step.test:
        tested(turn, step)
    whole = at >= working.origin + to_samples(seconds_of(working.parts))
    closed = whole and bool(working.parts) and working.parts[-1].holds
    if closed or eased_out:
        turn.wait = Samples(turn.wait + to_samples(turn.state.rules.hold.ease_out_s))
    over = () if eased_out or closed or skip_rest else (set_over(turn, step),)
    turn.say(Kind.REST, *(turn.scorer(step, turn.at).words.own("after") or over))
    if skip_rest:
        begin_next(turn)
        return
    if not turn.state.steps:
        resting: Stage = Announcing()
    else:
        resting = _resting(turn, step, record)
    if turn.state.unfelt:
        # The set is rated already: nobody is asked.
        turn.state = replace(turn.state, unfelt=False)
        turn.go(Asking(Question.FEEL, resting, Line("ask_feel"), 0, {"record": number, "unfelt": 1}))
        turn.wake(turn.at)
    elif _asks(turn, step):
        turn.state = replace(turn.state, questions=turn.state.questions + 1)
        answer = turn.state.rules.feel.ask_timeout_s
        words = Line("ask_feel" if step.side is Side.BOTH else "ask_feel_side", turn.slots(step))
        by_effort = step.load is not None and step.load.kind in (LoadKind.RIR, LoadKind.RPE)
        turn.ask(Asking(Question.FEEL, resting, words, answer, {"record": number, "reserve": int(by_effort)}))
    else:
        take_up(turn, resting)


def _asks(turn: Turn, step: SetStep) -> bool:
    """Whether the set is asked about; athletes of experience so many times a session (training-science 6.2)."""
    often = turn.state.trained and turn.state.questions >= turn.state.rules.feel.most_asked
    return step.ask_feel and turn.state.listening and not often


def _resting(turn: Turn, step: SetStep, record: SetRecord) -> Resting:
    """The rest after a set; within every-minute work it ends in time for the next set to begin on its minute."""
    flex = turn.after(step.flex_s) if step.flex_s is not None else None
    own = step.say.at("rest")
    coming = turn.state.next_set
    within = step.round is not None and coming is not None and coming.round == step.round
    over = coming is not None and (coming.round or (coming.block,))[0] != (step.round or (step.block,))[0]
    if step.every_s is None or within or over:
        return Resting(turn.at, turn.after(step.rest_s), flex, own=own)
    began = turn.state.round_began
    start = began[1] if began is not None and began[0] == step.round else record.start
    begin_at = Samples(start + to_samples(step.every_s))
    turn.state = replace(turn.state, begin_at=begin_at)
    ends = Samples(begin_at - to_samples(step.countdown_s + turn.state.rules.rest.announce_s))
    return Resting(turn.at, max(turn.at, ends), flex, own=own)


def rest(turn: Turn, seconds: Fraction) -> None:
    """Rest for `seconds` from now, or go on at once where there is nothing to rest."""
    take_up(turn, Resting(turn.at, turn.after(seconds)))


def take_up(turn: Turn, stage: Stage) -> None:
    """Go on with a stage that something has interrupted."""
    match stage:
        case Resting() if stage.ends > turn.at:
            _into_rest(turn, stage)
        case Waiting(broken=Broken() as broken) if (step := turn.state.current) and not _parts_left(step, broken):
            lead_set(turn, broken)
        case Waiting(broken=Broken() as broken):
            turn.go(Announcing(broken))
            turn.say(Kind.READY, Line("back_to_set"), ticket=True)
        case Waiting():
            get_ready(turn)
        case Paused():
            turn.go(stage)
            turn.reply("paused")
        case _:
            begin_next(turn)


def _into_rest(turn: Turn, resting: Resting) -> None:
    fresh = resting.begun == turn.at
    turn.go(resting)
    rules = turn.state.rules.rest
    length = to_seconds(resting.ends - resting.begun)
    turn.tell_held_back()
    if fresh:
        turn.say(Kind.REST, *rest_words(turn, resting, length))
    half = Samples(resting.begun + (resting.ends - resting.begun) // 2)
    last = Samples(resting.ends - to_samples(rules.last_call_s))
    step = turn.state.next_set
    imagines = step is not None and step.visualize
    half_from = min(rules.half_way_from_s, rules.imagery_from_s) if imagines else rules.half_way_from_s
    for at, least in ((half, half_from), (last, rules.last_call_s * 2)):
        if length >= least and at > turn.at:
            turn.wake(at)
    if resting.flex_ends is not None and turn.at < resting.flex_ends < resting.ends:
        turn.wake(resting.flex_ends)
    turn.wake(resting.ends)


def during_rest(turn: Turn, resting: Resting) -> None:
    """A call of the rest is due: half-way, the last seconds with what comes, or its end."""
    if turn.at >= resting.ends:
        begin_next(turn)
    elif turn.at == resting.flex_ends:
        turn.say(Kind.REST, Line("let_go"))
    elif turn.at >= resting.ends - to_samples(turn.state.rules.rest.last_call_s):
        step = turn.state.next_set
        turn.say(Kind.REST, Line("ten_seconds"), *(coming_set(turn, step) if step else []))
    else:
        rules, step = turn.state.rules.rest, turn.state.next_set
        length = to_seconds(resting.ends - resting.begun)
        half = [Line("rest_half")] if length >= rules.half_way_from_s else []
        turn.say(Kind.REST, *half, *(imagined(turn, step) if step and length >= rules.imagery_from_s else []))


def ask_end(turn: Turn, at: Samples) -> None:
    """Ask whether the session shall end here; what the question breaks off at `at` is taken up where it shall not."""
    then = break_off(turn, at)
    turn.ask(Asking(Question.FINISH, then, Line("ask_finish"), turn.state.rules.safety.weak_answer_s))


def close(turn: Turn, how: str) -> None:
    """Say good-bye and end once it has been heard."""
    if not turn.state.greets:
        turn.state = replace(turn.state, how=how)
        end(turn)
        return
    turn.go(Closing())
    turn.state = replace(turn.state, how=how)
    turn.note("finished", how)
    for weak in turn.state.weak:
        # A bare word is good for one session; the next one offers to measure (training-science 5.2).
        if weak.area and turn.state.profile.weak(weak.area) is None and how != "safety":
            turn.learn(f"retest.{weak.area}", "due")
    sets = len(turn.state.records)
    reps = sum(record.reps for record in turn.state.records)
    farewell = Line("goodbye" if how == "done" else f"goodbye_{how}", {"sets": sets, "reps": reps})
    turn.say(Kind.ANNOUNCE, *outlook(turn), farewell, ticket=True)


def end(turn: Turn) -> None:
    """Nothing more comes."""
    turn.tone("end", Kind.ANNOUNCE)
    turn.go(Over())
    turn.out.append(Ended(turn.at))
