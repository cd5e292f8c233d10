"""Figures drawn: from the data records of `detbal.figures` to matplotlib, and from there to SVG."""
