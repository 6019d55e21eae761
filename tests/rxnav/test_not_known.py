"""Is a RxCUI that is not known shown in a place that clients print?"""

from itertools import product
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.rxnav.asking import ask
from tests.rxnav.conftest import Serve

KNOWN, UNKNOWN = ("2598", "7804", "11289"), ("987654", "876543", "x")


def listed(client: TestClient, rxcuis: str, more: str = "") -> Any:
    """The answer on a list."""
    return ask(client, f"interaction/list?rxcuis={rxcuis}{more}")


@pytest.mark.parametrize("rxcuis", ["987654", "2598+987654", "2598+7804+987654", "987654+876543"])
@pytest.mark.parametrize("own", [None, "Ask ward 7."])
def test_it_is_named_in_the_disclaimer(serve: Serve, rxcuis: str, own: str | None) -> None:
    client = serve(rxnav_disclaimer=own) if own else serve()
    text = listed(client, rxcuis)["nlmDisclaimer"]
    assert "987654" in text and "ot checked" in text
    assert own is None or text.startswith(own)
    assert "987654" not in listed(client, "2598+7804")["nlmDisclaimer"]


@pytest.mark.parametrize(("known", "unknown"), [*product(KNOWN, UNKNOWN)])
def test_a_pair_with_it_is_shown_as_not_checked(
    rxnav: TestClient, known: str, unknown: str
) -> None:
    (group,) = listed(rxnav, f"{known}+{unknown}")["fullInteractionTypeGroup"]
    (full,) = group["fullInteractionType"]
    (pair,) = full["interactionPair"]
    assert {one["rxcui"] for one in full["minConcept"]} == {known, unknown}
    assert f"RxCUI {unknown}, not known" in {one["name"] for one in full["minConcept"]}
    assert pair["severity"] == "N/A"
    assert unknown in full["comment"] and unknown in pair["description"]
    assert pair["description"].startswith("NOT CHECKED")


def test_each_of_many_has_a_pair(rxnav: TestClient) -> None:
    (group,) = listed(rxnav, "987654+876543+765432")["fullInteractionTypeGroup"]
    pairs = [{one["rxcui"] for one in full["minConcept"]} for full in group["fullInteractionType"]]
    assert set().union(*pairs) == {"987654", "876543", "765432"}
    assert all(len(pair) == 2 for pair in pairs)
    assert len(pairs) == len({frozenset(pair) for pair in pairs})


def test_what_was_found_of_the_others_is_shown_alone(rxnav: TestClient) -> None:
    found = listed(rxnav, "2598+7804+987654")
    assert (
        found["fullInteractionTypeGroup"]
        == (listed(rxnav, "2598+7804")["fullInteractionTypeGroup"])
    )


def test_the_pair_stands_in_the_group_that_was_asked_for(rxnav: TestClient) -> None:
    found = listed(rxnav, "2598+7804+987654", "&sources=onchigh")["fullInteractionTypeGroup"]
    assert [one["sourceName"] for one in found] == ["ONCHigh"]
    assert "987654" in str(found)


def test_one_drug_that_is_not_known_has_a_pair_with_any_other(rxnav: TestClient) -> None:
    found = ask(rxnav, "interaction/interaction?rxcui=987654")
    assert "987654" in found["nlmDisclaimer"]
    (kind,) = found["interactionTypeGroup"][0]["interactionType"]
    assert kind["minConceptItem"]["name"] == "RxCUI 987654, not known"
    (pair,) = kind["interactionPair"]
    assert pair["severity"] == "N/A" and pair["description"].startswith("NOT CHECKED")


def test_what_was_sent_is_repeated_escaped_and_cut(rxnav: TestClient) -> None:
    sent = "%3Cb%3E%C3%A9" + "1" * 300
    text = rxnav.get(f"/REST/interaction/list.json?rxcuis=2598+{sent}").text
    assert "<b>" not in text and "1" * 21 not in text and text.isascii()


def test_two_hundred_of_them_are_a_small_answer(rxnav: TestClient) -> None:
    many = "+".join(str(900_000 + n) for n in range(200))
    found = listed(rxnav, many)
    assert len(str(found)) < 250_000
    assert all(str(900_000 + n) in found["nlmDisclaimer"] for n in range(200))
