"""What is logged: one line for a request, with its route's template. Never what was asked."""

import logging

_FORMAT = "%(asctime)s %(levelname)s %(message)s"


def set_up_logs(level: str) -> None:
    """Materia's own lines at the level; of other programs only warnings, and no access log."""
    logging.basicConfig(format=_FORMAT, level=logging.WARNING, force=True)
    logging.getLogger("materia").setLevel(level.upper())
    # The access log of uvicorn would write query strings, which may concern a patient.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
