"""The composition to which reactions lead: Saha ionisation, nuclear statistical equilibrium."""
