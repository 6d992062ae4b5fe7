"""What the audio rim decides without a device: which one to take, when a sample was in the air, how a mic is."""

from random import Random

import numpy as np
import numpy.typing as npt
import pytest
import soxr
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.card import _Converted
from coach.audio.clock import StreamClock, sane
from coach.audio.devices import Device, choose
from coach.audio.ends import DeviceError, NoSoundDevice
from coach.audio.health import Health, MicHealth
from coach.audio.microphone import notice
from coach.ears.hear import read_sound
from coach.mixer import Mixer
from coach.units import Samples
from tests.conftest import HUMAN_AUDIO, need
from tests.voices import COMMANDS, JOE, missing, say


def output(index: int, name: str, *, default: bool = False) -> Device:
    return Device(index, name, "ALSA", 0, 2, 48_000, default_output=default)


def microphone(index: int, name: str, *, default: bool = False) -> Device:
    return Device(index, name, "ALSA", 1, 0, 48_000, default_input=default)


LAPTOP = [
    output(0, "Speakers"),
    output(1, "AirPods Pro", default=True),
    microphone(2, "AirPods Pro", default=True),
    microphone(3, "USB clip mic"),
    microphone(4, "default"),
]


def test_the_system_decides_where_the_coach_speaks() -> None:
    assert [device.index for device in choose(LAPTOP, "output", None)] == [1, 0]


def test_the_earbuds_own_microphone_is_the_last_choice_and_the_athlete_is_told() -> None:
    chosen = choose(LAPTOP, "input", None)
    assert [device.index for device in chosen] == [3, 4, 2]
    assert "USB clip mic and not on AirPods Pro" in notice(chosen[0], LAPTOP)
    assert "listening on AirPods Pro" in notice(LAPTOP[2], LAPTOP)
    assert notice(microphone(0, "USB", default=True), [microphone(0, "USB", default=True)]) == ""


@pytest.mark.parametrize(
    "name",
    ["bluez_input.AA_BB.0", "Headset (WH-1000XM4 Hands-Free AG Audio)", "AirPods", "Galaxy Buds", "Bluetooth mic"],
)
def test_names_of_headsets_are_known(name: str) -> None:
    assert microphone(0, name).headset


@pytest.mark.parametrize("name", ["USB Audio Device", "MacBook Pro Microphone", "default", "Webcam C920", "mic"])
def test_other_names_are_no_headsets(name: str) -> None:
    assert not microphone(0, name).headset


@pytest.mark.parametrize(("wanted", "index"), [(0, 0), ("1", 1), ("speakers", 0), ("AIRP", 1), ("pro", 1)])
def test_a_device_is_named_by_index_or_part(wanted: str | int, index: int) -> None:
    assert [device.index for device in choose(LAPTOP, "output", wanted)] == [index]


@pytest.mark.parametrize("wanted", ["kazoo", "3", "99", -1])
def test_what_cannot_play_is_not_chosen(wanted: str | int) -> None:
    with pytest.raises(DeviceError, match="0 'Speakers', 1 'AirPods Pro'"):
        choose(LAPTOP, "output", wanted)


def test_no_microphone_at_all_is_said_before_a_wrong_name() -> None:
    with pytest.raises(NoSoundDevice, match="no microphone"):
        choose(LAPTOP[:2], "input", "kazoo")


@given(st.floats(-5, 5), st.floats(1e5, 2e9), st.sampled_from([16_000, 44_100, 48_000]), st.randoms())
def test_jitter_does_not_move_the_clock(skew: float, start: float, rate: int, random: Random) -> None:
    clock = StreamClock(rate)
    known_at_first = clock.known
    for block in range(100):
        late = 0.1 if block % 10 == 0 else random.uniform(-0.001, 0.001)
        clock.note(block * 1_000, start + skew + block * 1_000 / rate + late)
    assert (known_at_first, clock.known) == (False, True)
    assert abs(clock.seconds_at(50_000) - (start + skew + 50_000 / rate)) < 0.0011
    assert abs(clock.sample_at(clock.seconds_at(12_345)) - 12_345) <= 1


