"""What is measured, from spectra that were computed: infrared absorption, Raman intensity, density of states."""
