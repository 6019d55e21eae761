"""Makes the tables of `seed/backbone/` from the public registers: `make backbone DATA=...`."""
