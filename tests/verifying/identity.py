"""Which drug of the seed a name of a data file means, by the files' own lists of names.

Only the generic name is taken from the seed; every other name of a drug comes from the rows of
the files that have this generic name, or the name that the lists use instead of it.
"""

from collections import defaultdict
from collections.abc import Iterable

from app.domain.facts import Drug

from tests.verifying.evidence import Boxed, Called, Library
from tests.verifying.spelling import base, candidates, plain

# What the lists call a substance that has no row under our own name, or another one than they mean.
CALLED = {
    "5-htp": ("oxitriptan",),
    "alcohol": ("ethanol",),
    "arsenic-trioxide": ("arsenieux",),
    "bitter-orange": ("citrus aurantium fruit",),
    "cannabis": ("cannabis sativa subsp indica top",),
    "coenzyme-q10": ("ubidecarenone",),
    "danshen": ("salvia miltiorrhiza root",),
    "dong-quai": ("angelica sinensis root",),
    "ephedra": ("ephedra sinica stem", "ephedra sinica root"),
    "glycopyrrolate": ("glycopyrronium",),
    "grapefruit-juice": ("grapefruit", "pamplemousse (jus et fruit)"),
    "green-tea": ("green tea leaf",),
    "heroin": ("diamorphine",),
    "insulin": ("insulin human",),
    "insulin-isophane": (
        "insulin isophane (nph)",
        "insulin isophane human biosynthetic",
        "insulin nph human dna origin",
        "insulin isophane injection pork",
    ),
    "kava": ("piper methysticum root",),
    "licorice": ("glycyrrhiza glabra",),
    "lithium": ("lithium cation",),
    "lsd": ("lysergide",),
    "mdma": ("midomafetamine",),
    "milk": ("cow milk",),
    "passionflower": ("passiflora incarnata flower", "passion flower"),
    "sodium-oxybate": ("gamma-hydroxybutyric acid", "oxybate de sodium"),
    "soy": ("soybean",),
    "st-johns-wort": ("hypericum", "millepertuis"),
    "tobacco": ("tobacco leaf",),
    "valerian": ("valerian root extract",),
}

# Entries of the seed that gather what the lists hold apart: the plants of a kind, the oils of one
# use, and food and drink that are written for what is in them.
GATHERED = {
    "caffeine": ("arabica coffee bean", "tea leaf"),
    "bitter-orange": ("synephrine",),
    "echinacea": (
        "echinacea purpurea",
        "echinacea purpurea flowering top",
        "echinacea angustifolia root",
    ),
    "fish-oil": ("omega 3 fatty acids", "cod liver oil", "krill oil"),
    "garlic": ("garlic oil",),
    "leafy-greens": ("spinach", "kale"),
    "turmeric": ("curcumin",),
    "tyramine-food": ("tyramine",),
}

# A drug of the seed that stands for a family: every substance whose name begins so is of it.
FAMILIES = {"insulin": "insulin "}


class Identity:
    """Names to drugs, and the rows of the files behind each name."""

    def __init__(self, drugs: Iterable[Drug], library: Library) -> None:
        self.rows: dict[str, list[Called]] = defaultdict(list)
        for row in library.called:
            for name in {plain(one) for one in (row.preferred, *row.names, *row.trade)}:
                self.rows[name].append(row)
        self.brands: dict[str, list[Boxed]] = defaultdict(list)
        for box in library.boxed:
            for words in _beginnings(plain(box.brand)):
                self.brands[words].append(box)
        self.names = {drug.id: self._names(drug) for drug in drugs}
        self._leave_to_their_own()
        self._owners: dict[str, set[str]] = defaultdict(set)
        for drug_id, names in self.names.items():
            for name in names:
                self._owners[name].add(drug_id)

    def owners(self, name: str) -> frozenset[str]:
        """The drugs that this is a name or a salt of; empty for what the seed does not hold."""
        for one in candidates(name):
            if found := self._owners.get(one):
                return frozenset(found)
        family = {one for one, start in FAMILIES.items() if plain(name).startswith(start)}
        return frozenset(family & self.names.keys())

    def owners_of_row(self, row: Called) -> frozenset[str]:
        """The drugs that a row of names is of: by its preferred name, else by the others."""
        return self.owners(row.preferred) or frozenset().union(
            *(self.owners(name) for name in row.names)
        )

    def ingredients(self, box: Boxed) -> set[frozenset[str]]:
        """The drugs behind each ingredient of a product."""
        return {self.owners(name) or frozenset({plain(name)}) for name in box.ingredients}

    def _leave_to_their_own(self) -> None:
        """A list may have a salt of one drug among the names of another: the drug's own name says
        whose it is.
        """
        own = {plain(slug): slug for slug in self.names}
        own |= {plain(name): slug for slug, called in CALLED.items() for name in called}
        for slug, names in self.names.items():
            names -= {
                name
                for name in names
                if (one := base(name)) != name and one in own and one not in names | {plain(slug)}
            }

    def _names(self, drug: Drug) -> set[str]:
        """Every name of the rows that have the generic name; trade names aside."""
        names = {plain(drug.name), plain(drug.id)}
        names |= {plain(name) for name in (*CALLED.get(drug.id, ()), *GATHERED.get(drug.id, ()))}
        found = set()
        for own in names:
            for row in self.rows.get(own, []):
                all_names = {plain(name) for name in (row.preferred, *row.names)}
                found |= all_names if own in all_names else set()
        return names | found


def _beginnings(brand: str) -> list[str]:
    words = brand.split()[:5]
    return [" ".join(words[:count]) for count in range(1, len(words) + 1)]
