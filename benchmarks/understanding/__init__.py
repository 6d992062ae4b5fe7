"""How well spoken commands are understood, how fast, and what else is taken for one.

    python -m benchmarks.understanding [--quick | --full | --minutes 13] [--engine phones]

One process; as much is measured as fits into so many minutes of one core, and every figure says how many tries it
rests on. Ctrl-C ends it early and keeps what there is. Synthetic speech is kept in the user's cache folder. Recordings
of people, noises and rooms are looked for in `INNERVATE_RECORDINGS`, or beside the checkout. Figures go to
benchmarks/results/understanding.json and into the tables of docs/understanding.md.
"""
