"""The session as a pure function: a state and a fact in, the next state and requests out."""
