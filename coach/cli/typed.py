"""What an athlete types, as text that can be written down."""

import click


def typed(text: str) -> str:
    """`text` with question marks for bytes that were typed in another encoding, which no file could hold."""
    from coach.history.facts import well_formed

    return well_formed(text)


at_option = click.option(
    "--at",
    multiple=True,
    metavar='"S: PHRASE"',
    help='A phrase at a second of the session, as if it were spoken: --at "12.5: next set". May be repeated.',
    callback=lambda _context, _option, texts: tuple(map(typed, texts)),
)
