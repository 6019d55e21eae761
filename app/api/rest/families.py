"""The things directly above or below a class or condition."""

from sqlmodel import Session

from app.api.rest.schemas.shared import CitedRef
from app.api.rest.telling import cited_ref
from app.domain.facts import ClassParent, ConditionParent, key
from app.services.holding import Held
from app.store.facts import list_facts


def family(
    session: Session, held: Held, link: type[ClassParent] | type[ConditionParent], **wanted: str
) -> list[CitedRef]:
    """What stands above (`child=`) or below (`parent=`) a thing, by id, with who says so."""
    kind = "class" if link is ClassParent else "condition"
    side = "parent" if "child" in wanted else "child"
    found = {getattr(one, side): one for one in list_facts(session, link, **wanted)}
    return [
        cited_ref(key(kind, slug), found[slug].citations, held.knowledge) for slug in sorted(found)
    ]
