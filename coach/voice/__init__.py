"""Speech out: a sentence becomes a clip, rendered ahead, trimmed, levelled and cached."""
