"""What importers of labels share: a label as it was found, its drugs, its newest version."""
