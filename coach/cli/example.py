"""Examples below the help of a command."""


def example(*commands: str) -> str:
    """Lines that the help shows as they are, so that they can be copied; each without `python coach.py`."""
    return "\b\n" + "\n".join(f"Example: python coach.py {command}" for command in commands)
