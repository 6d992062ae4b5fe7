"""Speech in: sound becomes utterances, utterances that fit become commands."""
