"""Wires one session: the pure engine in the middle, sound, ears, history and screen around it."""
