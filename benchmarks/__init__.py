"""Benchmarks: detbal, its rivals and the bound, on the same work in the same run."""
