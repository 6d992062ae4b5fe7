"""The option that names the recogniser, for every command that listens."""

import click

recogniser_option = click.option(
    "--recogniser", type=click.Choice(["vosk", "phones"]), help="Else phones for English, vosk for others."
)
