"""Stopping a drug: what is recorded of it, and a plan beside the limits of sources."""
