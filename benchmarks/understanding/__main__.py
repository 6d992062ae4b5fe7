"""Run it: see the package."""

from benchmarks.understanding.run import main

main()
