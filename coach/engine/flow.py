"""How a session moves on: announce, rehearse, wait for "ready", lead the set, record, ask, rest, end."""

from dataclasses import replace
from fractions import Fraction

from coach.engine.score import Parts, from_rep, held_of, parts_of, reps_done, seconds_of
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
from coach.events import Ended, Kind, Line, Record, Say, SetRecord, Text, Words
from coach.plan.steps import Interlude, SetStep
from coach.program.model import Focus, Start
from coach.units import RATE, Samples, Side, to_samples, to_seconds

LEAD_S = Fraction(1, 2)
"""Between a decision and the first count that follows from it: room for the sound buffer."""


def begin_next(turn: Turn) -> None:
    """Go to whatever comes next in the plan, or close."""
    steps = turn.state.steps
    if not steps:
        close(turn, "done")
        return
    step = steps[0]
    if isinstance(step, SetStep) and step.match:
        step = _matched(turn, step)
        turn.state = replace(turn.state, steps=(step, *steps[1:]))
    turn.go(Announcing())
    words = _announcement(turn, step) if isinstance(step, SetStep) else _interlude(turn, step)
    if words:
        turn.say(Kind.ANNOUNCE, *words, ticket=True)
    else:
        after_announcement(turn)


def _interlude(turn: Turn, step: Interlude) -> list[Words]:
    return [Text(step.text, {"name": turn.state.athlete})] if step.text else []


def _matched(turn: Turn, step: SetStep) -> SetStep:
    """The set capped at what the other side reached in the set of the same number."""
    other = turn.state.done.get((step.block, step.set, step.side.other))
    if other is None:
        return step
    if step.hold_s is not None:
        return replace(step, hold_s=min(step.hold_s, max(Fraction(1), Fraction(round(other.held_s)))))
    return replace(step, reps=max(1, min(step.reps, other.reps)))


def _announcement(turn: Turn, step: SetStep) -> list[Words]:
    """Exercise, set, side, load, how to stand, and one thought."""
    slots = turn.slots(step)
    first = step.set == 1 and not step.extra and not any(k[:2] == (step.block, 1) for k in turn.state.done)
    words: list[Words] = []
    if step.warm_up:
        words.append(Line("announce_warm_up", slots))
    elif step.extra:
        words.append(Line("announce_extra", slots))
    elif first:
        kind = "announce_open" if step.open else "announce_hold" if step.hold_s is not None else "announce_first"
        words.append(Line(kind, {**slots, "seconds": float(step.hold_s or 0)}))
    elif step.side is Side.BOTH or not _second_side(turn, step):
        words.append(Line("announce_set", slots))
    if step.side is not Side.BOTH:
        words.append(Line("announce_match" if step.match and step.hold_s is None else "announce_side", slots))
    if step.load is not None and (first or step.warm_up):
        words.append(Line("announce_load", slots))
    script = turn.script(step)
    if first:
        words.extend(Text(cue.text, slots) for cue in script.setup[:1])
    bound = any(cue.sets for cue in step.say.at("before"))
    if (first or bound) and (own := turn.scorer(step, turn.at).own("before")):
        words.extend(own)
    elif not _second_side(turn, step):
        words.extend(_thought(turn, step))
    return words


def _second_side(turn: Turn, step: SetStep) -> bool:
    return (step.block, step.set, step.side.other) in turn.state.done and step.side is not Side.BOTH


def _thought(turn: Turn, step: SetStep) -> list[Words]:
    """The one thought of the set: a muscle for internal focus, an effect outside the body for external."""
    if step.focus is Focus.NONE:
        return []
    if step.focus is Focus.INTERNAL:
        return [Line("thought_internal", turn.slots(step), variant=step.set)]
    scorer = turn.scorer(step, turn.at)
    return list(scorer.external(step.set)[:1])


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
        turn.out.extend(turn.scorer(step, begin).pre_activation(times, seconds))
        turn.wake(ends)
    elif step.rehearse_s is not None:
        ends = turn.after(step.rehearse_s)
        turn.go(Rehearsing(ends))
        turn.out.extend(turn.scorer(step, turn.at).rehearsal(step.rehearse_s))
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


