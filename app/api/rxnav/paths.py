"""Every path of the old interface that is answered, `*` standing for a RxCUI."""

from app.api.rxnav import concepts, interactions, names, packages
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
    "rxcui": Asking(names.find_rxcui),
    "rxcui/*": Asking(concepts.tell_name, quick=True),
    "rxcui/*/properties": Asking(concepts.tell_properties, quick=True),
    "rxcui/*/allProperties": Asking(concepts.list_all_properties),
    "rxcui/*/related": Asking(concepts.list_related),
    "rxcui/*/allrelated": Asking(concepts.list_all_related),
    "rxcui/*/ndcs": Asking(concepts.list_ndcs),
    "approximateTerm": Asking(names.find_approximately),
    "spellingsuggestions": Asking(names.suggest_spellings),
    "drugs": Asking(names.find_drugs),
    "displaynames": Asking(names.list_display_names),
    "ndcstatus": Asking(packages.tell_ndc_status),
    "rxclass/class/byRxcui": Asking(packages.list_classes),
    "version": Asking(packages.tell_version, quick=True),
}
