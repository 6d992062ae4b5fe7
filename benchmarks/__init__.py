"""Figures, measured on the machine at hand; `python -m benchmarks` runs them all."""
