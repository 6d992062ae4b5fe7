"""What was trained: sessions, sets, notes, the journal and the profile, in one SQLite file."""
