"""`simulate`: weeks of a program in seconds, with an athlete made of numbers."""

import json
from pathlib import Path

import click

from coach.cli.example import example


@click.command(
    short_help="Weeks of a program in seconds, with a scripted athlete.",
    epilog=example("simulate arms_feel_first --athlete docs/simulate/left_weaker.yaml --plot weeks.svg"),
)
@click.argument("program")
@click.option(
    "--athlete",
    "who",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Strength per side, fatigue and feel; docs/simulate.md says how it is written.",
)
@click.option("--weeks", type=click.IntRange(1, 104), default=12, show_default=True, help="How long.")
@click.option("--plot", type=click.Path(path_type=Path), metavar="FILE.svg", help="Draw load, sets and sides by week.")
@click.option("--json", "as_json", is_flag=True, help="One object a session.")
@click.option("--seed", type=int, default=0, help="Fixes every choice among variants.")
def simulate(program: str, who: Path, weeks: int, plot: Path | None, as_json: bool, seed: int) -> None:  # noqa: FBT001 - a flag
    """Train PROGRAM for weeks with the athlete of FILE, to see how the rules behave; nothing is kept."""
    from coach.program.library import Library, find_program
    from coach.screen import tables
    from coach.screen.weeks import weeks_picture
    from coach.session.opening import write_whole
    from coach.session.scripted import load_athlete
    from coach.session.simulate import Trained
    from coach.session.simulate import simulate as run
    from coach.session.wishes import writable
    from coach.units import Side

    if plot is not None:
        writable(plot)
    athlete = load_athlete(who)
    done: list[Trained] = []
    for session in run(program, athlete, weeks, seed):
        done.append(session)
        if as_json:
            click.echo(json.dumps(session.plain(), ensure_ascii=False))
    library = Library.standard(beside=find_program(program))
    sided = [name for name in athlete.strength if any(session.gap(name) for session in done)]
    trained = [name for name in sided if any(row.exercise == name for session in done for row in session.sets)]
    if not as_json:
        rows = [
            {
                "session": session.session,
                "day": session.day,
                "exercise": library.script(name).name,
                "left": session.load_of(name, Side.LEFT) or session.load_of(name, Side.BOTH),
                "right": session.load_of(name, Side.RIGHT) or session.load_of(name, Side.BOTH),
                "sets_left": session.sets_of(name, Side.LEFT),
                "sets_right": session.sets_of(name, Side.RIGHT),
                "gap": session.gap(name),
                "test": session.gaps.get(name),
            }
            for session in done
            for name in trained
        ]
        click.echo(tables.as_text(tables.simulated(rows), 120))
    if plot is not None:
        title = f"{athlete.athlete}: {weeks} weeks of {find_program(program).stem.replace('_', ' ')}"
        names = [(name, library.script(name).name) for name in trained]
        write_whole(plot, weeks_picture([session.plain() for session in done], names, title))
        click.echo(f"Plot: {plot}")
