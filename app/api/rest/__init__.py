"""Materia's own API."""
