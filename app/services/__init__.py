"""Questions that need both store and domain."""
