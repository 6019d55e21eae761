"""Signed releases: one publisher writes them to a folder, and any number of servers follow it."""
