"""Libraries that would tell others what they are used for."""

import os


def silence_onnxruntime() -> None:
    """To be called before it is imported: else 1.32 gives the machine a number and reports its use over the network."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
