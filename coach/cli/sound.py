"""`say`, `voices` and `devices`: the coach's voice, and where it can be heard."""

import json
from dataclasses import asdict
from pathlib import Path

import click


@click.command(short_help="Speak a sentence.")
@click.argument("text")
@click.option("--out", metavar="DEVICE|FILE", help="Play on a device or into a sound file.")
@click.option("--voice", metavar="V", help="natural, system, system:NAME or piper:PATH.")
@click.option("--language", default="en", show_default=True)
def say(text: str, out: str | None, voice: str | None, language: str) -> None:
    r"""Speak TEXT as the coach would.

    \b
    Example: python coach.py say "Left first, right matches." --out sentence.wav
    """
    from coach import places
    from coach.audio.files import is_sound_file
    from coach.session.playing import play
    from coach.voice.choose import choose
    from coach.voice.studio import Studio

    if not text.strip():
        raise click.UsageError("there is nothing to say")
    studio = Studio(choose(voice, language), places.clip_cache())
    try:
        where = play([studio.clip(text)], out)
        for trouble in studio.troubles():
            click.echo(f"note: {trouble.replace('_', ' ')}", err=True)
    finally:
        studio.close()
    if out is not None and is_sound_file(out):
        click.echo(f"Sound: {Path(where)}")


@click.command(short_help="The voices that can speak here.")
@click.option("--json", "as_json", is_flag=True)
def voices(as_json: bool) -> None:  # noqa: FBT001 - a flag
    r"""List voices, and what is missing for those that cannot speak yet.

    \b
    Example: python coach.py voices
    """
    from coach.screen import tables
    from coach.voice.choose import voices as known

    rows = [asdict(voice) for voice in known()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    shown = [
        {"id": r["name"], "name": r["where"], "language": r["language"], "engine": r["missing"] or "ready"}
        for r in rows
    ]
    click.echo(tables.as_text(tables.voices(shown), 140))


@click.command(short_help="The sound devices of this machine.")
@click.option("--json", "as_json", is_flag=True)
def devices(as_json: bool) -> None:  # noqa: FBT001 - a flag
    r"""List what --out and --mic can name.

    \b
    Example: python coach.py devices
    """
    from coach.audio.devices import devices as known
    from coach.screen import tables

    rows = [asdict(device) for device in known()]
    click.echo(json.dumps(rows, ensure_ascii=False) if as_json else tables.as_text(tables.devices(rows), 120))