def lead_set(turn: Turn, broken: Broken | None = None) -> None:
    """Count down and lead the set, or what a break has left of it."""
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
    scorer = turn.scorer(step, origin)
    turn.go(Working(origin, parts, broken))
    if fresh:
        room = Samples(origin - to_samples(countdown))
        turn.out.append(
            Say(Kind.READY, (Line("get_ready", variant=step.set),), turn.at, until=room, place=turn.place())
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


def elapsed(working: Working, at: Samples) -> Fraction:
    """Seconds from the origin of what is being led to `at`; never negative."""
    return max(Fraction(0), Fraction(at - working.origin, RATE))


def break_off(turn: Turn, at: Samples) -> Stage:
    """Silence the set; the stage that takes it up again. Whole repetitions count, begun ones do not."""
    turn.hush()
    stage = turn.state.stage
    if isinstance(stage, Working):
        return Waiting(done_of(stage, at))
    if isinstance(stage, Waiting | Resting):
        return stage
    if isinstance(stage, Asking | Paused):
        return stage.then
    return Waiting(stage.broken) if isinstance(stage, Announcing) and stage.broken else Announcing()


def done_of(working: Working, at: Samples) -> Broken:
    """What has been done of the set by `at`, earlier parts included."""
    seconds = min(elapsed(working, at), seconds_of(working.parts))
    before = working.broken or Broken(working.origin, 0, Fraction(0), Fraction(0))
    reps = before.reps + reps_done(working.parts, seconds)
    return Broken(before.start, reps, before.held_s + held_of(working.parts, seconds), before.tension_s + seconds)


def finish_set(turn: Turn, working: Working, at: Samples, *, skip_rest: bool = False) -> None:
    """Write the set down, then ask, rest or go on."""
    step = turn.state.current
    if step is None:
        begin_next(turn)
        return
    record = _record(turn, step, working, at)
    number = len(turn.state.records)
    turn.out.append(Record(number, record))
    turn.state = replace(
        turn.state,
        steps=turn.state.steps[1:],
        records=(*turn.state.records, record),
        weak_extras=turn.state.weak_extras + step.for_weak,
        done={**turn.state.done, (step.block, step.set, step.side): record},
    )
    eased_out = bool(working.parts) and working.parts[-1].holds
    turn.say(Kind.REST, *(turn.scorer(step, turn.at).own("after") or (() if eased_out else (Line("set_over"),))))
    if skip_rest:
        begin_next(turn)
        return
    if not turn.state.steps:
        resting: Stage = Announcing()
    else:
        resting = _resting(turn, step, record)
    if step.ask_feel and turn.state.listening:
        answer = turn.state.rules.feel.ask_timeout_s
        turn.ask(Asking(Question.FEEL, resting, Line("ask_feel", turn.slots(step)), answer, {"record": number}))
    else:
        take_up(turn, resting)


def _resting(turn: Turn, step: SetStep, record: SetRecord) -> Resting:
    """The rest after a set; in every-minute work it ends in time for the next set to begin on its minute."""
    flex = turn.after(step.flex_s) if step.flex_s is not None else None
    own = step.say.at("rest")
    if step.every_s is None:
        return Resting(turn.at, turn.after(step.rest_s), flex, own=own)
    begin_at = Samples(record.start + to_samples(step.every_s))
    turn.state = replace(turn.state, begin_at=begin_at)
    ends = Samples(begin_at - to_samples(step.countdown_s + turn.state.rules.rest.announce_s))
    return Resting(turn.at, max(turn.at, ends), flex, own=own)


def _record(turn: Turn, step: SetStep, working: Working, at: Samples) -> SetRecord:
    done = done_of(working, at)
    target = step.reps if step.hold_s is None else 1
    whole = step.open or done.held_s >= step.hold_s if step.hold_s is not None else done.reps >= step.reps
    return SetRecord(
        exercise=step.exercise,
        name=step.name[:1].upper() + step.name[1:],
        set=step.set,
        side=step.side,
        start=done.start,
        end=max(done.start, min(at, turn.at)),
        reps=int(whole) if step.hold_s is not None else done.reps,
        target_reps=target,
        load=str(step.load or ""),
        held_s=float(done.held_s),
        tension_s=float(done.tension_s),
        completed=whole,
    )


def rest(turn: Turn, seconds: Fraction) -> None:
    """Rest for `seconds` from now, or go on at once where there is nothing to rest."""
    take_up(turn, Resting(turn.at, turn.after(seconds)))


def take_up(turn: Turn, stage: Stage) -> None:
    """Go on with a stage that something has interrupted."""
    match stage:
        case Resting() if stage.ends > turn.at:
            _into_rest(turn, stage)
        case Waiting(broken=Broken() as broken):
            turn.go(Announcing(broken))
            turn.say(Kind.READY, Line("back_to_set"), ticket=True)
        case Waiting():
            get_ready(turn)
        case _:
            begin_next(turn)


def _into_rest(turn: Turn, resting: Resting) -> None:
    fresh = resting.begun == turn.at
    turn.go(resting)
    rules = turn.state.rules.rest
    length = to_seconds(resting.ends - resting.begun)
    if fresh:
        turn.say(Kind.REST, *_rest_words(turn, resting, length))
    half = Samples(resting.begun + (resting.ends - resting.begun) // 2)
    last = Samples(resting.ends - to_samples(rules.last_call_s))
    for at, least in ((half, rules.half_way_from_s), (last, rules.last_call_s * 2)):
        if length >= least and at > turn.at:
            turn.wake(at)
    if resting.flex_ends is not None and turn.at < resting.flex_ends < resting.ends:
        turn.wake(resting.flex_ends)
    turn.wake(resting.ends)


def _rest_words(turn: Turn, resting: Resting, seconds: float) -> list[Words]:
    if resting.flex_ends is not None:
        held = round(to_seconds(resting.flex_ends - resting.begun))
        last = turn.state.records[-1].exercise
        return [Line("flex", {"muscle": turn.state.scripts[last].muscle, "seconds": held})]
    coming = turn.state.current
    if coming is not None and coming.side is not Side.BOTH and _second_side(turn, coming):
        return [Line("switch_side", {**turn.slots(coming), "seconds": round(seconds)})]
    return [Line("rest", {"seconds": round(seconds)}), *(Text(cue.text) for cue in resting.own)]


def during_rest(turn: Turn, resting: Resting) -> None:
    """A call of the rest is due: half-way, the last seconds with what comes, or its end."""
    if turn.at >= resting.ends:
        begin_next(turn)
    elif turn.at == resting.flex_ends:
        turn.say(Kind.REST, Line("let_go"))
    elif turn.at >= resting.ends - to_samples(turn.state.rules.rest.last_call_s):
        step = turn.state.next_set
        turn.say(Kind.REST, Line("ten_seconds"), *([next_line(turn, step)] if step else []))
    else:
        turn.say(Kind.REST, Line("rest_half"))


def next_line(turn: Turn, step: SetStep) -> Line:
    """Exercise, set, side and load of a set to come, in one sentence."""
    side = "" if step.side is Side.BOTH else f"{step.side.value} side"
    where = ", ".join(part for part in (side, str(step.load or "")) if part)
    key = "next_extra" if step.extra else "next_warm_up" if step.warm_up else "next_is"
    return Line(key if where else f"{key}_plain", {**turn.slots(step), "where": where})


def close(turn: Turn, how: str) -> None:
    """Say good-bye and end once it has been heard."""
    turn.go(Closing())
    turn.state = replace(turn.state, how=how)
    turn.note("finished", how)
    sets = len(turn.state.records)
    reps = sum(record.reps for record in turn.state.records)
    turn.say(
        Kind.ANNOUNCE, Line("goodbye" if how == "done" else f"goodbye_{how}", {"sets": sets, "reps": reps}), ticket=True
    )


def end(turn: Turn) -> None:
    """Nothing more comes."""
    turn.tone("end", Kind.ANNOUNCE)
    turn.go(Over())
    turn.out.append(Ended(turn.at))
