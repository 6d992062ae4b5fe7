"""What a session takes up from before: remembered sides and loads, what hurt last time, a test of the two sides."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from coach.engine.change import side_first, take_side
from coach.engine.flow import begin_next
from coach.engine.parting import part_with
from coach.engine.state import Announcing, Asking, Opening, Question
from coach.engine.turn import Turn
from coach.events import Kind, Line, Slots
from coach.plan.balance import Course, one_two_sided, standing, test_due
from coach.plan.from_before import with_care, with_holds, with_loads, with_test
from coach.plan.profile import Unsettled
from coach.plan.scope import trains
from coach.plan.steps import SetStep
from coach.units import Side

QUESTIONS: Final = frozenset({Question.SETTLED, Question.RETEST, Question.CARE})
"""What may be asked before the first set."""


def from_before(turn: Turn) -> list[Line]:
    """Put what is known into the plan, one undoable change each; the sentences that say so."""
    left_out = list(_head_down(turn))
    if turn.state.profile.refers:
        return [*left_out, Line("care_refer")]
    return [*left_out, *_sides(turn), *_holds(turn), *_loads(turn)]


def _head_down(turn: Turn) -> Iterator[Line]:
    """Exercises with the head below the heart are left out with the care profile (training-science 4.3)."""
    if not turn.state.profile.careful:
        return
    down = {s.exercise: s.name for s in turn.state.steps if isinstance(s, SetStep) and turn.script(s).head_down}
    for exercise in down:
        part_with(turn, exercise, Side.BOTH)
    if down:
        yield Line("care_head_down", {"exercise": ", ".join(down.values())})


def _sides(turn: Turn) -> Iterator[Line]:
    """Weaker sides of which the athlete has asked to be remembered."""
    known, rules = turn.state.profile, turn.state.rules
    for area in known.weak_areas():
        weak = known.weak(area)
        if weak is None or not _trained(turn, area):
            continue
        now = standing(weak, known.gaps(area), known.today, rules)
        slots = {"side": weak.side.value, "other_side": weak.side.other.value, "area": area}
        if now.course in (Course.OVER, Course.FLIPPED, Course.REVIEW):
            turn.learn(f"weak.{area}", None)
            yield Line(f"sides_{now.course.value}", slots)
            continue
        band = now.band if now.course is Course.COMPENSATE else None
        made = side_first(turn, weak.side, area, band)
        if made.exercises:
            steps = one_two_sided(known, area, turn.state.steps, made.steps, turn.state.scripts)
            made = replace(made, steps=steps)
            line = Line(f"sides_{now.course.value}", {**slots, "extra": made.extra_sets})
            take_side(turn, made, line, weak.side, area, band)
            yield line


def _trained(turn: Turn, area: str) -> bool:
    scripts = turn.state.scripts
    return any(isinstance(s, SetStep) and trains(scripts[s.exercise], area, turn.state.rules) for s in turn.state.steps)


def _holds(turn: Turn) -> Iterator[Line]:
    made = with_holds(turn.state.steps, turn.state.profile, turn.state.rules)
    if made.exercises:
        line = Line("from_before_holds")
        turn.change(made.steps, line)
        yield line


def _loads(turn: Turn) -> Iterator[Line]:
    """The loads that the last sessions suggest, in one sentence."""
    known = turn.state.profile
    sides = [(area, weak.side) for area in known.weak_areas() if (weak := known.weak(area)) is not None]
    scripts, rules = turn.state.scripts, turn.state.rules
    first = {what: side for area, side in sides for what, script in scripts.items() if trains(script, area, rules)}
    steps, taken = with_loads(turn.state.steps, known, first, turn.state.rules)
    if not taken:
        return
    what = ", ".join(f"{each.name} {each.load}" for each in taken)
    reasons = {each.because for each in taken}
    reason = reasons.pop() if len(reasons) == 1 else "mixed"
    line = Line(f"from_before_{reason}", {"what": what})
    turn.change(steps, line)
    yield line


def ask_or_begin(turn: Turn, *, retest: bool = True) -> None:
    """Put the questions that the last session has left, one after the other; then the first set."""
    rules = turn.state.rules.safety
    until = turn.after(rules.today_s)
    first = "today" not in turn.state.asked and turn.state.greets
    if not turn.state.listening:
        if first:
            turn.state = replace(turn.state, asked=turn.state.asked | {"today"})
            turn.go(Opening())
            turn.say(Kind.ANNOUNCE, Line("tell_today"))
            turn.wake(until)
        else:
            begin_next(turn)
        return
    seconds = turn.state.rules.safety.weak_answer_s
    profile = turn.state.profile
    if profile.ask_care and not profile.asked_about_care and "care" not in turn.state.asked:
        turn.state = replace(turn.state, asked=turn.state.asked | {"care"})
        turn.ask(Asking(Question.CARE, Announcing(), Line("ask_care"), seconds, {"what": "care"}))
        return
    if first:
        turn.state = replace(turn.state, asked=turn.state.asked | {"today"}, today_open=True)
        turn.ask(Asking(Question.TODAY, Announcing(), Line("ask_today"), rules.today_answer_s, {"until": until}))
        return
    for what, trouble in turn.state.profile.unsettled().items():
        if what not in turn.state.asked and (what == "dizzy" or _named(turn, what)):
            turn.state = replace(turn.state, asked=turn.state.asked | {what})
            slots: Slots = {
                "what": what,
                "exercise": _named(turn, what),
                "word": trouble.word,
                "place": trouble.place,
                "side": trouble.side,
            }
            line = Line(_settled_line(what, trouble), slots)
            turn.ask(Asking(Question.SETTLED, Announcing(), line, seconds, slots))
            return
    retest = retest and not turn.state.profile.refers
    area = next((a for a in _areas(turn) if retest and test_due(turn.state.profile, a, turn.state.rules)), None)
    if (
        area is None
        or with_test(turn.state.steps, turn.state.scripts, turn.state.profile, area, turn.state.rules)[1] is None
    ):
        begin_next(turn)
        return
    turn.learn(f"retest.{area}", turn.state.profile.today)
    turn.ask(Asking(Question.RETEST, Announcing(), Line("ask_retest", {"area": area}), seconds, {"area": area}))


def _settled_line(what: str, trouble: Unsettled) -> str:
    if what == "dizzy":
        return "ask_settled_dizzy"
    if not trouble.place:
        return "ask_settled"
    return "ask_settled_place_side" if trouble.side else "ask_settled_place"


def _areas(turn: Turn) -> list[str]:
    known = {key.partition(".")[2] for key in turn.state.profile.entries if key.startswith(("weak.", "retest."))}
    return sorted(area for area in known if _trained(turn, area))


def _named(turn: Turn, exercise: str) -> str:
    steps = turn.state.steps
    return next((s.name for s in steps if isinstance(s, SetStep) and s.exercise == exercise), "")


def answered(turn: Turn, asking: Asking, *, yes: bool | None) -> None:
    """The answer to a question about the last session, or none (None): the next one, or the first set."""
    if asking.question is Question.RETEST:
        if yes:
            _test(turn, str(asking.slots["area"]))
        begin_next(turn)
        return
    what = str(asking.slots["what"])
    if asking.question is Question.CARE and what == "refer":
        _refer(turn, yes=yes)
    elif asking.question is Question.CARE and yes:
        _take_care(turn)
        seconds = turn.state.rules.safety.weak_answer_s
        turn.ask(Asking(Question.CARE, Announcing(), Line("ask_refer"), seconds, {"what": "refer"}))
        return
    elif asking.question is Question.CARE:
        if yes is False:
            turn.learn("care.something", yes)
    elif yes:
        turn.learn(f"unsettled.{what}", None)
    elif yes is False and what == "dizzy":
        turn.say(Kind.SAFETY, Line("not_settled_dizzy"))
    elif yes is False:
        side = str(asking.slots.get("side", ""))
        alone = part_with(turn, what, Side(side) if side else Side.BOTH)
        line = Line("not_settled_side" if alone else "not_settled", asking.slots)
        turn.note("safety", f"not settled: {what}")
        turn.state = replace(turn.state, last_change=line)
        turn.say(Kind.SAFETY, line)
    ask_or_begin(turn)


def _take_care(turn: Turn) -> None:
    """The care profile, for good: nothing that is taken back brings what it has taken out (training-science 4.3)."""
    turn.learn("care.something", value=True)
    known, rules = turn.state.profile, turn.state.rules
    turn.state = replace(
        turn.state,
        steps=with_care(turn.state.steps, known, rules),
        original=with_care(turn.state.original, known, rules),
        undo=tuple(replace(each, steps=with_care(each.steps, known, rules)) for each in turn.state.undo),
        last_change=Line("care_taken"),
    )
    turn.note("adapted", f"care_taken: {turn.cause}")
    turn.say(Kind.SAFETY, Line("care_taken"), *_head_down(turn))


def _refer(turn: Turn, *, yes: bool | None) -> None:
    """Nothing is adapted; without an answer the care profile alone holds."""
    if yes is None:
        return
    turn.learn("care.refer", yes)
    if yes:
        turn.say(Kind.SAFETY, Line("care_refer"))


def _test(turn: Turn, area: str) -> None:
    state = turn.state
    steps, first = with_test(state.steps, state.scripts, state.profile, area, state.rules)
    if first is not None:
        line = Line("test_added", {"exercise": first.name, "side": first.side.value})
        turn.change(steps, line)