def test_a_device_that_skipped_is_believed_after_a_second() -> None:
    clock = StreamClock(48_000)
    for block in range(200):
        clock.note(block * 2_400, block * 0.05 + (0.0 if block < 100 else 0.3))
    assert clock.sample_at(0.3) == 0


@pytest.mark.parametrize(("there", "gives"), [(10.2, 10.2), (0.0, 10.1), (10.0, 10.1), (99.0, 10.1), (9.9, 9.9)])
def test_a_drivers_nonsense_is_not_believed(there: float, gives: float) -> None:
    assert sane(10.0, there, 0.1) == pytest.approx(gives)


@pytest.mark.parametrize("rate", [44_100, 22_050, 96_000])
def test_a_device_at_another_rate_gets_the_same_sound(rate: int) -> None:
    sound = np.sin(np.arange(96_000) * 0.05).astype(np.float32) * 0.5
    mixer = Mixer()
    mixer.play(sound, Samples(0))
    converted = _Converted(mixer, rate)
    out = np.empty(rate, np.float32)
    done = 0
    for size in np.random.default_rng(rate).integers(1, 3_000, 10_000):
        piece = out[done : done + int(size)]
        converted.render(piece)
        done += len(piece)
        assert converted.ahead >= 0
        assert abs(mixer.position - converted.ahead - done * 48_000 / rate) < 2
        if done == rate:
            break
    wanted = soxr.resample(sound, 48_000, rate)[:rate]
    assert np.abs(out - wanted).max() < 1e-3


def test_a_muted_microphone_is_noticed_after_five_seconds_and_forgiven_at_once() -> None:
    health, mute = MicHealth(), np.zeros(1_600, np.int16)
    assert {health.feed(mute) for _ in range(49)} == {Health.FINE}
    assert health.feed(mute) is Health.SILENT
    assert health.feed(np.array([0, 1, 0], np.int16)) is Health.FINE


def test_a_microphone_that_hangs_on_one_value_is_as_dead_as_a_muted_one() -> None:
    health, stuck = MicHealth(), np.full(1_600, 77, np.int16)
    assert [health.feed(stuck) for _ in range(51)][-1] is Health.SILENT


def through_a_telephone(sound: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
    low: npt.NDArray[np.int16] = soxr.resample(soxr.resample(sound, 16_000, 8_000), 8_000, 16_000)
    return low


def test_the_telephone_profile_of_a_headset_is_noticed_in_a_voice() -> None:
    need(not missing(JOE), missing(JOE))
    words = np.concatenate([say(JOE, phrase, before=0.1, after=0.1) for phrase in (*COMMANDS, *COMMANDS[:12])])
    assert MicHealth().feed(through_a_telephone(words)) is Health.NARROW
    assert MicHealth().feed(words) is Health.FINE


@pytest.mark.skipif(not HUMAN_AUDIO.is_dir(), reason="the recordings of people are not beside the checkout")
@pytest.mark.parametrize(("folder", "narrow"), [("fsdd-8khz", True), ("speech-commands-v0.01-sample", False)])
def test_people_recorded_at_8_khz_are_told_from_others(folder: str, narrow: bool) -> None:
    files = sorted((HUMAN_AUDIO / folder).glob("*.flac"))
    words = np.concatenate([read_sound(path) for path in files[::3]])
    assert (MicHealth().feed(words) is Health.NARROW) is narrow


def test_a_quiet_room_is_fine() -> None:
    health = MicHealth()
    noise = np.random.default_rng(0).integers(-2, 3, 16_000).astype(np.int16)
    assert {health.feed(noise) for _ in range(20)} == {Health.FINE}


def test_a_microphone_turned_up_too_far_is_noticed_and_one_shout_is_not() -> None:
    loud = np.clip(60_000 * np.sin(np.arange(16_000) * 0.1), -32_768, 32_767).astype(np.int16)
    quiet = (loud // 10).astype(np.int16)
    health = MicHealth()
    assert [health.feed(block) for block in (quiet,) * 4][-1] is Health.FINE
    assert [health.feed(loud) for _ in range(6)][-1] is Health.CLIPPING
    assert [health.feed(quiet) for _ in range(10)][-1] is Health.FINE
    shout = quiet.copy()
    shout[:50] = 32_767
    assert {health.feed(block) for block in (shout, *(quiet,) * 9)} == {Health.FINE}
