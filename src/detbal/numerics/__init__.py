"""Mathematics on plain arrays. Knows no physics, no domain and no file."""
