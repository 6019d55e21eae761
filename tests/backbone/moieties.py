"""Which drug a written substance is: one of the seed, or one of the open vocabulary.

Salts, esters and hydrates are folded to what acts; two substances of one moiety have one id.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.facts import CodeSystem, Drug, NameKind
from app.domain.knowledge import Knowledge
from app.domain.names.lexicon import SALTS, is_half, names_several, without_salts
from app.domain.names.text import normalise
from defusedxml import ElementTree

from tests.known_names.registers import table
from tests.known_names.spelling import fold

# A salt as French registers write it before its base: its words, and what they are in English.
_SALTS_IN_FRENCH = {
    "acetate": "acetate", "adipate": "adipate", "alginate": "alginate", "arginate": "arginate",
    "ascorbate": "ascorbate", "aspartate": "aspartate", "aurothiomalate": "aurothiomalate",
    "benzoate": "benzoate", "besilate": "besylate", "bicarbonate": "bicarbonate",
    "bromhydrate": "hydrobromide", "bromure": "bromide", "butyrate": "butyrate",
    "camsilate": "camsylate", "carbonate": "carbonate", "chlorhydrate": "hydrochloride",
    "chlorure": "chloride", "citrate": "citrate", "cromoglicate": "cromoglicate",
    "cypionate": "cypionate", "decanoate": "decanoate", "dichlorhydrate": "dihydrochloride",
    "digluconate": "gluconate", "dipropionate": "dipropionate", "edisilate": "edisylate",
    "embonate": "pamoate", "enantate": "enanthate", "esilate": "esylate", "fluorure": "fluoride",
    "fumarate": "fumarate", "furoate": "furoate", "gluconate": "gluconate",
    "glutamate": "glutamate", "hemifumarate": "fumarate", "hemisuccinate": "succinate",
    "hyclate": "hyclate", "hydrogenosulfate": "bisulfate", "hydroxyde": "hydroxide",
    "iodure": "iodide", "lactate": "lactate", "lactobionate": "lactobionate",
    "lysinate": "lysine", "malate": "malate", "maleate": "maleate", "mesilate": "mesylate",
    "methylsulfate": "methylsulfate", "napsilate": "napsylate", "nitrate": "nitrate",
    "orotate": "orotate", "oxalate": "oxalate", "oxyde": "oxide", "palmitate": "palmitate",
    "pamoate": "pamoate", "phosphate": "phosphate", "picosulfate": "picosulfate",
    "pidolate": "pidolate", "pivalate": "pivalate", "polystyrene sulfonate":
    "polystyrene sulfonate", "propionate": "propionate", "salicylate": "salicylate",
    "succinate": "succinate", "sulfate": "sulfate", "tartrate": "tartrate",
    "thiosulfate": "thiosulfate", "tosilate": "tosylate", "trisilicate": "trisilicate",
    "undecanoate": "undecanoate", "valerate": "valerate", "xinafoate": "xinafoate",
}  # fmt: skip
_FRENCH_SALT = re.compile(
    rf"^(?:mono|di|tri|hemi|sesqui)?({'|'.join(sorted(_SALTS_IN_FRENCH, key=len, reverse=True))})s?"
    r"(?: (?:acide|disodique|sodique|neutre))? de (.+)$"
)
_FRENCH_BRACKET = re.compile(r"^(.+?)\s*\(([^()]+) (?:de|d['’]?)\s*\)(.*)$", re.IGNORECASE)
_ELIDED = re.compile(r"\bd['’]\s*", re.IGNORECASE)
_FRENCH_BEHIND = re.compile(
    r" (?:base|anhydre|monohydrate|monohydratee?|dihydrate|dihydratee?|hemihydrate|hemihydratee?|"
    r"trihydrate|trihydratee?|hydrate|hydratee?|sesquihydrate|pentahydrate|hexahydrate|"
    r"sodique|monosodique|disodique|calcique|potassique|magnesique|micronisee?|solvate|humaine?|"
    r"recombinante?|plasmatique|element|raffinee?)(?= |$)"
)
_FRENCH_METALS = {
    "sodium": "sodium", "potassium": "potassium", "calcium": "calcium", "magnesium": "magnesium",
    "zinc": "zinc", "aluminium": "aluminum", "fer": "iron", "cuivre": "copper",
    "ammonium": "ammonium", "lithium": "lithium", "bismuth": "bismuth", "argent": "silver",
    "strontium": "strontium", "baryum": "barium", "manganese": "manganese",
}  # fmt: skip
_FRENCH_ACID = re.compile(r"^acide (.+?)ique\b(.*)$")
_UNITED = re.compile(r"^(?:acide|acid) ")
# Salts of which the lexicon of the program has no word, because few substances have them.
_RARE_SALTS_TEXT = """
    olamine ditosylate s choline dimeglumine diphosphate propanediol sulfoxide dimethyl
    hemipentahydrate heptahydrate aekn benzenesulfonate olaminum monoethanolamine sesquisodium
