"""Materia: a self-hosted medication information service, every fact with its source."""

__version__ = "0.1.0"
