"""A dot between hot and cold: heat engine, refrigerator, and their bounds."""
