"""What can go wrong between a sound and its words."""

from coach import CoachError


class EarsError(CoachError):
    """A recording cannot be read, or no recogniser can listen here."""

    def __init__(self, message: str, exit_code: int = 2) -> None:
        """Take the sentence for the athlete; `exit_code` 3 says that an engine or a model is missing."""
        super().__init__(message)
        self.exit_code = exit_code


class ModelError(EarsError):
    """A recogniser's model cannot be found, fetched or trusted."""

    def __init__(self, message: str) -> None:
        """Take the sentence for the athlete."""
        super().__init__(message, exit_code=3)
