"""Every path of the old interface that is answered, `*` standing for a RxCUI."""

from app.api.rxnav import interactions
from app.api.rxnav.asking import Call
from app.api.rxnav.door import PREFIX, Asking
from app.api.rxnav.writing import Answer


def list_resources(call: Call) -> Answer:
    """What can be asked here. Clients probe it before they ask anything."""
    del call
    paths = [f"{PREFIX}/{path}".replace("*", "{rxcui}") for path in ASKINGS if path]
    return Answer("rxnormdata", {"resourceList": {"resource": paths}})


ASKINGS = {
    "": Asking(list_resources, quick=True),
    "interaction/list": Asking(interactions.find_from_list, quick=True),
    "interaction/interaction": Asking(interactions.find_of_drug),
    "interaction/sources": Asking(interactions.list_sources),
    "interaction/version": Asking(interactions.tell_versions),
}
