"""Labels of drugs that do not exist, in the form of the real ones."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from app.domain.facts import Citation, CodeSystem, Drug, DrugKind, Fact
from app.domain.names.matching import CodeOf
from app.importers.run import Intake
from app.importers.source import DataSet

T = TypeVar("T")

SET_ID = "0a1b2c3d-0000-4000-8000-00000000000{}"
# Codes with a right check character.
UNII = {"clona": "AAAAAAAAAI", "oxy": "BBBBBBBBBR", "oxy hydrochloride": "CCCCCCCCC0"}


def record(number: int = 1, **changed: Any) -> dict[str, Any]:
    """A record of openFDA; `openfda=None` leaves the block empty, None any other field out."""
    whole: dict[str, Any] = {
        "spl_product_data_elements": ["Calmex clona STARCH CLONA CLONA"],
        "boxed_warning": ["WARNING: sleep may be deep."],
        "indications_and_usage": ["1 INDICATIONS Calmex is for calm."],
        "indications_and_usage_table": ["<table><tr><td>calm</td></tr></table>"],
        "set_id": SET_ID.format(number),
        "id": f"11111111-0000-4000-8000-00000000000{number}",
        "effective_time": "20240229",
        "version": "3",
        "openfda": {
            "brand_name": ["Calmex"],
            "generic_name": ["CLONA"],
            "substance_name": ["CLONA"],
            "unii": [UNII["clona"]],
            "manufacturer_name": ["House of Calm"],
            "product_type": ["HUMAN PRESCRIPTION DRUG"],
        },
    }
    if changed.get("openfda"):
        changed["openfda"] = whole["openfda"] | changed["openfda"]
    told = whole | changed
    return {name: {} if name == "openfda" and not one else one for name, one in told.items()
            if one is not None or name == "openfda"}  # fmt: skip


def document(*records: Any, **meta: Any) -> str:
    """A file of openFDA."""
    results = {"skip": 0, "limit": 1, "total": 99}
    told = {"disclaimer": "Do not rely on this.", "last_updated": "2024-03-01", "results": results}
    return json.dumps({"meta": told | meta, "results": records}, indent=1)


def knowing(intake: Intake, **drugs: Iterable[CodeOf]) -> Intake:
    """An intake to which drugs are known by name and codes."""
    for name, codes in drugs.items():
        cited = (Citation("book", "1"),)
        intake.known.drugs.learn(Drug(name, name, DrugKind.MEDICATION, "x", cited), (name,))
        for system, code in codes:
            intake.known.drugs.learn_code(name, system, code)
    return intake


def unii(name: str) -> CodeOf:
    """The UNII of a drug of this page."""
    return (CodeSystem.UNII, UNII[name])


def told(data_set: DataSet, path: Path, intake: Intake) -> list[Fact]:
    """All facts, what is mentioned included. Every row is accounted for."""
    facts = [*data_set.read([path], intake), *intake.mentioned()]
    assert intake.imported >= 0
    return facts


def of(kind: type[T], facts: Iterable[Fact]) -> list[T]:
    """The facts of one kind."""
    return [one for one in facts if isinstance(one, kind)]


NAMESPACE = 'xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def spl(number: int = 1, **parts: str) -> str:
    """An SPL document. The parts: `kind`, `code`, `title`, `version`, `day`, `products`,
    `sections`.
    """
    told = {
        "kind": "HUMAN PRESCRIPTION DRUG LABEL", "code": "34391-3", "version": "4",
        "title": "<title>Calmex<br/>(clona) tablets</title>", "day": "20250102",
        "products": product(substance("CLONA", "clona")),
        "sections": section("34066-1", "paragraph of danger", title="WARNING"),
    } | parts  # fmt: skip
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet href="https://example.org/spl.xsl" type="text/xsl"?>
<document {NAMESPACE}>
 <id root="22222222-0000-4000-8000-000000000000"/>
 <code code="{told["code"]}" displayName="{told["kind"]}"/>
 {told["title"]}
 <effectiveTime value="{told["day"]}"/>
 <setId root="{SET_ID.format(number).upper()}"/>
 <versionNumber value="{told["version"]}"/>
 <author><assignedEntity><representedOrganization><name>House of Calm</name>
 </representedOrganization></assignedEntity></author>
 <component><structuredBody>
  <component><section><code code="48780-1"/>{told["products"]}</section></component>
  {told["sections"]}
 </structuredBody></component>
</document>
"""


def section(code: str, text: str, *inside: str, title: str | None = None) -> str:
    """A section with others within it."""
    named = "" if title is None else f"<title>{title}</title>"
    kind = f'<code code="{code}"/>' if code else ""
    body = f"<text><paragraph>{text}</paragraph></text>" if text else ""
    return f"<component><section>{kind}{named}{body}{''.join(inside)}</section></component>"


def substance(name: str, code: str, moiety: str | None = None, klass: str = "ACTIB") -> str:
    """An ingredient: a substance, and the moiety that is active in it."""
    base = moiety or code
    return f"""<ingredient classCode="{klass}"><ingredientSubstance>
 <code code="{UNII[code]}" codeSystem="2.16.840.1.113883.4.9"/><name>{name}</name>
 <activeMoiety><activeMoiety><code code="{UNII[base]}"/><name>{base.upper()}</name></activeMoiety>
 </activeMoiety></ingredientSubstance></ingredient>"""


def product(*substances: str, name: str = "Calmex", more: str = "", tag: str = "Product") -> str:
    """A product with its ingredients; `more` are its approvals and policies."""
    return f"""<subject><manufacturedProduct><manufactured{tag}>
 <code code="1234-567" codeSystem="2.16.840.1.113883.6.69"/><name>{name}</name>
 {"".join(substances)}</manufactured{tag}>{more}</manufacturedProduct></subject>"""


def policy(schedule: str) -> str:
    """That a product is under a schedule."""
    code = f'<code code="C1" displayName="{schedule}"/>'
    return f'<subjectOf><policy classCode="DEADrugSchedule">{code}</policy></subjectOf>'


def lines(facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
    """Sections by name and text, in order."""
    from app.domain.facts import LabelSection

    for one in of(LabelSection, facts):
        yield one.section, one.text
