"""Adapters: the only modules that know other packages' objects; loaded when one is met."""
