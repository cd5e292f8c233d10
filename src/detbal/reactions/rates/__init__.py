"""Rate coefficients as functions of temperature; sets of many of one form are one object."""
