"""The answers: what a client was promised. Output fields have no defaults; an answer is whole."""
