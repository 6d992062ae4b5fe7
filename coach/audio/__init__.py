"""Where sound goes to and comes from."""
