"""`models`: recogniser models, the one thing that is ever fetched, and only when asked for."""

import click

from coach.cli.example import example


@click.group(short_help="Recogniser models: list, install.", epilog=example("models install en"))
def models() -> None:
    """See and install models for the Vosk recogniser."""


@models.command(name="list", epilog=example("models list"))
def list_() -> None:
    """List the models on this machine, the preferred first."""
    from coach.ears.errors import ModelError
    from coach.ears.models import check, installed, language_of, remedy, troubles

    found = installed()
    damaged = []
    for folder in found:
        try:
            check(folder, language_of(folder) or "en")
            click.echo(f"{language_of(folder) or '?':8} {folder}")
        except ModelError as error:
            damaged.append(str(error))
    for trouble in (*damaged, *troubles()):
        click.echo(f"{'LOOK':8} {trouble}")
    if not found:
        click.echo(f"None yet. {remedy('en')}")


@models.command(epilog=example("models install en"))
@click.argument("language", default="en")
@click.option("--index", metavar="URL", help="Another list of models than that of Vosk's makers, as on a mirror.")
def install(language: str, index: str | None) -> None:
    """Fetch the official small model of LANGUAGE, once."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    from coach.ears.models import install as fetch

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns) as bar:
        task = bar.add_task(f"model for {language}", total=None)
        folder = fetch(language, lambda done, total: bar.update(task, completed=done, total=total), index)
    click.echo(f"Installed: {folder}")
