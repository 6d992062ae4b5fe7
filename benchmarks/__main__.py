"""Run every benchmark: `python -m benchmarks`."""

from benchmarks import rendering, understanding

rendering.main()
understanding.main()
