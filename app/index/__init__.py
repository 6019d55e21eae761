"""Packed look-ups of a release: names, completions, spellings, codes, products, records, RxNorm.

They are packed into bytes once, when a release is made, and unpacked at every start: so a service
with half a million names answers at once. The domain sees them as mappings.
"""
