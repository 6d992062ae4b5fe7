"""`profile`: what the coach knows about the athlete, and how to change it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from coach import places
from coach.cli.example import example

if TYPE_CHECKING:
    from coach.history.store import Store


@click.group(
    invoke_without_command=True,
    short_help="What the coach knows about you.",
    epilog=example("profile set weak.arm left", "profile forget weak.arm", "profile setup"),
)
@click.option("--json", "as_json", is_flag=True, help="A list of objects.")
@click.pass_context
def profile(context: click.Context, as_json: bool) -> None:  # noqa: FBT001 - a flag
    """Show what is kept about you, and from which set or day it is; `set` and `forget` change it."""
    if context.invoked_subcommand is not None:
        return
    from coach.plan.entries import EntryError, kind_of
    from coach.screen import tables
    from coach.session.knowing import entries

    def about(key: str) -> str:
        try:
            return kind_of(key).about
        except EntryError:
            return "not known to this version"

    with _store() as store:
        rows = [{**row.plain(), "about": about(key)} for key, row in entries(store).items()]
    click.echo(json.dumps(rows, ensure_ascii=False) if as_json else tables.as_text(tables.profile(rows), 140))


@profile.command(name="set", short_help="Keep something.", epilog=example('profile set load.biceps_curl.left "8 kg"'))
@click.argument("key")
@click.argument("value", nargs=-1, required=True)
def set_entry(key: str, value: tuple[str, ...]) -> None:
    """Keep VALUE under KEY; what was there before is replaced."""
    from coach.history.clock import day_of, wall_clock
    from coach.plan.entries import checked

    now = wall_clock()
    kept = checked(key, " ".join(value), day_of(now))
    with _store() as store:
        store.remember(key, kept, at=now)
    from coach.screen.tables import entry_text

    click.echo(f"{key}: {entry_text(kept)}")


@profile.command(short_help="Drop something.", epilog=example("profile forget weak.arm"))
@click.argument("key")
def forget(key: str) -> None:
    """Drop what is kept under KEY."""
    from coach.program.near import did_you_mean
    from coach.session.knowing import entries

    with _store() as store:
        if not store.forget(key):
            near = did_you_mean(key, entries(store))
            raise click.UsageError(f"nothing is kept under {key!r}{near or '; see: coach.py profile'}")
    click.echo(f"{key}: forgotten")


QUESTIONS = {
    "blood_pressure": "High blood pressure?",
    "heart": "A heart condition?",
    "stroke": "A stroke at any time?",
    "eyes": "Eye surgery lately, or glaucoma?",
    "pregnancy": "Pregnant?",
    "hernia": "A hernia?",
    "injury": "A recent injury or operation?",
    "strain": "Has a doctor told you not to strain?",
    "inactive": "Inactive for a long time?",
    "minor": "Under eighteen?",
    "eating": "An eating disorder, now or before?",
}
"""What is asked once, by its key of the profile (training-science 4.3, 7.4)."""


@profile.command(short_help="Answer the questions of health, once.", epilog=example("profile setup"))
def setup() -> None:
    """Answer the questions that a trainer asks before the first session; the answers stay on this machine."""
    from coach.history.clock import wall_clock
    from coach.plan.profile import REFERRED

    click.echo("General information, not medical advice, for adults. If you answer yes, ask a clinician first.")
    answers = {key: click.confirm(question, default=False) for key, question in QUESTIONS.items()}
    with _store() as store:
        for key, answer in answers.items():
            store.remember(f"care.{key}", answer, at=wall_clock())
        store.forget("care.something")
        store.forget("care.refer")
    if any(answers[key] for key in REFERRED if key in answers):
        click.echo("Train by your clinician's plan: the coach counts and times it, and changes nothing by itself.")
    if any(answers.values()):
        click.echo("The coach keeps holds short, rests long, and you well away from failure. Ask your doctor first.")
    else:
        click.echo("Thank you. Change an answer with: coach.py profile set care.heart yes")


@contextmanager
def _store() -> "Iterator[Store]":
    from coach.history.store import Store
    from coach.session.knowing import mend

    with Store.open(places.database()) as store:
        for line in mend(store):
            click.echo(line, err=True)
        yield store
