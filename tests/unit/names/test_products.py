"""Does a product, by name or by code, become just its ingredients?"""

import pytest
from app.domain.facts import Code, CodeSystem, Product, ProductKind
from app.domain.knowledge import Knowledge
from app.domain.names.codes import ndc_shapes
from app.domain.names.input import Asked
from app.domain.names.resolve import resolve

from tests.pharmacopoeia import CITED, draw


def slugs(asked: Asked, knowledge: Knowledge) -> list[str]:
    return [drug.id for drug in resolve(asked, knowledge).drugs]


@pytest.mark.parametrize("written", ["OxyPlus", "oxyplus", "Oxy Plus", "OxyPlus 5 mg tab"])
def test_a_combination_brand_is_its_ingredients(drawn: Knowledge, written: str) -> None:
    found = resolve(Asked(written), drawn)
    assert (found.status, found.via) == ("resolved", "product")
    assert [drug.id for drug in found.drugs] == ["oxy", "asp"]
    assert found.product is not None and found.product.name == "OxyPlus"
    assert "is a brand of oxy and asp" in found.explanation[0]


def test_the_strength_of_a_product_is_understood(drawn: Knowledge) -> None:
    found = resolve(Asked("clona 0.5 MG tablet"), drawn)
    assert (found.understood["strength"], found.understood["form"]) == ("0.5 mg", "tablet")


@pytest.mark.parametrize(
    "written",
    ["55555-136-01", "55555-0136-01", "55555013601", "5555513601", "NDC 55555-136-01",
     "55555-136", "55555-0136", "55555-136-99", "55555013699"],
)  # fmt: skip
def test_an_ndc_in_every_shape(drawn: Knowledge, written: str) -> None:
    found = resolve(Asked(written), drawn)
    assert (found.status, found.via) == ("resolved", "code"), found
    assert [drug.id for drug in found.drugs] == ["clona"]
    assert found.product is not None and found.product.id == "clona-half"


@pytest.mark.parametrize("written", ["55555-137-01", "55554013601", "2555513601"])
def test_a_well_formed_ndc_that_is_not_known_says_so(drawn: Knowledge, written: str) -> None:
    found = resolve(Asked(written), drawn)
    assert (found.status, found.drugs) == ("unresolved", ())
    assert "well-formed NDC, but not known" in found.explanation[0]


def test_the_rxcui_of_a_product_is_its_ingredients(drawn: Knowledge) -> None:
    assert slugs(Asked("777001"), drawn) == ["oxy", "asp"]
    assert slugs(Asked(system="rxnorm", code="777001"), drawn) == ["oxy", "asp"]


def test_ten_digits_that_may_be_two_products_are_not_chosen_from() -> None:
    def product(slug: str, of: str, ndc: str) -> list[Product | Code]:
        return [
            Product(slug, slug, ProductKind.CLINICAL, (of,), (), None, None, None, CITED),
            Code(f"product:{slug}", CodeSystem.NDC, ndc, CITED),
        ]

    knowledge = draw(*product("a", "warf", "1234-5678-90"), *product("b", "asp", "12345-678-90"))
    found = resolve(Asked("1234567890"), knowledge)
    assert (found.status, found.drugs) == ("ambiguous", ())
    assert {one.id for one in found.candidates} == {"warf", "asp"}
    assert slugs(Asked("12345-678-90"), knowledge) == ["asp"]


@pytest.mark.parametrize(
    ("code", "shapes"),
    [
        ("1234-5678-90", ["01234567890"]),
        ("12345-678-90", ["12345067890"]),
        ("12345-6789-0", ["12345678900"]),
        ("12345-678", ["123450678"]),
        ("01234567890", ["01234567890"]),
        ("1234567890", ["01234567890", "12345067890", "12345678900"]),
        ("123456789", []),
        ("1234-56789-0", []),
    ],
)
def test_the_long_shapes_of_an_ndc(code: str, shapes: list[str]) -> None:
    assert ndc_shapes(code) == shapes


def told_again(slug: str, *ingredients: str, **changed: str | None) -> Product:
    told = {"strength": None, "form": None, **changed}
    kind = ProductKind.BRAND
    return Product(slug, "OxyPlus", kind, ingredients, (), region="CA", citations=CITED, **told)


def test_a_brand_that_another_data_set_tells_too_is_one_brand() -> None:
    knowledge = draw(told_again("other-brand-oxyplus", "asp", "oxy"))
    found = resolve(Asked("OxyPlus"), knowledge)
    assert (found.status, [drug.id for drug in found.drugs]) == ("resolved", ["oxy", "asp"])
    assert found.product is not None and found.product.id == "oxyplus"


def test_what_differs_between_the_products_of_a_name_is_not_told() -> None:
    def product(slug: str, strength: str) -> Product:
        kind = ProductKind.CLINICAL
        return Product(slug, "Zed", kind, ("oxy", "asp"), (), strength, "tablet", None, CITED)

    found = resolve(Asked("Zed"), draw(product("a", "1 mg"), product("b", "2 mg")))
    assert found.product is not None
    assert (found.product.id, found.product.strength, found.product.form) == ("a", None, "tablet")
    assert "strength" not in found.understood


def test_a_product_that_is_called_as_its_drug_is_the_drug() -> None:
    product = Product("x", "Oxy", ProductKind.CLINICAL, ("oxy",), (), "1 mg", None, None, CITED)
    found = resolve(Asked("oxy"), draw(product))
    assert (found.via, found.product) == ("generic", None)
    assert [drug.id for drug in found.drugs] == ["oxy"]


def test_a_brand_of_other_ingredients_elsewhere_stays_ambiguous() -> None:
    knowledge = draw(told_again("other-brand-oxyplus", "oxy", "warf"))
    found = resolve(Asked("OxyPlus"), knowledge)
    assert (found.status, found.drugs) == ("ambiguous", ())
    assert len(found.candidates) == 2
