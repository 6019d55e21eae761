"""One module for each data file: `read(path, name)` yields what it says, place by place."""
