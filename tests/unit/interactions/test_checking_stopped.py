"""A drug that was stopped: for how long it counts, and where the answer says so."""

import pytest
from app.domain.facts import Washout
from app.domain.interactions.check import Manner
from app.domain.knowledge import Knowledge

from tests.asking import ask, only
from tests.pharmacopoeia import draw, rule

TODAY = "2026-11-20"


def test_a_finding_says_until_when_a_stopped_drug_counts(drawn: Knowledge) -> None:
    finding = only(
        ask(drawn, "Calmex", "oxy", stopped={"Calmex": "2026-11-10"}, manner=Manner(today=TODAY))
    )
    line = "'Calmex' was stopped on 2026-11-10; it counts until 2026-11-24. it lingers"
    assert finding.explanation[-1] == line
    assert finding.message.endswith(line)


@pytest.mark.parametrize("names", [("clona", "oxy"), ("oxy", "clona")])
def test_the_order_of_the_two_does_not_matter(drawn: Knowledge, names: tuple[str, str]) -> None:
    stopped = {"clona": "2026-11-10"}
    finding = only(ask(drawn, *names, stopped=stopped, manner=Manner(today=TODAY)))
    assert "it counts until 2026-11-24" in finding.explanation[-1]


@pytest.mark.parametrize("stopped", [{}, {"clona": TODAY}, {"clona": "2026-11-25"}])
def test_who_still_takes_it_is_told_nothing_of_stopping(
    drawn: Knowledge, stopped: dict[str, str]
) -> None:
    finding = only(ask(drawn, "clona", "oxy", stopped=stopped, manner=Manner(today=TODAY)))
    assert "was stopped" not in " ".join([finding.message, *finding.explanation])


@pytest.mark.parametrize(
    ("stopped", "counted"),
    [
        ({}, ["clona", "oxy"]),
        ({"oxy": TODAY}, ["clona", "oxy"]),
        ({"oxy": "2026-11-19"}, ["clona"]),  # no rule remembers oxy
        ({"clona": "2026-11-06"}, ["clona", "oxy"]),  # the last day of its fourteen
        ({"clona": "2026-11-05"}, ["oxy"]),
    ],
)
def test_a_burden_leaves_out_what_has_washed_out(
    drawn: Knowledge, stopped: dict[str, str], counted: list[str]
) -> None:
    (burden,) = ask(drawn, "clona", "oxy", stopped=stopped, manner=Manner(today=TODAY)).burden
    assert [one.drug for one in burden.contributors] == counted
    assert burden.without_data == 0


def test_what_was_stopped_long_ago_is_not_taken_twice(drawn: Knowledge) -> None:
    twice = ask(drawn, "clona", "Calmex", manner=Manner(today=TODAY))
    assert len(twice.duplications) > 0
    once = ask(
        drawn, "clona", "Calmex", stopped={"Calmex": "2026-01-01"}, manner=Manner(today=TODAY)
    )
    assert once.duplications == ()


def test_the_other_side_of_a_rule_may_linger_too() -> None:
    knowledge = draw(
        rule("warf-lonely", "drug:warf", "drug:lonely", washouts=(Washout("other", 5, "slow"),))
    )
    names = ("lonely", "warf")
    for day, shown in (("2026-11-15", True), ("2026-11-14", False)):
        answer = ask(knowledge, *names, stopped={"lonely": day}, manner=Manner(today=TODAY))
        assert bool(answer.findings) is shown
        assert bool(answer.suppressed) is not shown
