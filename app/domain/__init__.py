"""What the words mean, and how we judge. Imports nothing but the standard library."""
