"""For tests: detailed balance as an assertion, and the conformance kit for domains and adapters."""

from detbal.testing.assertions import assert_balanced

__all__ = ["assert_balanced"]
