"""The tests, arranged by the question that they answer."""

import os

# Tables of the command line are wide enough not to break a word; rich asks when it is imported.
os.environ["COLUMNS"] = "200"