"""
_RARE_SALTS = frozenset(_RARE_SALTS_TEXT.split())
# What is in no medicine by itself, or would be thousands of rows that nobody asks for.
_NO_DRUG = re.compile(
    r"\b(?:pollens?|dander|epithelia|allergenic|extract of|hair|feathers|mites?|mold|spores?|"
    r"homeopath\w*)\b"
)
# One half of a mixture of mirror images, of which the mixture or the other half has an entry too.
_ONE_HALF = re.compile(r"\([+\-−–±]+\)")
_UNSPECIFIC = re.compile(r",? unspecified(?: form)?$| cation$", re.IGNORECASE)
_LONGEST = 60
_SYNONYM = re.compile(r"[^\W\d_][\w' -]{3,38}", re.UNICODE)
_MOST_WORDS = 3
_CHEMICAL = re.compile(
    r"(?:oxy|phenyl|methyl|ethyl|propyl|hydroxy|amino|fluoro|chloro|bromo|acetyl|cyclo|benz)\w*"
    r"(?:yl|oxy)\w* |\bacid \w+ ester\b|\bester$|\bion$|\bunspecified\b|\bnos\b|\bform\b|"
    r"\bciv$|metabolite|impurit|\bcation$"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A substance of the open vocabulary."""

    name: str
    unii: str
    synonyms: tuple[str, ...]
    cite: str


