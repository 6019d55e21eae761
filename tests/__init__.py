"""The tests, arranged by the question that they answer."""

import gc
import os

# Garbage is looked for as rarely as a server does; an import, which asks when it is loaded how
# rarely that is, goes back to it.
gc.set_threshold(50_000, 20, 20)
# Tables of the command line are wide enough not to break a word; rich asks when it is imported.
os.environ["COLUMNS"] = "200"
