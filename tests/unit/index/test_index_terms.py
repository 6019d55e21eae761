"""Does every RxCUI have one term, imported from RxNorm or made of what is curated?"""

from app.domain.facts import Code, CodeSystem, Concept, Fact, Product, ProductKind, Term, key
from app.index.build import build_knowledge
from app.index.rxnorm import TermIndex

from tests.pharmacopoeia import CITED, draw, drug


def index(*facts: Fact) -> TermIndex:
    """The terms of some facts."""
    return build_knowledge("x", facts).terms


def code(subject: str, number: str) -> Code:
    """A RxCUI."""
    return Code(subject, CodeSystem.RXNORM, number, CITED)


def product(strength: str | None, form: str | None, kind: ProductKind) -> Product:
    """A product of one drug."""
    return Product("box", "a box", kind, ("a",), (), strength, form, None, CITED)


def types(*products: Product) -> list[str]:
    """The type of each product."""
    return [index(drug("a"), one, code("product:box", "7"))["7"].term_type for one in products]


def test_a_drug_is_an_ingredient() -> None:
    terms = index(drug("a"), code("drug:a", "5"))
    assert terms.ingredient("a") == terms["5"] == Term("5", "IN", "a", "", False, False)
    assert list(terms) == ["5"] and list(terms.drugs()) == ["a"] and len(terms) == 1


def test_of_several_codes_the_lowest_is_the_ingredient() -> None:
    terms = index(drug("a"), code("drug:a", "1000"), code("drug:a", "999"))
    assert [(one.rxcui, one.term_type) for one in terms.named("a")] == [
        ("999", "IN"), ("1000", "PIN"),
    ]  # fmt: skip


def test_what_rxnorm_tells_counts_more_than_the_number() -> None:
    concept = Concept("1000", "IN", "Aaa", ("Aaa", "aaah"), False, CITED)
    terms = index(drug("a"), concept, code("drug:a", "1000"), code("drug:a", "999"))
    assert terms.ingredient("a") == Term("1000", "IN", "Aaa", "aaah", False, True)
    assert terms["999"].term_type == "PIN"


def test_a_retired_code_comes_behind_one_in_use() -> None:
    old = Concept("10", "IN", "old", (), True, CITED)
    new = Concept("20", "IN", "new", (), False, CITED)
    terms = index(drug("a"), old, new, code("drug:a", "10"), code("drug:a", "20"))
    ingredient = terms.ingredient("a")
    assert ingredient is not None and ingredient.rxcui == "20"


def test_a_product_has_the_type_that_its_parts_tell() -> None:
    brand, clinical = ProductKind.BRAND, ProductKind.CLINICAL
    assert types(
        product(None, None, brand), product("1 mg", "tablet", brand), product("1 mg", None, brand),
        product("1 mg", "tablet", clinical), product("1 mg", None, clinical),
    ) == ["BN", "SBD", "SBDC", "SCD", "SCDC"]  # fmt: skip


def test_a_group_of_products_is_no_other_name_of_a_drug() -> None:
    group = Concept("300", "SCDC", "a 1 MG", (), False, CITED)
    terms = index(drug("a"), group, code("drug:a", "5"), code("drug:a", "300"))
    assert [one.rxcui for one in terms.named("a")] == ["5"]
    assert terms["300"].name == "a 1 MG"


def test_a_drug_without_a_code_and_a_code_without_a_drug_are_absent() -> None:
    terms = index(drug("a"), code("drug:b", "5"))
    assert terms.ingredient("a") is None and terms.named("a") == []
    assert "5" not in terms and terms.get("5") is None


def test_a_product_goes_by_its_codes() -> None:
    box = product("1 mg", "tablet", ProductKind.BRAND)
    terms = index(drug("a"), box, code("product:box", "70"), code("product:box", "7"))
    assert [one.rxcui for one in terms.of_product("box")] == ["7", "70"]
    assert terms.of_product("nothing") == []
    assert {one.rxcui for one in terms.made_of("a")} == {"7", "70"}


def test_a_product_of_rxnorm_goes_by_its_own_number() -> None:
    concept = Concept("301", "SCD", "a 1 MG Tablet", (), False, CITED)
    own = Product("rxnorm-301", "x", ProductKind.CLINICAL, ("a",), (), "1", "t", None, CITED)
    terms = index(drug("a"), concept, own, code(key("product", "rxnorm-301"), "301"))
    assert [one.name for one in terms.of_product("rxnorm-301")] == ["a 1 MG Tablet"]
    assert terms.made_of("a") == []


def test_sources_of_records_are_known() -> None:
    assert draw().records.sources() == ["bookworm"]
    assert build_knowledge("x", []).records.sources() == []
