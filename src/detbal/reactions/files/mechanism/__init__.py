"""What is in a mechanism of Cantera: units, phases, species, reactions."""
