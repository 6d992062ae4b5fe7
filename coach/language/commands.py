"""What an athlete may say: text to intent, and the closed list that a recogniser listens for."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, product
from typing import Final

from coach.events import Slots
from coach.language.numbers import Numerals, Spoken
from coach.language.reading import Aloud, Meaning, Negations, Reports, Said, read_said
from coach.language.source import WordsError, each
from coach.language.spelling import Fillers, Row, Spelling
from coach.language.templates import NUMBER, Wording

_MOST_NUMBERS: Final = 5
"""More numbers than this in one sentence are no command."""
_SPOTTED: Final = "it holds a safety word, which is taken"


@dataclass(frozen=True, slots=True)
class Intent:
    """What a text means."""

    name: str
    slots: Slots
    text: str
    """As it was heard or typed."""


@dataclass(frozen=True, slots=True)
class Commands:
    """The phrases of one language, ready to be understood and listened for.

    `allowed` is always a set of groups as `open_in` gives it: `felt` stands for the sentences of that
    intent, `felt.bare` for its answers of a single word. None means everything.
    """

    language: str
    spelling: Spelling
    fillers: Fillers
    table: Mapping[Row, tuple[Meaning, ...]]
    """Every wording, as plain words with `NUMBER` for numbers, and what it may mean."""
    listed: tuple[Meaning, ...]
    """Every meaning in the order of the file."""
    spotted: tuple[tuple[str, tuple[Row, ...]], ...]
    negations: Negations
    reports: Reports
    aloud: Aloud
    states: Mapping[str, frozenset[str]]
    rivals: tuple[str, ...]
    """Words that mean nothing, but sound like commands or are said in a gym all the time: to be heard and refused."""
    refused: frozenset[Row]
    """The same as plain words."""

    @classmethod
    def from_yaml(cls, text: str, source: str = "commands.en.yaml", own: tuple[str, str] | None = None) -> "Commands":
        """Read a commands file, and merge the athlete's own phrases (text and name of their file).

        Raises:
            WordsError: either file is wrong; a phrase means two things where both are open.
        """
        return cls.from_said(read_said(text, source, own))

    @classmethod
    def from_said(cls, said: Said) -> "Commands":
        """The commands of a file that has been read, the athlete's own phrases checked against the rest."""
        first_own = len(said.meanings) - said.own
        shipped, own = said.meanings[:first_own], said.meanings[first_own:]
        spoken = (_spoken(wording, said.spelling.numerals) for wording in said.rivals)
        rivals = tuple(dict.fromkeys(chain.from_iterable(spoken)))
        table, met = _table(shipped, {}, said)
        each(met)
        commands = cls(
            *(said.language, said.spelling, said.fillers, table, shipped, said.spotted),
            *(said.negations, said.reports, said.aloud, said.states, rivals),
            frozenset(said.spelling.row(rival) for rival in rivals),
        )
        if not own:
            return commands
        table, met = _table(own, commands.table, said)
        each([*met, *(partial(commands._check_own, meaning) for meaning in own)])
        return replace(commands, table=table, listed=said.meanings)

    def parse(
        self, text: str, allowed: frozenset[str] | None = None, otherwise: frozenset[str] | None = None
    ) -> Intent | None:
        """What `text`, spoken or typed, means; None where it is no phrase that is open.

        Numbers may be words or digits, case and punctuation do not matter, fillers may stand around.
        A sentence that is no phrase but holds a safety word is that safety word (training-science 7.2).

        Args:
            text: some words.
            allowed: the groups that are open.
            otherwise: those that are, too, for what is a whole phrase; None for no more.
        """
        row = self.spelling.row(text.replace(NUMBER, " "))
        found = self._meant(row, allowed)
        if found is None and otherwise is not None:
            found = self._meant(row, otherwise)
        if found is not None:
            meaning, slots = found
            return Intent(meaning.intent, slots, text)
        spotted = self._spot(self.fillers.hesitation_free(row), allowed)
        return Intent(spotted, {}, text) if spotted else None

    def said_in(self, state: str, phrase: str) -> Intent | None:
        """What a phrase means in a state; with an empty one, anywhere."""
        return self.parse(phrase, self.open_in(state) if state else None)

    def worded(self, text: str, state: str = "") -> Hashable | None:
        """What any spoken text means in a state, as `meaning` has it; None where it is no command.

        People talk, and so, unlike `parse`, it looks for safety words within short sentences only, about oneself, and
        with fillers around a rival means as little as the rival alone. Who begins with "and" goes on, and so does who
        has come to "the".
        """
        allowed = self.open_in(state) if state else None
        row = self.spelling.row(text.replace(NUMBER, " "))
        if row and (row[0] in self.aloud.not_first or row[-1] in self.aloud.not_last):
            return None
        for rival in self.refused.intersection(self.fillers.readings(row)):
            answer = self._find(rival, allowed)
            if answer is None or not answer[0].heard:
                return None
        if found := self._meant(row, allowed):
            return _key(found[0].intent, found[1])
        plain = self.fillers.hesitation_free(row)
        if len(plain) > self.aloud.most_words or not any(self._holds(plain, sign) for sign in self.aloud.signs):
            return None
        spotted = self._spot(plain, allowed)
        return _key(spotted, {}) if spotted and spotted in self.aloud.intents else None

    def meaning(self, phrase: str, state: str = "") -> Hashable:
        """What tells a phrase from others that mean something else: intent and slots, or itself where it has none.

        Args:
            phrase: as it is listened for.
            state: where it is said; empty for anywhere.
        """
        intent = self.said_in(state, phrase)
        return _key(intent.name, intent.slots) if intent else phrase

    def phrases(self, allowed: frozenset[str] | None = None) -> tuple[str, ...]:
        """The closed list for a recogniser: lower-case words, every one of which `parse` understands.

        Numbers are those that people say (`heard` in the file), so the list stays short.
        """
        numerals = self.spelling.numerals
        rows = (
            _spoken(meaning.wording, numerals)
            for meaning in self.listed
            if meaning.heard and _open(meaning.group, allowed)
        )
        return tuple(dict.fromkeys(chain.from_iterable(rows)))

    def phrases_of(self, intent: str) -> tuple[str, ...]:
        """The listened-for phrases of one intent."""
        return self.phrases(frozenset(m.group for m in self.listed if m.intent == intent))

    def slots_of(self, intent: str) -> dict[str, str]:
        """For each slot of an intent its values, for people: `left, right`, `1 to 300`."""
        values: dict[str, dict[str, None]] = {}
        for meaning in self.listed:
            if meaning.intent == intent:
                for slot, value in (*meaning.wording.slots, *((s, str(v)) for s, v in meaning.slots)):
                    values.setdefault(slot, {})[value] = None
        ranges: dict[str, tuple[float, float]] = {}
        for meaning in self.listed:
            if meaning.intent == intent:
                for slot, numbers in meaning.wording.numbers:
                    low, high = numbers.low * numbers.times, numbers.high * numbers.times
                    before = ranges.get(slot, (low, high))
                    ranges[slot] = min(low, before[0]), max(high, before[1])
        spelt = {slot: ", ".join(found) for slot, found in values.items() if slot not in ranges}
        return spelt | {slot: f"{low:g} to {high:g}" for slot, (low, high) in ranges.items() if slot not in spelt}

    def all_intents(self) -> tuple[str, ...]:
        """Every intent, in the order of the file."""
        return tuple(dict.fromkeys(meaning.intent for meaning in self.listed))

    def example(self, intent: str) -> str:
        """A phrase for help texts."""
        phrases = self.phrases_of(intent)
        if not phrases:
            raise WordsError(f"nobody can say {intent!r}; the intents are {', '.join(self.all_intents())}")
        return phrases[0]

    def open_in(self, state: str) -> frozenset[str]:
        """The groups that are open in a state: `set, rest, ready, feel, where, confirm, paused, hold`."""
        if state not in self.states:
            raise WordsError(f"there is no state {state!r}; the states are {', '.join(self.states)}")
        return self.states[state]

    def meanings(self, row: Row, allowed: frozenset[str] | None) -> tuple[Meaning, ...]:
        """What a wording may mean where `allowed` is open, the first being what it does mean."""
        found = [meaning for meaning in self.table.get(row, ()) if _open(meaning.group, allowed)]
        groups = {name for meaning in found for name in (meaning.group, meaning.intent)}
        return tuple(sorted(found, key=lambda meaning: (meaning.after in groups, "." in meaning.group)))

    def _check_own(self, own: Meaning) -> None:
        """What an athlete adds takes no meaning from these, neither by other fillers nor as one number of a range."""
        states = [groups for groups in self.states.values() if own.group in groups and not own.after]
        for text in _spoken(own.wording, self.spelling.numerals):
            if self.parse(text) is None:
                continue
            for groups in states:
                intent = self.parse(text, groups)
                if intent is None or intent.name == own.intent:
                    continue
                found = self._meant(self.spelling.row(text), groups)
                by = f"{found[0].template.at} has it, as {found[0].template.text!r}," if found else _SPOTTED
                raise WordsError(
                    f"{own.template.at}: {text!r} means {own.intent}, but {by} for {intent.name}; say it in other words"
                )

    def _meant(self, row: Row, allowed: frozenset[str] | None) -> tuple[Meaning, Slots] | None:
        readings = (self._find(reading, allowed) for reading in self.fillers.readings(row))
        return next((found for found in readings if found), None)

    def _find(self, row: Row, allowed: frozenset[str] | None) -> tuple[Meaning, Slots] | None:
        numbers = self.spelling.numerals.find(row)
        if len(numbers) > _MOST_NUMBERS:
            return None
        for chosen in product((False, True), repeat=len(numbers)):
            said = [number for number, is_slot in zip(numbers, chosen, strict=True) if is_slot]
            for meaning in self.meanings(_without(row, said), allowed):
                if (slots := _filled(meaning, [number.value for number in said])) is not None:
                    return meaning, slots
        return None

    def _spot(self, row: Row, allowed: frozenset[str] | None) -> str | None:
        if self._reports(row):
            return None
        for intent, wordings in self.spotted:
            if _open(intent, allowed) and any(self._holds(row, wording) for wording in wordings):
                return intent
        return None

    def _reports(self, row: Row) -> bool:
        told = self.reports
        past = not told.did.isdisjoint(row) and told.still.isdisjoint(row)
        return past and any(_places(row, when) for when in told.when)

    def _holds(self, row: Row, wording: Row) -> bool:
        return any(not self._negated(row[:at], wording) for at in _places(row, wording))

    def _negated(self, before: Row, wording: Row) -> bool:
        told = self.negations
        word = next((word for word in reversed(before) if word not in told.past), "")
        return word in told.words or (word in told.none and wording in told.things)


