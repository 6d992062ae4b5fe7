"""What a command prints of files that others wrote, or named."""


def shown(text: str) -> str:
    r"""`text` with all that would do something to a terminal written out, as `\x1b`; line feeds stay."""
    if all(line.isprintable() for line in text.split("\n")):
        return text
    from coach.screen.terminal import clean_lines

    return clean_lines(text)
