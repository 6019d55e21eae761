"""Which drugs a label speaks of: by codes of substances, of products, then by names."""

from dataclasses import dataclass, field

from app.domain.facts import Citations, Code
from app.domain.identifying import CodeOf
from app.importers.intake import Intake
from app.importers.labelling.found import FoundLabel, Substance


@dataclass(slots=True)
class Linked:
    """The drugs of a label, each once, and codes of theirs that nobody told before."""

    drugs: list[str] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)

    def add(self, drug: str) -> None:
        """One more drug."""
        if drug not in self.drugs:
            self.drugs.append(drug)


def link_drugs(label: FoundLabel, citations: Citations, intake: Intake) -> Linked:
    """No drug where nothing says for certain which they are."""
    linked = Linked()
    if not label.substances:
        return _known(_of_products(label, intake), linked, intake)
    paired = all(one.codes or one.salt_codes for one in label.substances)
    if paired or len(label.substances) == 1:
        for one in label.substances:
            _link(one, label, citations, intake, linked)
        return linked
    return _of_several(label, citations, intake, linked)


def _link(
    one: Substance, label: FoundLabel, citations: Citations, intake: Intake, linked: Linked
) -> None:
    """A substance whose codes are told beside its name."""
    codes = (*one.codes, *one.salt_codes)
    if len(label.substances) == 1 and intake.find_drug(one.name, codes, one.names) is None:
        known = _of_products(label, intake)
        if len(known) == 1:
            _known(known, linked, intake)
            return
    new = [code for code in one.codes if intake.find_drug("", (code,)) is None]
    drug = intake.drug(one.name, citations, codes, one.names)
    linked.add(drug)
    linked.codes += [Code(f"drug:{drug}", system, code, citations) for system, code in new]


def _of_several(label: FoundLabel, citations: Citations, intake: Intake, linked: Linked) -> Linked:
    """Names and codes of several substances, in no common order: together they must fit."""
    names = [one.name for one in label.substances]
    coded = _coded(label.codes, intake)
    named = {name: intake.find_drug(name) for name in names}
    if len(coded) == len(label.codes) == len(names):
        others = [f"'{name}' is {one}" for name, one in named.items() if one not in (*coded, None)]
        intake.conflict(*(f"{one}, which no UNII of label {label.set_id} says" for one in others))
        return _known(coded, linked, intake)
    products = _of_products(label, intake)
    if len(products) == len(names):
        return _known(products, linked, intake)
    known = [one for one in named.values() if one is not None]
    unknown = [name for name, one in named.items() if one is None]
    # A code that none of the names explains stands for one of the unknown names.
    left = [one for one in coded if one not in known]
    _known([*known, *left], linked, intake)
    if left and len(left) < len(unknown):
        intake.note("labels with ingredients that could not be told apart")
    elif not left:
        for name in unknown:
            linked.add(intake.drug(name, citations))
    return linked


def _known(drugs: list[str], linked: Linked, intake: Intake) -> Linked:
    for drug in drugs:
        intake.mention_drug(drug)
        linked.add(drug)
    return linked


def _coded(codes: tuple[CodeOf, ...], intake: Intake) -> list[str]:
    found = [intake.find_drug("", (code,)) for code in codes]
    return list(dict.fromkeys(one for one in found if one is not None))


def _of_products(label: FoundLabel, intake: Intake) -> list[str]:
    """The ingredients of the products that are known by their codes."""
    products = intake.known.products
    found = (products[code][1] for code in label.product_codes if code in products)
    told = (drug for ingredients in found for drug in ingredients)
    return list(dict.fromkeys(drug for drug in told if drug in intake.known.drugs.things))
