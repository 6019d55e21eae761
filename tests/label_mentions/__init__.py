"""Makes the tables of `seed/label-mentions/` from public collections of labels."""
