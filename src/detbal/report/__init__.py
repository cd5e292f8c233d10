"""Results for people and for programs: text, HTML, JSON."""
