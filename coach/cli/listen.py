"""`hear` and `commands`: what the coach would understand, and what can be said to it."""

import json
from pathlib import Path

import click

from coach.cli.example import example
from coach.cli.recogniser import recogniser_option


@click.command(short_help="What the coach would understand in a recording.", epilog=example("hear commands.wav --json"))
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--mic", "live", is_flag=True, help="Listen to the microphone until interrupted.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@recogniser_option
@click.option(
    "--state",
    type=click.Choice(["rest", "set", "hold", "ready", "feel", "where", "confirm", "paused"]),
    default=None,
    help="Listen only for what can be said in this state; a rest, and safety, unless told otherwise.",
)
@click.option("--language", default="en", show_default=True, help="A code such as en.")
def hear(
    file: Path | None,
    live: bool,  # noqa: FBT001 - a flag
    as_json: bool,  # noqa: FBT001 - a flag
    recogniser: str | None,
    state: str | None,
    language: str,
) -> None:
    """Print every utterance of FILE, and the command it was taken for."""
    from coach.ears.choose import choose, usual
    from coach.ears.hear import read_sound
    from coach.language.files import read_commands
    from coach.session.hearing import hear_live, hear_sound, remarks

    if live == (file is not None):
        raise click.UsageError("name one sound file, or --mic")
    sound = read_sound(file) if file is not None else None
    for remark in remarks(sound) if sound is not None else ():
        click.echo(f"{file}: {remark}", err=True)
    commands = read_commands(language)
    if recogniser is not None:
        engine = choose(recogniser, language, commands)
    else:
        engine = usual(language, lambda trouble: click.echo(trouble, err=True), commands)
    try:
        found = (
            hear_sound(sound, engine, commands, state or "rest")
            if sound is not None
            else hear_live(engine, commands, state or "rest")
        )
        for utterance in found:
            if as_json:
                click.echo(json.dumps(utterance, ensure_ascii=False))
            else:
                meaning = utterance["intent"] or "-"
                click.echo(f"{utterance['start_s']:8.2f} s  {meaning!s:16} {utterance['text']}")
    finally:
        engine.close()


@click.command(short_help="Everything that can be said to the coach.", epilog=example("commands --json"))
@click.option("--json", "as_json", is_flag=True, help="Every intent with its phrases, as JSON.")
@click.option("--language", default="en", show_default=True, help="A code such as en.")
def commands(as_json: bool, language: str) -> None:  # noqa: FBT001 - a flag
    """List every command with ways to say it."""
    from coach.language.files import read_commands
    from coach.screen import tables

    known = read_commands(language)
    rows = [
        {"intent": intent, "phrases": list(known.phrases_of(intent)), "slots": known.slots_of(intent)}
        for intent in known.all_intents()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        shown = [{**row, "phrases": list(known.phrases_of(str(row["intent"])))[:6]} for row in rows]
        click.echo(tables.as_text(tables.commands(shown), 120))
