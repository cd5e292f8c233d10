"""The same work as a good user of numpy and scipy writes it."""
