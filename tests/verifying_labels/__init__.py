"""Judges what the reader of labels finds by labels in which people marked the interactions."""
