"""openFDA drug labels: the bulk download (zips of JSON in parts) or answers of the API.

Quirks: one document a part, `results` with up to 20,000 labels, read one by one. Every section is a
list of texts on one line each; tables stand beside them as HTML, read only of interactions. Names
and codes are in the block `openfda`, in no common order, and empty for labels that could not be
harmonised.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.domain.errors import RejectedImport
from app.domain.facts import (
    Citation,
    Citations,
    ClassKind,
    Code,
    CodeSystem,
    Fact,
    LabelDrug,
    Membership,
    Product,
    ProductKind,
    Source,
)
from app.domain.labels import SECTIONS
from app.domain.names.codes import ndc_shapes, problem_with_code
from app.domain.names.matching import CodeOf
from app.importers.files.archives import Part, find_parts, first_named, open_part, pick
from app.importers.files.json import read_items, read_value
from app.importers.files.publishers import openfda
from app.importers.run import Intake
from app.importers.shared.brands import Brands, brand_of, certain_names, written
from app.importers.shared.known import may_join
from app.importers.shared.label_tables import TABLED, rows_of
from app.importers.shared.labels import (
    FoundLabel,
    FoundSection,
    LabelFacts,
    Newest,
    Substance,
    base_name,
    label_facts,
    others,
    product_codes,
    read_day,
    read_set_id,
    split_names,
    unii,
    version_of,
    why_homeopathic,
    why_not_human,
    with_mentions,
)
from app.importers.source import DataSet

# Within a text the quotation marks are escaped, so that this is always the key of a label.
_SET_ID = re.compile(rb'"set_id"\s{0,8}:\s{0,8}"([^"\\]{1,80})"')
_CHUNK = 1 << 20
_LONGEST_SET_ID = 128


def repeated_set_ids(parts: Sequence[Part]) -> set[str]:
    """The set ids of the labels of which there are several versions."""
    seen: set[str] = set()
    repeated: set[str] = set()
    for part in parts:
        for found in _set_ids(part):
            set_id = read_set_id(found.decode(errors="replace"))
            if set_id is not None:
                (repeated if set_id in seen else seen).add(set_id)
    return repeated


def _set_ids(part: Part) -> Iterator[bytes]:
    with open_part(part) as opened:
        loaded = b""
        while chunk := opened.read(_CHUNK):
            loaded += chunk
            end = 0
            for found in _SET_ID.finditer(loaded):
                yield found[1]
                end = found.end()
            loaded = loaded[max(end, len(loaded) - _LONGEST_SET_ID) :]


# Names of all ingredients in a row, and codes: no text that anybody reads.
_NO_TEXT = frozenset({"spl_product_data_elements", "spl_indexing_data_elements"})
_NO_SECTIONS = frozenset({"set_id", "id", "effective_time", "version", "openfda"})
_TABLE = "_table"


def read_record(record: Any, intake: Intake) -> FoundLabel | str:
    """The label, or the reason why the record is none."""
    if not isinstance(record, dict):
        return "a record that is no label"
    set_id = read_set_id(record.get("set_id"))
    if set_id is None:
        return "a label without a set id"
    stated = record.get("openfda")
    known = stated if isinstance(stated, dict) else {}
    kind = next(iter(_texts(known.get("product_type"))), "")
    problem = why_not_human(kind) if kind else None
    if problem is not None:
        return problem
    sections = tuple(_sections(record, intake))
    if not sections:
        return "a label without text"
    problem = why_homeopathic(sections, _texts(known.get("brand_name")))
    if problem is not None:
        return problem
    uniis = [code for one in _texts(known.get("unii")) for code in unii(one)]
    return FoundLabel(
        set_id=set_id,
        version=str(record.get("version") or "not told"),
        effective_on=read_day(record.get("effective_time")),
        title=_title(known),
        labeler=next(iter(_texts(known.get("manufacturer_name"))), None),
        kind=kind.lower() or "not told",
        products=tuple(dict.fromkeys(_texts(known.get("brand_name")))),
        substances=tuple(_substances(record, known, uniis, intake)),
        codes=tuple(uniis),
        product_codes=product_codes(
            _texts(known.get("rxcui")),
            [*_texts(known.get("package_ndc")), *_texts(known.get("product_ndc"))],
        ),
        sections=sections,
        routes=tuple(_texts(known.get("route"))),
    )


def _texts(value: Any) -> list[str]:
    """Every field of a label is a list of texts; single values are borne."""
    values = value if isinstance(value, list) else [value]
    return [text for one in values if isinstance(one, str) and (text := " ".join(one.split()))]


def _title(known: dict[str, Any]) -> str:
    brands = ", ".join(dict.fromkeys(_texts(known.get("brand_name"))))
    generics = ", ".join(dict.fromkeys(one.lower() for one in _texts(known.get("generic_name"))))
    if not brands or not generics or brands.lower() == generics:
        return brands or generics
    return f"{brands} ({generics})"


def _substances(
    record: dict[str, Any], known: dict[str, Any], uniis: list[Any], intake: Intake
) -> Iterator[Substance]:
    generics = _texts(known.get("generic_name"))
    names = _texts(known.get("substance_name"))
    if not names:
        whole = [one for one in generics if intake.find_drug(one) is not None]
        names = whole or [part for one in generics for part in split_names(one)]
    if not names:
        elements = " ".join(_texts(record.get("spl_product_data_elements")))
        names = certain_names(elements, intake.find_drug)
    names = list(dict.fromkeys(one.lower() for one in names))
    if len(names) != 1 or len(uniis) != 1:
        yield from (Substance(base_name(one), names=others(one, base_name(one))) for one in names)
        return
    # One name and one code belong together; of several nothing says which to which.
    base = base_name(names[0], generics[0] if generics else None)
    own = base == names[0]
    codes = tuple(uniis)
    yield Substance(base, codes if own else (), () if own else codes, others(names[0], base))


def _sections(record: dict[str, Any], intake: Intake) -> Iterator[FoundSection]:
    for name, value in record.items():
        if name in _NO_SECTIONS or name in _NO_TEXT:
            continue
        texts = _texts(value)
        section = SECTIONS.get(name)
        if name.endswith(_TABLE):
            if name.removesuffix(_TABLE) not in TABLED:
                intake.note("tables left out (their words stand in the text)", len(texts))
        elif section is None:
            intake.note("fields that are no known section", len(texts))
        else:
            stated = _whole(texts)
            intake.note("paragraphs that repeat their section", len(texts) - len(stated))
            rows = _rows(record, name) if section.name in TABLED else ()
            for text in stated:
                yield FoundSection(section.name, section.code, section.title, text, rows)
                rows = ()


def _rows(record: dict[str, Any], name: str) -> tuple[str, ...]:
    """The rows of the tables beside a section's text."""
    tables = _texts(record.get(name + _TABLE))
    return tuple(row for table in tables for row in rows_of(table))