def _places(row: Row, words: Row) -> list[int]:
    """Where in a row these words stand."""
    return [at for at in range(len(row) - len(words) + 1) if row[at : at + len(words)] == words]


def _key(intent: str, slots: Slots) -> Hashable:
    return intent, tuple(sorted(slots.items()))


def _open(group: str, allowed: frozenset[str] | None) -> bool:
    return allowed is None or group in allowed


def _without(row: Row, numbers: list[Spoken]) -> Row:
    made = list(row)
    for number in reversed(numbers):
        made[number.start : number.end] = [NUMBER]
    return tuple(made)


def _filled(meaning: Meaning, said: list[int | float]) -> Slots | None:
    """The slots of a meaning; a slot named twice adds up, or becomes `3-1-2-1` where it is the tempo."""
    slots: dict[str, str | int | float] = dict(meaning.slots)
    values = iter(said)
    for slot, part in meaning.wording.parts:
        value = part if isinstance(part, str) else part.value(next(values))
        if value is None:
            return None
        if slot == "tempo":
            value = f"{slots[slot]}-{value}" if slot in slots else str(value)
        elif isinstance(value, int | float) and isinstance(before := slots.get(slot), int | float):
            value += before
        slots[slot] = value
    return slots


def _spoken(wording: Wording, numerals: Numerals) -> Iterator[str]:
    before, *after = wording.text.split(NUMBER)
    rows = [[form for n in numbers.heard for form in numerals.spoken_forms(n)] for _, numbers in wording.numbers]
    for row in product(*rows):
        yield before + "".join(said + rest for said, rest in zip(row, after, strict=True))


