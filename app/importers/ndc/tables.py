"""product.txt and package.txt."""

from collections.abc import Iterator, Sequence

from app.importers.intake import Intake
from app.importers.lines import read_table
from app.importers.ndc.listings import Listing, classes_of, listed, strength_of
from app.importers.parts import Part

_PRODUCT = (
    "PRODUCTNDC", "PRODUCTTYPENAME", "NONPROPRIETARYNAME", "DOSAGEFORMNAME", "SUBSTANCENAME",
    "ACTIVE_NUMERATOR_STRENGTH", "ACTIVE_INGRED_UNIT",
)  # fmt: skip
_MAYBE = (
    "MARKETINGCATEGORYNAME", "PROPRIETARYNAME", "PROPRIETARYNAMESUFFIX", "ROUTENAME",
    "PHARM_CLASSES", "DEASCHEDULE",
)  # fmt: skip


def read_packages(parts: Sequence[Part], intake: Intake) -> dict[str, list[str]]:
    """The codes of the packages of each product."""
    found: dict[str, list[str]] = {}
    for part in parts:
        rows = read_table(part, intake, ("PRODUCTNDC", "NDCPACKAGECODE"), "\t", quoted=False)
        for _, (product, package) in rows:
            codes = found.setdefault(product, [])
            if package in codes:
                intake.merge()
            else:
                codes.append(package)
    return found


def read_products(
    parts: Sequence[Part], packages: dict[str, list[str]], intake: Intake
) -> Iterator[Listing]:
    """Every row; its packages are taken out of `packages`."""
    for part in parts:
        rows = read_table(part, intake, _PRODUCT, "\t", optional=_MAYBE, quoted=False)
        for _, row in rows:
            yield _listing([one.strip('"').strip() for one in row], packages)


def _listing(row: list[str], packages: dict[str, list[str]]) -> Listing:
    ndc, kind, generic, form, substances, numbers, units = row[: len(_PRODUCT)]
    category, brand, suffix, routes, classes, schedule = row[len(_PRODUCT) :]
    codes = tuple(packages.pop(ndc, ()))
    pairs = zip(listed(numbers), listed(units), strict=False)
    return Listing(
        ndc=ndc,
        kind=kind,
        category=category,
        brand=f"{brand} {suffix}".strip(),
        generic=generic,
        form=form,
        routes=routes,
        substances=listed(substances),
        strengths=tuple(strength_of(number, unit) for number, unit in pairs),
        classes=classes_of(classes),
        schedule=schedule,
        packages=codes,
        rows=len(codes),
    )
