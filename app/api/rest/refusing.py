"""Questions that cannot be answered: never a 200 that looks like "nothing found"."""

from pydantic import ValidationError

from app.api.rest.problems import Problem, invalid
from app.domain.checkup import Checkup
from app.domain.states import InputStatus
from app.domain.wording import quoted
from app.store.rows import plain


def refuse_unresolved(checkup: Checkup, strict: bool) -> None:
    """422 if nothing was resolved, or not everything under `strict`; it names what was not."""
    open_ = [one for one in checkup.inputs if one.status is not InputStatus.RESOLVED]
    unknown = [one for one in checkup.conditions if one.condition is None]
    none = len(open_) == len(checkup.inputs)
    if not none and not (strict and (open_ or unknown)):
        return
    words = quoted([one.input for one in open_] + [one.input for one in unknown])
    title = "Nothing could be resolved" if none else "Not everything could be resolved"
    detail = f"Nothing was checked. Not resolved: {words}."
    near = [candidate for one in open_ for candidate in one.candidates]
    raise Problem(
        422, "unresolved", title, detail, errors=_misfits(checkup), candidates=plain(near)
    )


def _misfits(checkup: Checkup) -> list[dict[str, str]]:
    return [
        {
            "place": f"inputs.{place}",
            "message": "; ".join(one.explanation) or one.status.value,
            "type": one.status.value,
        }
        for place, one in enumerate(checkup.inputs)
        if one.status is not InputStatus.RESOLVED
    ]


def unfit(error: ValidationError) -> Problem:
    """422 for a query that makes no question."""
    return invalid(error.errors(include_url=False, include_input=False), "query")