def _table(
    meanings: tuple[Meaning, ...], known: Mapping[Row, tuple[Meaning, ...]], said: Said
) -> tuple[dict[Row, tuple[Meaning, ...]], list[Callable[[], None]]]:
    """What is known already, with more wordings beside it; and checks of those that met others."""
    table = dict(known)
    rows = said.spelling.rows(meaning.wording.text for meaning in meanings)
    met: list[Callable[[], None]] = []
    for meaning, row in zip(meanings, rows, strict=True):
        others = table.get(row, ())
        met += [partial(_check_collision, meaning, other, said.states) for other in others]
        table[row] = (*others, meaning)
    return table, met


def _check_collision(one: Meaning, other: Meaning, states: Mapping[str, frozenset[str]]) -> None:
    if (one.intent, one.slots, one.wording.slots) == (other.intent, other.slots, other.wording.slots):
        return
    gives_way = one.after in (other.group, other.intent) or other.after in (one.group, one.intent)
    together = one.group == other.group or any({one.group, other.group} <= groups for groups in states.values())
    pairs = zip(one.wording.numbers, other.wording.numbers, strict=True)
    apart = any(a.high < b.low or b.high < a.low for (_, a), (_, b) in pairs)
    if together and not gives_way and not apart:
        raise WordsError(
            f"{one.template.at}: {one.wording.text!r} means {one.intent}, but {other.template.at} has it for "
            f"{other.intent}; change one of the two templates, {one.template.text!r} or {other.template.text!r}"
        )
