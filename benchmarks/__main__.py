"""Run every benchmark: `python -m benchmarks`."""

from benchmarks.rendering import main as rendering
from benchmarks.understanding.run import main as understanding

rendering()
understanding()