@dataclass
class Moieties:
    """What every written substance means. A drug of the seed is meant by its id with `drug:`, an
    entry of the vocabulary by its name.
    """

    knowledge: Knowledge
    entries: dict[str, Entry] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    _common: dict[str, str] = field(default_factory=dict)
    _synonyms: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _folds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _same: dict[str, str] = field(default_factory=dict)
    _bases: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def read(
        self,
        data: Path,
        drugs: Sequence[Mapping[str, str]] = (),
        names: Sequence[Mapping[str, str]] = (),
        same: Sequence[Mapping[str, str]] = (),
    ) -> None:
        """Takes in the vocabulary, and finds which entries are drugs of the seed.

        `drugs`, `names` and `same` are rows that somebody wrote by hand, and go first.
        """
        by_id: dict[str, list[str]] = defaultdict(list)
        for row in names:
            by_id[row["drug"]].append(row["text"])
        for row in drugs:
            texts = [row["name"], *by_id[row["id"]]]
            self.entries[row["name"]] = Entry(row["name"], row["unii"], (), row["cite"])
            for text in texts:
                self._common.setdefault(normalise(text), row["name"])
        for row in table(data / "drugbank_vocabulary/drugbank_vocabulary.csv.gz", tabs=False):
            synonyms = tuple(one for one in row["Synonyms"].split(" | ") if one)
            name = row["Common name"]
            common = _UNSPECIFIC.sub("", name)
            plain = normalise(common)
            if (
                len(name) <= _LONGEST
                and not _ONE_HALF.match(name)
                and not _NO_DRUG.search(plain)
                and plain not in self._common
            ):
                cite = f"drugbank-vocabulary § {name}"
                self.entries[common] = Entry(common, row["UNII"], synonyms, cite)
                self._common[plain] = common
        known = self._common.keys() | self.knowledge.names.keys()
        known |= {normalise(one) for entry in self.entries.values() for one in entry.synonyms}
        for name in _moieties_of_dmd(data):
            if not known.intersection(_ways(normalise(name))):
                self.entries[name] = Entry(name, "", (), f"nhs-dmd § {name}")
                self._common[normalise(name)] = name
        uniis: dict[str, list[str]] = defaultdict(list)
        for entry in self.entries.values():
            plain = normalise(entry.name)
            self._folds[fold(plain)].add(entry.name)
            base = " ".join(without_salts(tuple(plain.split())))
            if base not in (plain, "") and base not in self._common and not is_half((base,)):
                self._bases[base].add(entry.name)
            for text in entry.synonyms:
                self._synonyms[normalise(text)].add(entry.name)
            if entry.unii:
                uniis[entry.unii].append(entry.name)
        for name, entry in self.entries.items():
            first = uniis[entry.unii][0] if entry.unii else name
            self.owners[name] = self._owner(first, entry)
        for row in same:
            drug = row["drug"]
            meant = (
                f"drug:{drug}" if drug in self.knowledge.drugs else self._common[normalise(drug)]
            )
            self._same[normalise(row["text"])] = meant
            if normalise(row["text"]) in self._common:
                self.owners[self._common[normalise(row["text"])]] = meant

    def _owner(self, name: str, entry: Entry) -> str:
        """The seed's drug of an entry; else the entry of its base; else itself."""
        of_seed = self._of_seed(normalise(entry.name))
        if of_seed is None and entry.unii:
            keys = self.knowledge.codes.get((CodeSystem.UNII.value, entry.unii), ())
            of_seed = keys[0] if len(keys) == 1 else None
        if of_seed is not None:
            return of_seed
        base = " ".join(without_salts(tuple(normalise(name).split())))
        if base and base != normalise(name) and not is_half(tuple(base.split())):
            return self._of_seed(base) or self._common.get(base, name)
        return name

    def _of_seed(self, spelling: str) -> str | None:
        hits = self.knowledge.names.get(spelling, ())
        # A brand is no name of a substance, whatever is sold under it.
        keys = {hit.subject for hit in hits if hit.kind is not NameKind.BRAND}
        found = keys.pop() if len(keys) == 1 else None
        return found if found is not None and found.startswith("drug:") else None

    def means_otherwise(self, spelling: str) -> bool:
        """Whether the seed has the spelling already, whatever it means there."""
        return spelling in self.knowledge.names

    def identify(self, texts: tuple[str, ...]) -> str | None:
        """The drug that is written, by the first of its names that means one."""
        for text in texts:
            bracket = _FRENCH_BRACKET.match(text)
            text = f"{bracket[2]} de {bracket[1]}{bracket[3]}" if bracket else text
            found = self._identify(normalise(_ELIDED.sub("de ", text)))
            if found is not None:
                return found
        return None

    def _identify(self, spelling: str) -> str | None:
        for way in _ways(spelling):
            if way and (found := self._exact(way)) is not None:
                return found
        ways = list(_ways(spelling))
        for way in reversed(ways):
            bases = {self.end(name) for name in self._bases.get(way, ())}
            if len(bases) == 1:
                return bases.pop()
        folds = self._folds.get(fold(ways[-1]), set())
        return self._one({self.owners[name] for name in folds})

    def _exact(self, spelling: str) -> str | None:
        if spelling in self._same:
            return self._same[spelling]
        if self.means_otherwise(spelling):
            return self._of_seed(spelling)
        if spelling in self._common:
            return self.end(self._common[spelling])
        return self._one({self.end(name) for name in self._synonyms.get(spelling, ())})

    def end(self, name: str) -> str:
        """The drug that an entry is folded to."""
        owner = self.owners[name]
        return owner if owner.startswith("drug:") or owner == name else self.end(owner)

    @staticmethod
    def _one(found: set[str]) -> str | None:
        return found.pop() if len(found) == 1 else None

    def synonyms(self, entry: Entry) -> Iterator[str]:
        """Those names of an entry that people write, and that no other entry has."""
        for text in entry.synonyms:
            spelling = normalise(text)
            words = spelling.split()
            plain = (
                _SYNONYM.fullmatch(text)
                and len(words) <= _MOST_WORDS
                and not _CHEMICAL.search(spelling)
                and not names_several(text)
                and not all(word in SALTS for word in words)
                and not is_half(tuple(words))
            )
            if plain and self.is_of(spelling, entry):
                yield text

    def is_of(self, spelling: str, entry: Entry) -> bool:
        """Whether no other substance is called so, in the vocabulary or in the seed."""
        common = self._common.get(spelling)
        others = self._synonyms.get(spelling, set()) | ({common} if common else set())
        ends = {self.end(one) for one in others}
        return ends <= {self.end(entry.name)} and not self.means_otherwise(spelling)

    def is_exact(self, text: str, drug: str) -> bool:
        """Whether the text names the drug itself, and no salt of it."""
        spelling = normalise(text)
        bare = " ".join(without_salts(tuple(spelling.split())))
        return self._exact(spelling) == drug and bare == spelling

    def seed_drug(self, subject: str) -> Drug | None:
        """The drug of the seed that is meant; None for an entry of the vocabulary."""
        kind, _, slug = subject.partition(":")
        return self.knowledge.drugs[slug] if kind == "drug" and slug else None


