"""Compares every fact of the seed with public data files, and says which file says so.

`python -m tests.verifying DATA` (`make verify-facts DATA=…`). Nothing here is shared with the
program but the facts themselves: spelling, matching and reading are written anew, so that a
mistake of the resolver cannot confirm itself.
"""
