"""How well spoken commands are understood, how fast, and what else is taken for one.

    python -m benchmarks.understanding [--quick] [--engine phones|vosk] [--minutes 60]

Figures go to benchmarks/results/understanding.json and into the tables of docs/understanding.md.
"""