# Mixtures, forms and preparations of what has a name of its own, and what feeds or cleans.
_NO_MOIETY = re.compile(
    r"homeopath|invalid|^co-|[+&]|\band\b|\bwith\b|\bmixed\b|liposomal|\blipid|complex|gas$|"
    r"mistletoe|venom|isophane|biphasic|crystalline|soluble|protamine|pollen|\bgrain|\bleaf|purity|"
    r"strain|micronised|chelate|pentahydro|glycinate|\bcells?\b|sheath|apple|cherry|currant|"
    r"plasma|precipitate|^ferrous|citrate$|albumin|teoclate|gemtuzumab|yeast|\bwax|carob|acetone|"
    r"spirit|amaranth|carmoisine|hexacetonide|botulinum A|oestrogens",
    re.IGNORECASE,
)


def _moieties_of_dmd(data: Path) -> Iterator[str]:
    for node in ElementTree.parse(data / "dmd/f_vtm2_3010419.xml").iter("NM"):
        if node.text and not _NO_MOIETY.search(node.text) and len(node.text) <= _LONGEST:
            yield node.text


def _ways(spelling: str) -> Iterator[str]:
    """A spelling, and then without what is written of its salt, in English and in French."""
    yield spelling
    bare = _FRENCH_BEHIND.sub("", spelling)
    yield bare
    base = bare
    while (found := _FRENCH_SALT.match(base)) is not None:
        base = found[2]
        metal = _FRENCH_METALS.get(base.split()[0])
        if metal is not None:
            yield f"{metal} {_SALTS_IN_FRENCH[found[1]]}"
            # The metal by itself would be another thing: that is all there is to say of it.
            return
    yield base
    acid = _FRENCH_ACID.match(base)
    if acid is not None:
        base = f"{acid[1]}ic acid{acid[2]}"
        yield base
    elif _UNITED.match(base):
        yield _UNITED.sub("", base) + " acid"
    words = tuple(word for word in base.split() if word not in _RARE_SALTS)
    rest = without_salts(words)
    yield " ".join(rest) if rest and not is_half(rest) else base


def slug_of(name: str) -> str:
    """The id of a drug of that name."""
    return normalise(name).replace(" ", "-").replace(".", "-").replace("%", "")
