"""Packed look-ups of a release: names, completions, spellings, codes, products, records, RxNorm.

Made once, when a release is made, and packed into bytes: unpacking them again is what makes a
service with half a million names start at once. The domain sees them as mappings.
"""
