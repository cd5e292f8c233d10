"""The nearest generator at detailed balance."""
