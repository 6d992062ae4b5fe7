"""The account of a session in little memory: the same events in the same order, however it is read."""

import json

from coach.session.chapters import chapters
from coach.session.packed import PAGE_BYTES, Packed
from tests.coached import ARMS, loop_of


def test_pieces_come_back_by_number_in_any_order() -> None:
    packed = Packed()
    pieces = [bytes([number % 251]) * (number % 7 * 1000) for number in range(400)]
    for piece in pieces:
        packed.add(piece)
    assert sum(map(len, pieces)) > 5 * PAGE_BYTES
    assert [packed[number] for number in range(400)] == pieces
    assert [packed[number] for number in range(399, -1, -13)] == pieces[::-13]
    assert b"".join(packed.pages()) == b"".join(pieces)


def test_the_timeline_file_holds_what_the_timeline_holds_in_order() -> None:
    loop = loop_of(ARMS, ["60: left arm weak", "75: yes", "80: nonsense"])
    timeline = loop.run()
    written = json.loads("".join(loop.account.written(loop.mixer.position, underflows=2)))
    assert written == {**json.loads(json.dumps(timeline)), "underflows": 2}
    begins = [event["sample"] for event in written["events"]]
    assert begins == sorted(begins)
    assert len(chapters(loop.account)) == len(loop.account.sets)


def test_an_account_of_nothing_is_a_timeline_as_well() -> None:
    loop = loop_of(ARMS)
    assert json.loads("".join(loop.account.written(0)))["events"] == []
