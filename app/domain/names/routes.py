"""By which route a medicine comes into the body, as far as its words or its form tell."""

from collections.abc import Sequence

# What directions say of the place where it is used.
_ROUTE_OF_DIRECTION = {
    "by mouth": "oral", "into the nose": "nasal", "into the rectum": "rectal",
    "on the skin": "topical", "through the skin": "transdermal",
    "under the tongue": "sublingual", "in the cheek": "buccal", "into the eye": "eye",
    "into the ear": "ear", "into the vagina": "vaginal", "inhaled": "inhaled",
    "into a vein": "injected", "into a muscle": "injected", "under the skin": "injected",
    "in the womb": "intrauterine", "by tube": "oral",
}  # fmt: skip
# Forms that are used in one way, unless the words beside them say otherwise. A tablet tells
# nothing: it may be one for the vagina.
_ROUTE_OF_FORM = {
    "cream": "topical", "ointment": "topical", "gel": "topical", "lotion": "topical",
    "foam": "topical", "shampoo": "topical", "patch": "transdermal", "inhaler": "inhaled",
    "nebuliser solution": "inhaled", "injection": "injected", "infusion": "injected",
    "autoinjector": "injected", "pen": "injected", "suppository": "rectal", "enema": "rectal",
    "pessary": "vaginal",
}  # fmt: skip


def route_of(directions: Sequence[str], forms: Sequence[str]) -> str | None:
    """The one route that the words name, or else the one that the form has; None when unclear."""
    for table, found in ((_ROUTE_OF_DIRECTION, directions), (_ROUTE_OF_FORM, forms)):
        routes = {table[one] for one in found if one in table}
        if routes:
            return routes.pop() if len(routes) == 1 else None
    return None
