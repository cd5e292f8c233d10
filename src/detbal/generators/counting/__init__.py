"""Full counting statistics of open quantum systems: what a bath gives, its fluctuations, and their symmetries."""
