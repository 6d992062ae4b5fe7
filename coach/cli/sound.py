"""`say`, `voices` and `devices`: the coach's voice, and where it can be heard."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from coach.cli.example import example


@click.command(short_help="Speak a sentence.", epilog=example('say "Left first, right matches." --out sentence.wav'))
@click.argument("text")
@click.option("--out", metavar="DEVICE|FILE", help="Play on a device or into a sound file.")
@click.option("--voice", metavar="V", help="natural, system, system:NAME or piper:PATH.")
@click.option("--language", default="en", show_default=True, help="A code such as en.")
def say(text: str, out: str | None, voice: str | None, language: str) -> None:
    """Speak TEXT as the coach would."""
    from coach import places
    from coach.audio.files import is_sound_file
    from coach.session.playing import play
    from coach.voice import VoiceError
    from coach.voice.choose import choose
    from coach.voice.studio import Studio

    if not text.strip():
        raise click.UsageError("there is nothing to say")
    studio = Studio(choose(voice, language), places.clip_cache())
    try:
        clip = studio.clip(text)
        if "no_voice" in studio.troubles():
            raise VoiceError("nothing here can speak that; see: coach.py voices")
        where = play([clip], out)
    finally:
        studio.close()
    if out is not None and is_sound_file(out):
        click.echo(f"Sound: {Path(where)}")


@click.command(short_help="The voices that can speak here.", epilog=example("voices"))
@click.option("--json", "as_json", is_flag=True, help="A list of objects.")
def voices(as_json: bool) -> None:  # noqa: FBT001 - a flag
    """List voices, and what is missing for those that cannot speak yet."""
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


@click.command(short_help="The sound devices of this machine.", epilog=example("devices"))
@click.option("--json", "as_json", is_flag=True, help="A list of objects.")
def devices(as_json: bool) -> None:  # noqa: FBT001 - a flag
    """List what --out and --mic can name."""
    from coach.audio.devices import devices as known
    from coach.screen import tables

    rows = [asdict(device) for device in known()]
    click.echo(json.dumps(rows, ensure_ascii=False) if as_json else tables.as_text(tables.devices(rows), 120))
