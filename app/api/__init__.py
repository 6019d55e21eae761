"""The only HTTP; one folder for each audience."""
