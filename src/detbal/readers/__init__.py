"""Readers: bytes -> named arrays and tables, with every error naming its place. No physics."""
