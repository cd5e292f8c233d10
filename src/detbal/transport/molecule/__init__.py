"""Molecules between leads: an electronic level that shifts a vibration."""
