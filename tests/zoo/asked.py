"""What the tests of the zoo ask: the kinds of findings, and whether a release still has its fault."""

import pytest


def kinds_of(verdict):
    """Return the types of the findings of a verdict."""
    return {type(finding) for finding in verdict.findings}


def skip_if_mended(mended):
    """End a test of a fault that is not there any more: the answer is right, and has not only changed."""
    if mended:
        pytest.skip("this release has mended it")


def unless_refused(call, *args, **options):
    """Return what a package makes of what it should refuse; a release that refuses it, or warns, has mended it."""
    try:
        return call(*args, **options)
    except (ValueError, UserWarning) as word:
        pytest.skip(f"this release refuses it: {word}")
