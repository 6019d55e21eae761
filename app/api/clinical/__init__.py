"""What records of patients say, in FHIR R4 and R5 (and older shapes): medicines and the person."""
