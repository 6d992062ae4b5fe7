"""Words, both ways: event to sentence, transcript to intent."""