def _whole(texts: list[str]) -> list[str]:
    """openFDA repeats subsections of the same kind behind the section that contains them."""
    kept: list[str] = []
    for text in texts:
        if not any(text in earlier for earlier in kept):
            kept.append(text)
    return kept


_SOURCE = "openfda-label"
_REGION = "US"
_CLASS = re.compile(r"(.+?)\s*\[EPC\]")


@dataclass(slots=True)
class _Blocks:
    """What the block `openfda` of a label says of its one substance: brands, classes, and the codes
    of its products. Of several substances nothing says which of it is whose.
    """

    intake: Intake
    brands: Brands
    _products: dict[tuple[str, str], str] = field(default_factory=dict)

    def facts(self, stated: dict[str, Any], label: FoundLabel, drug: str) -> Iterator[Fact]:
        """Brands are kept: they become facts when the names of all ingredients are known."""
        cited = (Citation(_SOURCE, f"set id {label.set_id}"),)
        called = (*(one.name for one in label.substances), *_texts(stated.get("generic_name")))
        for brand in label.products:
            self.brands.add(brand_of(brand), (drug,), (drug, *called), cited)
        for one in _texts(stated.get("pharm_class_epc")):
            established = _CLASS.fullmatch(one)
            if established is not None:
                yield from self._class(established[1], drug, cited)
        yield from self._codes(stated, label, drug, cited)

    def _class(self, name: str, drug: str, cited: Citations) -> Iterator[Fact]:
        if not self.intake.first(("class", drug, name)):
            return
        drug_class = self.intake.drug_class(name, cited, ClassKind.THERAPEUTIC)
        if not may_join(self.intake, drug, drug_class):
            self.intake.note("classes of curators that a drug is no member of")
        elif self.intake.first(("member", drug, drug_class)):
            yield Membership(drug, drug_class, True, cited)

    def _codes(
        self, stated: dict[str, Any], label: FoundLabel, drug: str, cited: Citations
    ) -> Iterator[Fact]:
        """Codes that no product has yet, of a product that is called as the label calls it."""
        codes = [(CodeSystem.RXNORM, one) for one in _texts(stated.get("rxcui"))]
        for name in ("product_ndc", "package_ndc"):
            codes += [(CodeSystem.NDC, one) for one in _texts(stated.get(name))]
        new = [one for one in dict.fromkeys(codes) if self._is_new(one)]
        if not new:
            return
        brand = written((*label.products, drug)[0])
        routes = " and ".join(_texts(stated.get("route"))[:2]).lower()
        name = f"{brand} for {routes} use" if routes else f"{brand} as labelled"
        product = self._products.get((name, drug))
        if product is None:
            product = self._products[name, drug] = f"{_SOURCE}-{label.set_id}"
            kind = ProductKind.CLINICAL
            yield Product(product, name, kind, (drug,), (), None, None, _REGION, cited)
        yield from (Code(f"product:{product}", *one, cited) for one in new)

    def _is_new(self, code: CodeOf) -> bool:
        """Whether it is a code that nothing has, here and in other data sets."""
        system, text = code
        if problem_with_code(system, text) is not None or not self.intake.first(("code", code)):
            return False
        if self.intake.find_drug("", (code,)) is not None:
            return False
        shapes = (text, *ndc_shapes(text)) if system is CodeSystem.NDC else (text,)
        return not any((system, one) in self.intake.known.products for one in shapes)


