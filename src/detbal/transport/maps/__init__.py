"""Maps of a dot: what flows over bias, gate and differences of temperature."""
