"""No test of ours judges by the clock: machines are shared."""

from hypothesis import settings

settings.register_profile("detbal", deadline=None)
settings.load_profile("detbal")
