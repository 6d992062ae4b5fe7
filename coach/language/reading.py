"""A commands file, and the athlete's own phrases beside it, read and checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

from coach.language.numerals import numerals
from coach.language.source import Items, Table, Tree, WordsError, Written, each, read_table, table, texts, written
from coach.language.spelling import Fillers, Row, Spelling
from coach.language.templates import Grammar, Numbers, Wording

_ITEM_KEYS: Final = frozenset({"say", "typed", "slots", "only", "after"})
_MAY_BE_LEFT_OUT: Final = frozenset({"letters", "clock", "rivals", "aloud", "reports"})
MOST_OWN: Final = 10_000
"""Wordings of the athlete's own phrases; ten times what the shipped file is listened for."""
_TOP_KEYS: Final = frozenset(
    {"language", "fillers", "endings", "spellings", "negations", "spotted", "lists", "numbers", "rules", "states"}
    | {"intents"}
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """One wording and what it means."""

    intent: str
    group: str
    """The intent, or `intent.part` for wordings that some states alone open."""
    wording: Wording
    slots: tuple[tuple[str, str | int | float], ...]
    """Slots that are meant without being said."""
    heard: bool
    """A recogniser listens for it."""
    after: str
    """The intent or group that it gives way to; empty for none."""
    template: Written


@dataclass(frozen=True, slots=True)
class Negations:
    """What turns a word that is looked for in a sentence into its opposite."""

    words: frozenset[str]
    """Before anything: "not", "without"."""
    past: frozenset[str] = frozenset()
    """Words that may stand between: "not in any pain"."""
    none: frozenset[str] = frozenset()
    """Words that negate `things` alone: "no pain", but "no, stop", "no, it hurts"."""
    things: frozenset[Row] = frozenset()


@dataclass(frozen=True, slots=True)
class Reports:
    """What tells that a sentence is about another day: a word of `did` and of `when`, and none of `still`."""

    did: frozenset[str] = frozenset()
    when: tuple[Row, ...] = ()
    still: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Aloud:
    """Which spoken sentences are taken for a word in them, though people talk: those about the athlete's own health."""

    intents: frozenset[str] = frozenset()
    signs: tuple[Row, ...] = ()
    """One of these must be in the sentence."""
    most_words: int = 0
    not_first: frozenset[str] = frozenset()
    """Words with which no command begins: who says them goes on with something."""
    not_last: frozenset[str] = frozenset()
    """Words with which none ends: more is still to come."""


@dataclass(frozen=True, slots=True)
class Said:
    """All that a commands file holds."""

    language: str
    spelling: Spelling
    fillers: Fillers
    meanings: tuple[Meaning, ...]
    spotted: tuple[tuple[str, tuple[Row, ...]], ...]
    negations: Negations
    reports: Reports
    aloud: Aloud
    states: dict[str, frozenset[str]]
    rivals: tuple[Wording, ...]
    """What means nothing and is listened for all the same."""
    own: int
    """How many of `meanings` are the athlete's own phrases; they come last."""


def read_said(text: str, source: str, own: tuple[str, str] | None = None) -> Said:
    """Read a commands file, with the athlete's own phrases merged in.

    Raises:
        WordsError: something in one of the files is wrong.
    """
    top = read_table(text, source)
    _known(top, _TOP_KEYS | _MAY_BE_LEFT_OUT)
    missing = sorted(_TOP_KEYS - top.rows.keys())
    if missing:
        raise WordsError(f"{source}:1:1: {', '.join(missing)} missing; start from the shipped file")
    grammar = _grammar(top)
    language = written(top.rows["language"]).text
    spelling = _spelling(top, language)
    fillers = table(top.rows["fillers"])
    _known(fillers, frozenset({"within", "around"}))
    within, around = (
        frozenset(spelling.row(word.text) for word in texts(fillers.rows[key])) for key in ("within", "around")
    )
    intents = table(top.rows["intents"])
    meanings = tuple(meaning for intent, item in _items(intents) for meaning in _item(intent, item, grammar))
    added: tuple[Meaning, ...] = ()
    if own is not None:
        mine = read_table(*own)
        _known(mine, frozenset(intents.rows))
        added = _own(mine, grammar)
        _check_slots(added, meanings)
        meanings += added
    groups = dict.fromkeys(meaning.group for meaning in meanings)
    _check_after(meanings, groups)
    spotted = tuple(_spotted(top.rows["spotted"], grammar, spelling, groups))
    negations = _negations(table(top.rows["negations"]), spelling)
    reports = _reports(table(top.rows["reports"]), grammar, spelling) if "reports" in top.rows else Reports()
    aloud = Aloud()
    if "aloud" in top.rows:
        aloud = _aloud(table(top.rows["aloud"]), frozenset(name for name, _ in spotted), spelling)
    states = _states(table(top.rows["states"]), frozenset(groups))
    sounding = texts(top.rows["rivals"]) if "rivals" in top.rows else ()
    rivals = tuple(wording for said in sounding for wording in grammar.wordings(said))
    filling = Fillers(within, around)
    return Said(
        language, spelling, filling, meanings, spotted, negations, reports, aloud, states, rivals, own=len(added)
    )


def _known(rows: Table, names: frozenset[str]) -> None:
    told = f"is not known here; known are {', '.join(sorted(names))}"
    if unknown := [f"{rows.places[name]}: {name!r} {told}" for name in rows.rows if name not in names]:
        raise WordsError("\n".join(unknown))


def _negations(rows: Table, spelling: Spelling) -> Negations:
    _known(rows, frozenset({"words", "past", "none", "things"}))
    if "words" not in rows.rows:
        raise WordsError(f"{rows.at}: negations need `words`")
    words, past, none = (
        frozenset(word.text for word in texts(rows.rows[key])) if key in rows.rows else frozenset[str]()
        for key in ("words", "past", "none")
    )
    things = texts(rows.rows["things"]) if "things" in rows.rows else ()
    return Negations(words, past, none, frozenset(spelling.row(thing.text) for thing in things))


def _reports(rows: Table, grammar: Grammar, spelling: Spelling) -> Reports:
    keys = frozenset({"did", "when", "still"})
    _known(rows, keys)
    if missing := sorted(keys - rows.rows.keys()):
        raise WordsError(f"{rows.at}: {', '.join(missing)} missing")
    did, still = (frozenset(word.text for word in texts(rows.rows[key])) for key in ("did", "still"))
    when = (wording for template in texts(rows.rows["when"]) for wording in grammar.wordings(template))
    return Reports(did, tuple(dict.fromkeys(spelling.row(wording.text) for wording in when)), still)


def _pairs(top: Table, key: str) -> dict[str, str]:
    return {name: written(value).text for name, value in table(top.rows[key]).rows.items()}


def _spelling(top: Table, language: str) -> Spelling:
    letters = _pairs(top, "letters") if "letters" in top.rows else {}
    clock = written(top.rows["clock"]).text if "clock" in top.rows else r"\1 minutes \2 seconds"
    return Spelling(_pairs(top, "endings"), _pairs(top, "spellings"), letters, clock, numerals(language))


def _grammar(top: Table) -> Grammar:
    rules = {name: written(rule) for name, rule in table(top.rows["rules"]).rows.items()}
    numbers = {name: _numbers(table(rows)) for name, rows in table(top.rows["numbers"]).rows.items()}
    plain = Grammar({}, {}, rules)
    lists = {
        name: tuple(
            (wording.text, value)
            for value, says in table(rows).rows.items()
            for said in texts(says)
            for wording in plain.wordings(said)
        )
        for name, rows in table(top.rows["lists"]).rows.items()
    }
    return Grammar(lists, numbers, rules)


def _numbers(rows: Table) -> Numbers:
    _known(rows, frozenset({"from", "to", "heard", "times", "halves"}))
    if not {"from", "to", "heard"} <= rows.rows.keys():
        raise WordsError(f"{rows.at}: a range of numbers needs from, to and heard")
    heard = tuple(_number(said) for said in texts(rows.rows["heard"]))
    times = int(_number(written(rows.rows["times"]))) if "times" in rows.rows else 1
    low, high = (float(_number(written(rows.rows[key]))) for key in ("from", "to"))
    halves = times > 1 or ("halves" in rows.rows and written(rows.rows["halves"]).text == "yes")
    made = Numbers(low, high, heard, times, halves)
    for number in heard:
        if made.value(number) is None:
            raise WordsError(f"{rows.at}: {number:g} is listened for, but lies outside {low:g} to {high:g}")
    return made


def _number(text: Written) -> int | float:
    try:
        value = float(text.text)
    except ValueError as error:
        raise WordsError(f"{text.at}: expected a number, got {text.text!r}") from error
    return int(value) if value.is_integer() else value


def _items(intents: Table) -> Iterator[tuple[str, Tree]]:
    for intent, tree in intents.rows.items():
        for item in tree.items if isinstance(tree, Items) else (tree,):
            yield intent, item


def _own(mine: Table, grammar: Grammar) -> tuple[Meaning, ...]:
    """The athlete's phrases."""
    added: list[Meaning] = []

    def add(intent: str, item: Tree) -> None:
        added.extend(islice(_item(intent, item, grammar), MOST_OWN + 1 - len(added)))

    each(partial(add, intent, item) for intent, item in _items(mine))
    if len(added) > MOST_OWN:
        raise WordsError(f"{added[-1].template.at}: more than {MOST_OWN} wordings in this file; drop some options")
    return tuple(added)


def _item(intent: str, item: Tree, grammar: Grammar) -> Iterator[Meaning]:
    if not isinstance(item, Table):
        said = written(item)
        yield from (
            Meaning(intent, intent, wording, (), heard=True, after="", template=said)
            for wording in grammar.wordings(said)
        )
        return
    _known(item, _ITEM_KEYS)
    if not {"say", "typed"} & item.rows.keys():
        raise WordsError(f"{item.at}: a block under {intent} needs `say` or `typed`")
    only = written(item.rows["only"]).text if "only" in item.rows else ""
    after = written(item.rows["after"]).text if "after" in item.rows else ""
    group = f"{intent}.{only}" if only else intent
    fixed = table(item.rows["slots"]).rows if "slots" in item.rows else {}
    slots = tuple((name, _value(written(value))) for name, value in fixed.items())
    for key in ("say", "typed"):
        for template in texts(item.rows[key]) if key in item.rows else ():
            for wording in grammar.wordings(template):
                yield Meaning(intent, group, wording, slots, key == "say", after, template)


def _value(text: Written) -> str | int | float:
    try:
        return _number(text)
    except WordsError:
        return text.text


def _check_slots(added: tuple[Meaning, ...], shipped: tuple[Meaning, ...]) -> None:
    """The athlete's phrases mean what the shipped ones of their intent can mean: no slot less, no other value."""
    fills: dict[str, list[dict[str, object]]] = {}
    for meaning in shipped:
        fills.setdefault(meaning.intent, []).append({**dict(meaning.wording.parts), **dict(meaning.slots)})
    each(partial(_check_filled, meaning, fills[meaning.intent]) for meaning in added)


def _check_filled(meaning: Meaning, known: list[dict[str, object]]) -> None:
    filled = {**dict(meaning.wording.parts), **dict(meaning.slots)}
    for slot in sorted(set.intersection(*(set(other) for other in known)) - filled.keys()):
        raise WordsError(
            f"{meaning.template.at}: {meaning.template.text!r} does not say the {slot!r} of {meaning.intent}; "
            f"name it in the phrase, or under `slots`"
        )
    for slot, value in filled.items():
        if not any(slot in other and _can_be(value, other[slot]) for other in known):
            shown = value if isinstance(value, str | int | float) else "a number"
            raise WordsError(
                f"{meaning.template.at}: {shown!r} is no {slot!r} of {meaning.intent}; "
                "see what it can be with: coach.py commands --json"
            )


def _can_be(value: object, shipped: object) -> bool:
    if isinstance(shipped, Numbers) and isinstance(value, Numbers):
        return (
            shipped.low * shipped.times
            <= value.low * value.times
            <= value.high * value.times
            <= (shipped.high * shipped.times)
        )
    if isinstance(shipped, Numbers) and isinstance(value, int | float):
        return shipped.low * shipped.times <= value <= shipped.high * shipped.times
    return value == shipped


def _check_after(meanings: tuple[Meaning, ...], groups: dict[str, None]) -> None:
    for meaning in meanings:
        if meaning.after and meaning.after not in groups:
            raise WordsError(
                f"{meaning.template.at}: {meaning.template.text!r} gives way to the unknown {meaning.after}"
            )


def _spotted(
    tree: Tree, grammar: Grammar, spelling: Spelling, groups: dict[str, None]
) -> Iterator[tuple[str, tuple[Row, ...]]]:
    if not isinstance(tree, Items):
        raise WordsError(f"{tree.at}: expected a list, the first being looked for first")
    for item in tree.items:
        rows = table(item)
        _known(rows, frozenset(groups))
        for intent, says in rows.rows.items():
            wordings = (wording for said in texts(says) for wording in grammar.wordings(said))
            yield intent, tuple(dict.fromkeys(spelling.row(wording.text) for wording in wordings))


def _aloud(rows: Table, spotted: frozenset[str], spelling: Spelling) -> Aloud:
    keys = frozenset({"intents", "with", "most_words", "not_first", "not_last"})
    _known(rows, keys)
    if missing := sorted(keys - rows.rows.keys()):
        raise WordsError(f"{rows.at}: {', '.join(missing)} missing")
    for intent in texts(rows.rows["intents"]):
        if intent.text not in spotted:
            raise WordsError(f"{intent.at}: {intent.text!r} is not among what is `spotted`")
    most = written(rows.rows["most_words"])
    if not most.text.isdecimal():
        raise WordsError(f"{most.at}: {most.text!r} is no number of words")
    signs = tuple(spelling.row(sign.text) for sign in texts(rows.rows["with"]))
    intents, first, last = (
        frozenset(word.text for word in texts(rows.rows[key])) for key in ("intents", "not_first", "not_last")
    )
    return Aloud(intents, signs, int(most.text), first, last)


def _states(rows: Table, groups: frozenset[str]) -> dict[str, frozenset[str]]:
    def named(tree: Tree) -> frozenset[str]:
        for name in texts(tree):
            if name.text not in groups:
                raise WordsError(f"{name.at}: there is no intent {name.text!r} to open")
        return frozenset(name.text for name in texts(tree))

    if "always" not in rows.rows:
        raise WordsError(f"{rows.at}: `always` is missing: the intents that every state opens")
    always = named(rows.rows["always"])
    states = {}
    for state, tree in rows.rows.items():
        if state == "always":
            continue
        if isinstance(tree, Table):
            _known(tree, frozenset({"all_but"}))
            states[state] = (groups - named(tree.rows["all_but"])) | always
        else:
            states[state] = named(tree) | always
    return states
