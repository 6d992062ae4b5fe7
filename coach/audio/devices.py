"""Which sound devices there are, and which of them the coach speaks to and listens on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from coach.audio.ends import DeviceError, NoSoundDevice
from coach.audio.portaudio import Way, portaudio

_HEADSET = re.compile(r"bluez|bluetooth|headset|hands[- ]?free|airpods|\bh[fs]p\b|buds\b", re.IGNORECASE)
_ALIAS = re.compile(r"default|pulse|pipewire|jack|dmix|dsnoop|mapper|primary|loopback|monitor|null", re.IGNORECASE)
_OWN_MIC = re.compile(r"built[- ]?in|internal|macbook|array|usb|webcam", re.IGNORECASE)

HEADSET_WARNING: Final = (
    "its microphone turns all that these earbuds play into telephone quality; "
    "better listen on the computer's own or a clip-on microphone"
)


@dataclass(frozen=True, slots=True)
class Device:
    """A device as PortAudio lists it."""

    index: int
    """PortAudio's number; another one after a restart of the library."""
    name: str
    host: str
    """The sound interface of the system it belongs to: ALSA, Core Audio, WASAPI."""
    inputs: int
    outputs: int
    rate: int
    """Samples a second that it prefers."""
    default_input: bool = False
    default_output: bool = False

    @property
    def headset(self) -> bool:
        """The name says Bluetooth headset: its microphone costs the sound quality (audio-stack 5)."""
        return _HEADSET.search(self.name) is not None

    @property
    def stands_for_another(self) -> bool:
        """It only passes on to whatever the sound server prefers at the time."""
        return re.fullmatch(r"default|pulse|pipewire", self.name) is not None

    def channels(self, way: Way) -> int:
        """How many channels it has in that direction."""
        return self.outputs if way == "output" else self.inputs


def devices() -> list[Device]:
    """All sound devices of this machine; empty where there are none.

    Raises:
        DeviceError: PortAudio is missing or does not answer.
    """
    listed, hosts, default = portaudio().devices()
    return [
        Device(
            index=index,
            name=str(entry["name"]),
            host=hosts[entry["hostapi"]],
            inputs=int(entry["max_input_channels"]),
            outputs=int(entry["max_output_channels"]),
            rate=int(entry["default_samplerate"]),
            default_input=index == default["input"],
            default_output=index == default["output"],
        )
        for index, entry in enumerate(listed)
    ]


def choose(known: Sequence[Device], way: Way, wanted: str | int | None) -> list[Device]:
    """The devices to try, best first: only the wanted one, or those the coach would take by itself.

    Args:
        known: all devices.
        way: whether it is to be spoken to or listened on.
        wanted: an index, or a name or part of one in any case; None leaves it to the coach.

    Raises:
        NoSoundDevice: there is none at all in that direction.
        DeviceError: none is called so; the message lists what there is.
    """
    able = [device for device in known if device.channels(way) > 0]
    if not able:
        what = "sound output" if way == "output" else "microphone"
        raise NoSoundDevice(f"this machine has no {what}; plug one in, and see: coach.py devices")
    if wanted is not None and wanted != "":
        return [_named(able, way, wanted)]
    if way == "output":
        return sorted(able, key=lambda device: not device.default_output)
    return sorted(able, key=_mic_rank)


def _mic_rank(device: Device) -> tuple[bool, int]:
    """Headsets last; then the system's choice, the computer's own, any other, and mere aliases."""
    rank = 2
    if device.default_input:
        rank = 0
    elif _OWN_MIC.search(device.name):
        rank = 1
    elif _ALIAS.search(device.name):
        rank = 3
    return device.headset, rank


def _named(able: Sequence[Device], way: Way, wanted: str | int) -> Device:
    text = str(wanted).strip().casefold()
    tests = (
        lambda device: str(device.index) == text,
        lambda device: device.name.casefold() == text,
        lambda device: device.name.casefold().startswith(text),
        lambda device: text in device.name.casefold(),
    )
    for fits in tests:
        found = [device for device in able if fits(device)]
        if found:
            return found[0]
    listing = ", ".join(f"{device.index} {device.name!r}" for device in able)
    what = "sound output" if way == "output" else "microphone"
    raise DeviceError(f"there is no {what} called {str(wanted)!r}; choose one of: {listing}")
