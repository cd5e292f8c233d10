"""Neutron scattering: functions S(q, ω) and thermal scattering laws S(α, β)."""
