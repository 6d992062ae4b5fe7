"""Every fact that a session can receive survives the journal."""

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.events import Fact, Heard
from coach.history.errors import HistoryError
from coach.history.facts import decode, encode
from coach.units import Samples

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
SLOTS = st.dictionaries(TEXT, TEXT | st.integers() | st.floats(allow_nan=False, allow_infinity=False))
FACTS = st.one_of(
    [
        st.builds(cls, slots=SLOTS, text=TEXT, intent=TEXT)
        if cls is Heard
        else st.builds(cls, **({"line": TEXT} if "line" in cls.__dataclass_fields__ else {}))
        for cls in get_args(Fact)
    ]
)


@given(FACTS)
@settings(max_examples=300, deadline=None)
def test_every_fact_comes_back_equal(fact: Fact) -> None:
    back = decode(encode(fact))
    assert back == fact
    assert type(back) is type(fact)


@given(st.builds(Heard, at=st.just(Samples(1)), ended=st.just(Samples(1)), intent=st.just("more_rest"), slots=SLOTS))
@settings(deadline=None)
def test_a_slot_keeps_its_type(heard: Heard) -> None:
    back = decode(encode(heard))
    assert isinstance(back, Heard)
    assert {key: type(value) for key, value in back.slots.items()} == {
        key: type(value) for key, value in heard.slots.items()
    }


def test_a_phrase_typed_in_another_encoding_does_not_break_the_journal() -> None:
    heard = Heard(Samples(1), Samples(1), "note", {"text": "caf\udce9"}, "note caf\udce9")
    assert decode(encode(heard)) == Heard(Samples(1), Samples(1), "note", {"text": "caf?"}, "note caf?")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"fact":"Nothing","at":1}',
        '{"fact":"Said","at":1}',
        '{"fact":"Said","at":"1","ticket":2}',
        '{"fact":"Said","at":1,"ticket":2,"more":3}',
        '{"fact":["Said"],"at":1,"ticket":2}',
        '{"fact":"Said","at":1',
        pytest.param('{"fact":"Said","at":1,"ticket":' + "9" * 5000 + "}", id="digits"),
        pytest.param("[" * 100_000, id="brackets"),
    ],
)
def test_what_is_no_fact_is_said_to_be_none(text: str) -> None:
    with pytest.raises(HistoryError, match="no fact of a session"):
        decode(text)
