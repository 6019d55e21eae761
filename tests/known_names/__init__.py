"""Makes the lists of `seed/known-names/` from the public registers: `make known-names DATA=...`."""
