"""The files that hold reactions: how each is recognised, and what is in it."""