_NO_VERSION = "not told by the files"


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """The newest version of every label, its drugs and its sections."""
    found = find_parts(paths)
    # Descriptions of the format lie beside the data.
    parts = pick(found, r"(?!.*schema).*\.json(\.gz)?")
    if not parts:
        raise RejectedImport([f"there is no JSON file among: {first_named(found)}"])
    intake.size = sum(part.size for part in parts)
    yield _source(parts)
    newest = _newest(parts)
    blocks = _Blocks(intake, Brands(_SOURCE, _REGION, intake))
    yield from with_mentions(_labels(parts, newest, blocks), _SOURCE, intake)
    yield from blocks.brands.facts()


def _labels(parts: Sequence[Part], newest: Newest, blocks: _Blocks) -> Iterator[LabelFacts]:
    """Of every record its facts, and the label that is to be read."""
    intake, number = blocks.intake, 0
    for part in parts:
        before = number
        for _, record in read_items(part, intake):
            number += 1
            yield _label(record, number, newest, blocks)
        _check_count(part, number - before)


def _label(record: Any, number: int, newest: Newest, blocks: _Blocks) -> LabelFacts:
    intake = blocks.intake
    intake.row()
    label = read_record(record, intake)
    if isinstance(label, str):
        intake.skip(label)
        return [], None
    if not newest.take(label.set_id, number):
        intake.merge()
        return [], None
    facts = list(label_facts(label, _SOURCE, intake))
    drugs = [one.drug for one in facts if isinstance(one, LabelDrug)]
    stated = record.get("openfda")
    if len(label.substances) == len(drugs) == 1 and isinstance(stated, dict):
        facts += blocks.facts(stated, label, drugs[0])
    return facts, label


def _newest(parts: Sequence[Part]) -> Newest:
    """Files are read once more only if a label stands in them more than once."""
    newest = Newest()
    repeated = repeated_set_ids(parts)
    number, aside = 0, Intake()
    for part in parts if repeated else ():
        for _, record in read_items(part, aside):
            number += 1
            set_id = read_set_id(record.get("set_id")) if isinstance(record, dict) else None
            if set_id in repeated:
                version = version_of(record.get("version"), record.get("effective_time"))
                newest.see(set_id, version, number)
    return newest


def _source(parts: Sequence[Part]) -> Source:
    dates = sorted(filter(None, (read_value(part, "meta.last_updated") for part in parts)))
    disclaimers = Counter(filter(None, (read_value(part, "meta.disclaimer") for part in parts)))
    return Source(
        id=_SOURCE,
        title="openFDA drug labels, as imported",
        kind="labels",
        publisher="US Food and Drug Administration",
        licence="public domain (CC0-1.0)",
        version=dates[-1] if dates else _NO_VERSION,
        address="https://open.fda.gov/apis/drug/label/",
        note=" ".join(["A section is the set id of a label and its part.", *sorted(disclaimers)]),
    )


def _check_count(part: Part, count: int) -> None:
    """A part of the bulk download counts its labels; an answer of the API counts those that fit."""
    limit, total = (read_value(part, f"meta.results.{name}") for name in ("limit", "total"))
    if limit is not None and limit == total and total.isdecimal() and count < int(total):
        raise RejectedImport([f"{part}: {count} labels, but it says that it has {total}"])


DATA_SET = DataSet(
    key=_SOURCE,
    title="openFDA drug labels",
    homepage="https://open.fda.gov/apis/drug/label/",
    licence="public domain (CC0-1.0)",
    read=read,
    at_least=4,
    adds="US labels in full text, section by section: boxed warnings, indications, interactions …",
    files="drug-label-0001-of-0013.json.zip and all its sisters, or answers of the API as JSON",
    size="1.7 GB zipped, 8 GB unpacked, in 13 parts",
    rank=45,
    # The list names all parts.
    published=openfda("label"),
)
