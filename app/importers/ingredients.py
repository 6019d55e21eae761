"""Ingredients by the names of registers: a salt goes to its base, and is told as a name of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.facts import Citations, Name
from app.domain.names import normalise
from app.domain.terms import DrugKind, NameKind
from app.importers.intake import Intake
from app.importers.salts import base_of, plain_case


@dataclass(slots=True)
class Ingredients:
    """What the names of one data set mean. `salts` are those that were not the name of a base."""

    intake: Intake
    _found: dict[str, str] = field(default_factory=dict)
    _salts: dict[str, tuple[str, str, Citations]] = field(default_factory=dict)

    def find(self, name: str, cited: Citations, base: str | None = None) -> str:
        """The id of the drug: of the whole name if that is known, else of its base.

        `base` is that of the register itself, where it tells one.
        """
        spelling = normalise(name)
        known = self._found.get(spelling)
        if known is not None:
            return known
        whole = plain_case(name.strip())
        bare = plain_case(base_of(base or name))
        named = self.intake.known.drugs.identify(whole)
        drug = self.intake.drug(whole if named is not None else bare, cited)
        self._found[spelling] = drug
        if normalise(bare) != spelling and not self._is_name(spelling, drug):
            self._salts[spelling] = (drug, whole, cited)
        return drug

    def tell(self) -> Iterator[Name]:
        """The salts that were found, each as a name of its base."""
        for drug, text, cited in self._salts.values():
            yield Name(drug, text, NameKind.SALT, None, cited)

    def no_medicine(self, drugs: tuple[str, ...]) -> bool:
        """Whether all are substances that only meet drugs, as alcohol."""
        things = self.intake.known.drugs.things
        return all(things[one].kind is DrugKind.SUBSTANCE for one in drugs)

    def _is_name(self, spelling: str, drug: str) -> bool:
        return normalise(self.intake.known.drugs.things[drug].name) == spelling
