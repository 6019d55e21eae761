"""A record of openFDA as a label."""

from collections.abc import Iterator
from typing import Any

from app.domain.sections import SECTIONS
from app.importers.intake import Intake
from app.importers.labelling.found import (
    FoundLabel,
    FoundSection,
    Substance,
    read_day,
    read_set_id,
    why_not_human,
)
from app.importers.labelling.writing import base_name, others, product_codes, split_names, unii
from app.importers.openfda_label.elements import certain_names

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
    told = record.get("openfda")
    known = told if isinstance(told, dict) else {}
    kind = next(iter(_texts(known.get("product_type"))), "")
    problem = why_not_human(kind) if kind else None
    if problem is not None:
        return problem
    sections = tuple(_sections(record, intake))
    if not sections:
        return "a label without text"
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
            intake.note("tables left out (their words stand in the text)", len(texts))
        elif section is None:
            intake.note("fields that are no known section", len(texts))
        else:
            told = _whole(texts)
            intake.note("paragraphs that repeat their section", len(texts) - len(told))
            for text in told:
                yield FoundSection(section.name, section.code, section.title, text)


def _whole(texts: list[str]) -> list[str]:
    """Subsections of the same kind are told again behind the section that holds them."""
    kept: list[str] = []
    for text in texts:
        if not any(text in earlier for earlier in kept):
            kept.append(text)
    return kept
