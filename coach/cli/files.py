"""`check`, `preview`, `programs`, `exercises`, `new`: the files that athletes write."""

import json
from contextlib import ExitStack
from pathlib import Path

import click

from coach import places
from coach.cli.example import example
from coach.cli.shown import shown


@click.command(
    short_help="Find mistakes in programs, cue scripts, own phrases and lines.",
    epilog=example("check programs/arms_feel_first.yaml cues"),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For editors: a list of objects.")
@click.option("--voice", metavar="V", help="Measure cues with this voice instead of counting their words.")
def check(paths: tuple[Path, ...], as_json: bool, voice: str | None) -> int:  # noqa: FBT001 - a flag
    """Report every mistake and every warning in PATHS, files or folders, as `path:line:col: error|warning: text`."""
    from coach.language.files import words_mistakes
    from coach.program.check import check as find
    from coach.program.mistakes import Severity

    with ExitStack() as stack:
        voices = None
        if voice is not None:
            from coach.voice.length import lengths

            voices = lengths(voice, places.clip_cache(), stack)
        found = find(paths, voices, words_mistakes)
    if as_json:
        rows = [
            {"path": m.path, "line": m.line, "column": m.column, "severity": str(m.severity), "text": m.text}
            for m in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for mistake in found:
            click.echo(shown(str(mistake)))
    return int(any(mistake.severity is Severity.ERROR for mistake in found))


@click.command(short_help="The programs that can be started by name.", epilog=example("programs"))
@click.option("--json", "as_json", is_flag=True, help="A list of objects.")
def programs(as_json: bool) -> None:  # noqa: FBT001 - a flag
    """List your programs and the shipped ones."""
    from coach.program.duration import expected_s
    from coach.program.library import program_files
    from coach.program.load import load_program
    from coach.program.mistakes import ProgramError
    from coach.screen import tables

    rows: list[dict[str, object]] = []
    for path in program_files():
        try:
            program = load_program(path)
        except ProgramError as error:
            rows.append({"name": path.stem, "about": f"has mistakes: {error.mistakes[0].text}", "path": str(path)})
            continue
        about, seconds = " ".join(program.about.split()), expected_s(program)
        rows.append({"name": path.stem, "about": about, "duration_s": round(seconds), "path": str(path)})
    click.echo(json.dumps(rows, ensure_ascii=False) if as_json else tables.as_text(tables.programs(rows), 120))


@click.command(short_help="The exercises that have cue scripts.", epilog=example("exercises --search cable"))
@click.option("--search", metavar="WORD", help="Only those whose name, area, muscle or equipment has this word.")
@click.option("--json", "as_json", is_flag=True, help="A list of objects.")
def exercises(search: str | None, as_json: bool) -> None:  # noqa: FBT001 - a flag
    """List what a program may name."""
    from coach.program.library import Library
    from coach.screen import tables

    library = Library.standard()
    rows: list[dict[str, object]] = []
    for script in (library.script(name) for name in library.ids()):
        row: dict[str, object] = {
            "id": script.cues,
            "name": script.name,
            "area": script.area,
            "muscle": script.muscle,
            "equipment": script.equipment,
            "path": str(library.origin(script.cues)),
        }
        if search is None or any(search.lower() in str(value).lower() for key, value in row.items() if key != "path"):
            rows.append(row)
    click.echo(json.dumps(rows, ensure_ascii=False) if as_json else tables.as_text(tables.exercises(rows), 120))


@click.command(
    short_help="Hear a cue script as it sounds in a set.", epilog=example("preview biceps_curl --out curl.flac")
)
@click.argument("cues")
@click.option("--out", metavar="DEVICE|FILE", help="Play on a device or into a sound file.")
@click.option("--reps", type=click.IntRange(1, 30), default=8, show_default=True)
@click.option("--tempo", default=None, help="As in a program: 3-1-2-1.")
@click.option("--voice", metavar="V", help="natural, system, system:NAME or piper:PATH.")
def preview(cues: str, out: str | None, reps: int, tempo: str | None, voice: str | None) -> None:
    """Play a set of the exercise CUES, an id or a file, with its announcement, rehearsal, cues and a hold."""
    from coach.screen.live import LiveView
    from coach.screen.terminal import console
    from coach.session.preview import preview as play

    with LiveView(console()) as view:
        where = play(cues, out, reps, tempo, voice, view.show)
    click.echo(f"Sound: {where}")


@click.command(short_help="Begin a program or a cue script of your own.", epilog=example("new program monday_arms"))
@click.argument("kind", type=click.Choice(["program", "cues"]))
@click.argument("name")
@click.option("--folder", type=click.Path(path_type=Path), help="Where to; your own folder unless told otherwise.")
def new(kind: str, name: str, folder: Path | None) -> None:
    """Write a commented file to start from."""
    from coach.program.starter import starter
    from coach.session.opening import write_whole
    from coach.session.wishes import WishError

    folder = folder or (places.own_programs() if kind == "program" else places.own_cues())
    path = folder / f"{name}.yaml"
    text = starter(kind, name)
    if path.exists():
        raise WishError(f"{path} is there already; choose another name")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WishError(f"{folder}: cannot be made ({error.strerror}); choose another with --folder") from error
    write_whole(path, text)
    click.echo(f"Written: {path}")
