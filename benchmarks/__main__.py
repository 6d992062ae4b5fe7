"""Run every benchmark that needs no sound device and no hour: `python -m benchmarks [--quick]`."""

from benchmarks.own_voice import main as own_voice
from benchmarks.rendering import main as rendering
from benchmarks.understanding.run import main as understanding

rendering()
understanding()
own_voice()
