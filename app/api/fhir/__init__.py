"""FHIR R5 and R4, read-only: drugs, products, uses and classes as resources (docs/fhir.md)."""
