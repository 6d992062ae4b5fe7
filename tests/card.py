"""A sound card for tests on machines that have none: PortAudio, ALSA and a PulseAudio of the test's own."""

import ctypes.util
import fcntl
import os
import select
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.conftest import need

# Pipe sinks keep time; a null sink's monitor loses some 50 ms whenever a stream opens or closes.
SERVER = """.fail
load-module module-native-protocol-unix auth-anonymous=1 socket={folder}/native
load-module module-pipe-sink sink_name=earbuds file={folder}/earbuds format=s16le rate=48000 channels=2 \
use_system_clock_for_timing=yes
load-module module-pipe-sink sink_name=mouth file={folder}/mouth format=s16le rate=48000 channels=1 \
use_system_clock_for_timing=yes
load-module module-remap-source source_name=mic master=mouth.monitor
load-module module-remap-source source_name=echo master=earbuds.monitor
set-default-sink earbuds
set-default-source mic
"""
# PortAudio lists ALSA's names, so each device of the server needs one.
NAMES = """</usr/share/alsa/alsa.conf>
pcm.earbuds { type pulse device earbuds hint { show on description "virtual earbuds" } }
pcm.echo { type pulse device echo hint { show on description "a microphone that hears the earbuds" } }
pcm.mic { type pulse device mic hint { show on description "virtual microphone" } }
"""
PIPE_SIZE = 1 << 20


class Recording:
    """What a pipe sink really plays, read as it comes."""

    def __init__(self, pipe: Path, channels: int) -> None:
        self._channels = channels
        self._pipe = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        # The usual 64 KiB are 0.3 s: too little for a reader on a busy machine.
        fcntl.fcntl(self._pipe, fcntl.F_SETPIPE_SZ, PIPE_SIZE)
        self._parts: deque[bytes] = deque()
        self._running = True
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while self._running:
            if not select.select([self._pipe], [], [], 0.05)[0]:
                continue
            part = os.read(self._pipe, PIPE_SIZE)
            if part:
                self._parts.append(part)
            else:
                time.sleep(0.02)

    def heard(self) -> npt.NDArray[np.int16]:
        """Everything so far: (samples, channels) at 48 kHz."""
        return np.frombuffer(b"".join(self._parts), "<i2").reshape(-1, self._channels)

    def take(self) -> bytes:
        """What was heard since the last call, which is then forgotten: for sessions that do not fit into memory."""
        return b"".join(self._parts.popleft() for _ in range(len(self._parts)))

    def stop(self) -> npt.NDArray[np.int16]:
        """Everything there was."""
        if self._running:
            self._running = False
            self._thread.join()
            os.close(self._pipe)
        return self.heard()


