"""CDS Hooks 2.0: what an electronic record asks while somebody prescribes (docs/cds-hooks.md)."""
