"""`history` and `export`: what has been trained."""

import json
from pathlib import Path

import click

from coach import places
from coach.cli.example import example


@click.command(short_help="Sessions, or the sets of one.", epilog=example("history 3"))
@click.argument("session", required=False, type=int)
@click.option("--json", "as_json", is_flag=True, help="A list of objects.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Newest sessions to list.")
def history(session: int | None, as_json: bool, limit: int) -> None:  # noqa: FBT001 - a flag
    """List the newest sessions, or every set of SESSION."""
    from coach.history.store import Store
    from coach.screen import tables

    with Store.open(places.database()) as store:
        if session is None:
            rows = [row.plain() for row in store.sessions(limit)]
            table = tables.sessions(rows)
        else:
            if store.session(session) is None:
                raise click.UsageError(f"there is no session {session}; see them with: coach.py history")
            rows = [row.plain() for row in store.sets(session)]
            table = tables.sets(rows)
    click.echo(json.dumps(rows, ensure_ascii=False) if as_json else tables.as_text(table, 140))


@click.command(short_help="Write all sets into a file.", epilog=example("export --format csv -o sets.csv"))
@click.option("--format", "form", type=click.Choice(["csv", "json"]), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE")
def export(form: str, output: Path) -> None:
    """Write every set of every session."""
    from coach.history import export as exports
    from coach.history.store import Store
    from coach.session.opening import write_whole
    from coach.session.wishes import writable

    writable(output)
    with Store.open(places.database()) as store:
        rows = exports.exported(store)
    text = exports.csv_text(rows) if form == "csv" else exports.json_text(rows)
    write_whole(output, text)
    click.echo(f"Sets: {output}")