class Card:
    """Devices that a test can break: `earbuds`, `mic`, and `echo`, a microphone that hears the earbuds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        here = str(folder)
        self.environment = {
            "HOME": here,
            "XDG_RUNTIME_DIR": here,
            "XDG_CONFIG_HOME": here,
            "PULSE_RUNTIME_PATH": here,
            "PULSE_STATE_PATH": here,
            "PULSE_SERVER": f"unix:{here}/native",
            "ALSA_CONFIG_PATH": f"{here}/asound.conf",
        }
        (folder / "server.pa").write_text(SERVER.format(folder=here))
        (folder / "asound.conf").write_text(NAMES)
        self.recording: Recording
        self._server: subprocess.Popen[bytes] | None = None
        self.start()

    def _env(self) -> dict[str, str]:
        hidden = ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "PULSE_SINK", "PULSE_SOURCE")
        return {name: value for name, value in os.environ.items() if name not in hidden} | self.environment

    def start(self) -> None:
        """Bring the sound server up, after `die` again; `recording` begins anew."""
        log = self.folder / "log"
        with log.open("ab") as written:
            self._server = subprocess.Popen(
                [
                    *("pulseaudio", "-n", "-F", str(self.folder / "server.pa"), "--daemonize=no"),
                    *("--exit-idle-time=-1", "--use-pid-file=no", "--disallow-exit"),
                    *("--high-priority=no", "--realtime=no", "--log-target=stderr"),
                ],
                env=self._env(),
                stdout=subprocess.DEVNULL,
                stderr=written,
            )
        while self._control("info").returncode:
            assert self._server.poll() is None, log.read_text()
            time.sleep(0.02)
        self.recording = Recording(self.folder / "earbuds", channels=2)

    def _control(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["pactl", *words], env=self._env(), capture_output=True, check=False)

    def load(self, module: str, *settings: str) -> None:
        """Add a module of the server: another sink, for instance."""
        assert self._control("load-module", module, *settings).returncode == 0

    def unload(self, module: str) -> None:
        """Take all instances of a module away."""
        assert self._control("unload-module", module).returncode == 0

    def unplug(self) -> None:
        """Take only the earbuds away, as when their battery is empty; the server goes on."""
        modules = self._control("list", "short", "modules").stdout.decode().splitlines()
        number = next(line.split()[0] for line in modules if "sink_name=earbuds" in line)
        assert self._control("unload-module", number).returncode == 0

    def mute_for_good(self) -> None:
        """Take the microphone away."""
        modules = self._control("list", "short", "modules").stdout.decode().splitlines()
        number = next(line.split()[0] for line in modules if "source_name=mic" in line)
        assert self._control("unload-module", number).returncode == 0

    def prefer_sink(self, name: str) -> None:
        """Make this the server's default output."""
        assert self._control("set-default-sink", name).returncode == 0

    def replug(self, rate: int) -> None:
        """Bring the earbuds back, at another rate of samples."""
        self.load(
            "module-pipe-sink",
            *("sink_name=earbuds", f"file={self.folder}/earbuds", "format=s16le", f"rate={rate}", "channels=2"),
            "use_system_clock_for_timing=yes",
        )

    def source_in_use(self) -> str:
        """The server's name of the source that was opened last."""
        streams = self._control("list", "short", "source-outputs").stdout.decode().splitlines()
        sources = self._control("list", "short", "sources").stdout.decode().splitlines()
        names = {line.split()[0]: line.split()[1] for line in sources}
        return names[max(streams, key=lambda line: int(line.split()[0])).split()[1]]

    def prefer_source(self, name: str) -> None:
        """Make this the server's default microphone."""
        assert self._control("set-default-source", name).returncode == 0

    def speak(self, sound: npt.NDArray[np.int16]) -> None:
        """Say this (mono, 48 kHz) into the microphone, in real time; returns when it has been said."""
        subprocess.run(
            ["pacat", "-d", "mouth", "--raw", "--format=s16le", "--rate=48000", "--channels=1", "--latency-msec=30"],
            input=sound.astype("<i2").tobytes(),
            env=self._env(),
            check=True,
        )

    def die(self) -> None:
        """End everything at once, as an empty battery does."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None
            self.recording.stop()

    def freeze(self) -> None:
        """Make the server hang."""
        assert self._server is not None
        self._server.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on."""
        if self._server is not None:
            self._server.send_signal(signal.SIGCONT)


def require_card() -> None:
    """Skip (or fail, as `need` decides) where a part of the virtual card is not installed."""
    need(shutil.which("pulseaudio"), "the virtual sound card needs PulseAudio: apt-get install pulseaudio")
    need(shutil.which("pacat"), "the virtual sound card needs pacat and pactl: apt-get install pulseaudio-utils")
    need(ctypes.util.find_library("portaudio"), "PortAudio is missing: apt-get install libportaudio2")
    plugin = list(Path("/usr/lib").glob("*/alsa-lib/libasound_module_pcm_pulse.so"))
    need(plugin, "ALSA's way to PulseAudio is missing: apt-get install libasound2-plugins")


@pytest.fixture
def card() -> Iterator[Card]:
    """A virtual sound card that PortAudio of this process sees; gone, and PortAudio clean, afterwards."""
    require_card()
    from coach.audio.portaudio import portaudio

    # Short, unlike pytest's own folders: a socket's path has 108 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="vc"))
    made = Card(folder)
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in made.environment.items():
                patch.setenv(name, value)
            portaudio().restart()
            yield made
        made.thaw()
        made.die()
        portaudio().restart()
    finally:
        made.die()
        shutil.rmtree(folder, ignore_errors=True)
