"""Does each thing that is known of two sides stand in the seed once?"""

from collections import Counter

from app.domain.facts import Fact, Rule


def test_no_two_rules_say_the_same_of_the_same_two_sides(seed_facts: tuple[Fact, ...]) -> None:
    """Two of the same sides differ in the part of a state, or in how they come about."""
    rules = [one for one in seed_facts if isinstance(one, Rule)]
    said = Counter(
        (*sorted((one.one, one.other)), str(one.bound), one.mechanism.kind.value) for one in rules
    )
    assert len(said) > 2000
    assert [sides for sides, times in said.items() if times > 1] == []
