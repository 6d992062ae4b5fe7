"""One step of the session in the making: the state so far and the requests it has led to."""

from dataclasses import dataclass, field, replace
from fractions import Fraction

from coach.engine.cueing import Cueing
from coach.engine.score import Scorer
from coach.engine.state import Asking, Stage, State, Undo, Working
from coach.events import (
    Cancel,
    Kind,
    Learnt,
    Line,
    Note,
    Place,
    Record,
    Request,
    Say,
    SetRecord,
    Slots,
    Text,
    Tone,
    WakeAt,
    Words,
)
from coach.plan.change import without_holds
from coach.plan.sides import without
from coach.plan.steps import SetStep, Steps
from coach.program.model import CueScript
from coach.units import Samples, Side, to_samples


@dataclass(slots=True)
class Turn:
    """Collects what one fact leads to; lives for one call of `step`."""

    state: State
    at: Samples
    out: list[Request] = field(default_factory=list)
    wait: Samples = Samples(0)  # noqa: RUF009 - an integer by another name
    """Speech begins this much after `at`: room for the acknowledging tone."""
    cause: str = ""
    """The words that led to it."""
    rated: tuple[int, int | None] | None = None
    """The finished set that these words judge, and the repetitions in reserve it had before."""

    def go(self, stage: Stage) -> None:
        """Enter a stage; wake-ups and tickets of the old one are stale from here on."""
        self.state = self.state.moved(stage)

    def wake(self, at: Samples) -> None:
        """Be woken at `at` if this stage still stands then."""
        self.out.append(WakeAt(max(at, self.at), self.state.token))

    def wake_in(self, seconds: Fraction | float) -> None:
        """Be woken `seconds` from now if this stage still stands then."""
        self.wake(self.after(seconds))

    def after(self, seconds: Fraction | float) -> Samples:
        """The sample `seconds` from now."""
        return Samples(self.at + to_samples(seconds))

    @staticmethod
    def seconds(number: Fraction | float) -> Samples:
        """So many seconds on the session's clock."""
        return to_samples(number)

    def say(self, kind: Kind, *words: Words, ticket: bool = False) -> None:
        """Speak sentences one after the other as soon as the voice is free; with `ticket`, tell when all is said."""
        place = self.place()
        for number, sentence in enumerate(words, 1):
            last = number == len(words)
            mark = self.state.token if ticket and last else 0
            at = Samples(self.at + self.wait)
            self.out.append(Say(kind, (self._turned(sentence),), at, ticket=mark, place=place))

    def _turned(self, words: Words) -> Words:
        if isinstance(words, Text) or words.variant:
            return words
        number = self.state.variants.get(words.key, self.state.turn)
        self.state = replace(self.state, variants={**self.state.variants, words.key: number + 1})
        return replace(words, variant=number)

    def reply(self, key: str, **slots: str | float) -> None:
        """Answer a command."""
        self.say(Kind.REPLY, Line(key, slots))

    def say_reply(self, words: Line | None) -> None:
        """Answer with a sentence that is at hand."""
        if words is not None:
            self.say(Kind.REPLY, words)

    def tell_held_back(self) -> None:
        """Say what has been kept for after the set."""
        words, self.state = self.state.held_back, replace(self.state, held_back=())
        self.say(Kind.REPLY, *words)

    def tone(self, name: str, kind: Kind = Kind.ACK) -> None:
        """A short sound now."""
        self.out.append(Tone(name, self.at, kind, self.place()))

    def hush(self) -> None:
        """Silence everything from now on."""
        self.out.append(Cancel(self.at))

    def note(self, kind: str, text: str) -> None:
        """Write something down that is not a set."""
        self.out.append(Note(self.at, kind, text))

    def learn(self, key: str, value: object, record: int | None = None) -> None:
        """Remember something beyond this session; None forgets it. `record`: the set it was learnt from."""
        self.state = replace(self.state, profile=self.state.profile.learnt(key, value))
        self.out.append(Learnt(self.at, key, value, record))

    def amend(self, number: int, record: SetRecord) -> None:
        """Put another record in place of a finished set's, here and in the history."""
        records = self.state.records
        self.state = replace(self.state, records=(*records[:number], record, *records[number + 1 :]))
        self.out.append(Record(number, record))

    def place(self) -> Place:
        """Where in the session we are."""
        step = self.state.current
        return Place(step.exercise, step.set, step.side) if step else Place()

    def script(self, step: SetStep) -> CueScript:
        """The cue script of a set."""
        return self.state.scripts[step.exercise]

    def scorer(self, step: SetStep, origin: Samples) -> Scorer:
        """Writes the events of `step` from `origin`; the same ones however often it is asked."""
        turn = step.block + step.set * 2 + (step.side is Side.RIGHT)
        cheers = not (self.state.dizzy or self.state.gone)
        return Scorer(Cueing(step, self.script(step), self.state.rules, turn, self.slots(step), cheers), origin)

    def slots(self, step: SetStep) -> Slots:
        """What the slots of athletes' texts stand for in this set."""
        script = self.script(step)
        return {
            "exercise": step.name,
            "muscle": script.muscle,
            "antagonist": script.antagonist,
            "side": "" if step.side is Side.BOTH else step.side.value,
            "other_side": "" if step.side is Side.BOTH else step.side.other.value,
            "reps": step.reps,
            "reps_left": step.reps,
            "load": str(step.load or ""),
            "name": self.state.athlete,
            "set": step.set,
            "sets": step.sets,
        }

    def allowed(self, steps: Steps) -> Steps:
        """The steps without what pain has ended for today, and, after dizziness, without holds."""
        kept = without(steps, self.state.gone)
        return without_holds(kept) if self.state.dizzy else kept

    def change(
        self, steps: Steps, why: Line, *, rest: Samples | None = None, hold_s: Fraction = Fraction(0), cause: str = ""
    ) -> None:
        """Put other steps in place of those still to come, and write down why; undo takes it back.

        `rest` and `hold_s`: how much longer this makes the rest, or the hold, that is under way.
        What pain has ended stays ended, whatever the steps say.
        """
        state = self.state
        sets = len(state.finished) + (isinstance(state.stage, Working) and bool(rest))
        undo = (
            *state.undo,
            Undo(
                state.steps,
                why,
                state.weak,
                state.left_out,
                rest or Samples(0),
                hold_s,
                sets,
                len(state.finished),
                self.rated,
            ),
        )
        self.state = replace(state, steps=self.allowed(steps), undo=undo, last_change=why)
        self.note("adapted", f"{why.key}: {cause or self.cause}" if cause or self.cause else why.key)

    def ask(self, question: Asking) -> None:
        """Put a question; when it has been heard, the time for an answer begins."""
        self.go(question)
        self.say(Kind.ASK, question.words, ticket=True)
