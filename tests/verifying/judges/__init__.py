"""One module for each kind of fact: what the files say of it."""
