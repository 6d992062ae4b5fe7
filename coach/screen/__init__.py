"""Everything a person reads: tables, the live view of a session, pictures of it."""
