"""Is an interaction told in the recorded shape, key by key?"""

from typing import Any

import pytest
from app.api.rxnav.response import in_ascii, without_semicolons
from fastapi.testclient import TestClient

from tests.rxnav.asking import DRUG, LIST, ask, leaves, pairs

EVERYTHING = "2598+3322+7804+11289+1191+777001+777002+777003+777004"
ANSWERS = [f"interaction/list?rxcuis={EVERYTHING}", "interaction/interaction?rxcui=777001"]


def group(client: TestClient, rxcuis: str, place: int = 0) -> Any:
    """A group of a list."""
    found = ask(client, f"interaction/list?rxcuis={rxcuis}")
    return found["fullInteractionTypeGroup"][place]


def test_the_keys_of_a_list_stand_in_the_recorded_order(rxnav: TestClient) -> None:
    found = ask(rxnav, f"interaction/list?rxcuis={EVERYTHING}")
    assert list(found) == ["nlmDisclaimer", "fullInteractionTypeGroup"]
    for one in found["fullInteractionTypeGroup"]:
        assert list(one) == ["sourceDisclaimer", "sourceName", "fullInteractionType"]
        for full in one["fullInteractionType"]:
            assert list(full) == ["comment", "minConcept", "interactionPair"]
            assert [list(concept) for concept in full["minConcept"]] == [
                ["rxcui", "name", "tty"]
            ] * 2
            for pair in full["interactionPair"]:
                assert_is_a_pair(pair)


def test_the_keys_of_one_drug_stand_in_the_recorded_order(rxnav: TestClient) -> None:
    found = ask(rxnav, "interaction/interaction?rxcui=777001")
    assert list(found) == ["nlmDisclaimer", "interactionTypeGroup"]
    for one in found["interactionTypeGroup"]:
        assert list(one) == ["sourceDisclaimer", "sourceName", "interactionType"]
        for kind in one["interactionType"]:
            assert list(kind) == ["comment", "minConceptItem", "interactionPair"]
            assert list(kind["minConceptItem"]) == ["rxcui", "name", "tty"]
            for pair in kind["interactionPair"]:
                assert_is_a_pair(pair)


def assert_is_a_pair(pair: Any) -> None:
    """The shape of a pair is the same in both calls."""
    assert list(pair) == ["interactionConcept", "severity", "description"]
    assert len(pair["interactionConcept"]) == 2
    for concept in pair["interactionConcept"]:
        assert list(concept) == ["minConceptItem", "sourceConceptItem"]
        assert list(concept["minConceptItem"]) == ["rxcui", "name", "tty"]
        assert list(concept["sourceConceptItem"]) == ["id", "name", "url"]


@pytest.mark.parametrize("address", ANSWERS)
def test_every_leaf_is_a_text(rxnav: TestClient, address: str) -> None:
    found = leaves(ask(rxnav, address))
    assert len(found) > 20
    assert {type(leaf) for leaf in found} == {str}


def test_json_is_compact_and_does_not_escape(rxnav: TestClient) -> None:
    answer = rxnav.get(f"{LIST}.json?rxcuis=777004+2598")
    assert b'": ' not in answer.content and b"},\n" not in answer.content
    assert b"\\/" not in answer.content and b"/" in answer.content
    assert not answer.content.startswith(b"\xef\xbb\xbf")


def test_the_comment_of_a_list_follows_the_template(rxnav: TestClient) -> None:
    (one,) = group(rxnav, "777003+777001")["fullInteractionType"]
    assert one["comment"] == (
        "Drug1 (rxcui = 777001, name = OxyPlus, tty = BN). "
        "Drug2 (rxcui = 777003, name = Calmex 0.5 MG tablet, tty = SBD). "
        "Drug1 is resolved to oxy, Drug2 is resolved to clona and interaction asserted in Materia "
        "between oxy and clona."
    )


def test_a_comment_has_a_sentence_for_each_pair(rxnav: TestClient) -> None:
    for one in group(rxnav, EVERYTHING)["fullInteractionType"]:
        assert one["comment"].count(" is resolved to ") == 2 * len(one["interactionPair"])


def test_the_comment_of_one_drug_follows_the_template(rxnav: TestClient) -> None:
    found = ask(rxnav, "interaction/interaction?rxcui=777001")
    comments = [one["comment"] for one in found["interactionTypeGroup"][0]["interactionType"]]
    assert comments == [
        "OxyPlus (777001) is resolved to oxy (7804)",
        "OxyPlus (777001) is resolved to asp (1191)",
    ]


def test_the_lower_number_is_drug_one_and_numbers_are_no_words(rxnav: TestClient) -> None:
    assert pairs(rxnav, "11289+2598") == [["2598", "11289"]]
    assert pairs(rxnav, "2598+11289") == [["2598", "11289"]]


def test_the_first_concept_of_a_pair_belongs_to_drug_one(rxnav: TestClient) -> None:
    (one,) = group(rxnav, "777001+2598")["fullInteractionType"]
    (pair,) = one["interactionPair"]
    assert [c["minConceptItem"]["name"] for c in pair["interactionConcept"]] == ["clona", "oxy"]


def test_the_first_concept_of_one_drug_is_its_own_ingredient(rxnav: TestClient) -> None:
    found = ask(rxnav, "interaction/interaction?rxcui=777003")
    for kind in found["interactionTypeGroup"][0]["interactionType"]:
        assert kind["minConceptItem"] == {
            "rxcui": "777003", "name": "Calmex 0.5 MG tablet", "tty": "SBD",
        }  # fmt: skip
        for pair in kind["interactionPair"]:
            own, other = (c["minConceptItem"]["rxcui"] for c in pair["interactionConcept"])
            assert own == "2598" and other != "2598"


def test_the_gravest_pair_comes_first(rxnav: TestClient) -> None:
    found = ask(rxnav, "interaction/interaction?rxcui=11289")
    (kind,) = found["interactionTypeGroup"][0]["interactionType"]
    partners = [
        p["interactionConcept"][1]["minConceptItem"]["name"] for p in kind["interactionPair"]
    ]
    assert partners == ["asp", "clona"]
    (full,) = group(rxnav, "777001+3322")["fullInteractionType"]
    assert [p["severity"] for p in full["interactionPair"]] == ["high", "high"]
    assert pairs(rxnav, "2598+3322+11289+1191")[0] == ["1191", "11289"]


def test_the_merged_group_comes_first_and_holds_every_pair(rxnav: TestClient) -> None:
    found = ask(rxnav, f"interaction/list?rxcuis={EVERYTHING}")["fullInteractionTypeGroup"]
    assert [one["sourceName"] for one in found] == ["Materia", "ONCHigh", "bookworm"]
    told = [
        {tuple(c["rxcui"] for c in full["minConcept"]) for full in one["fullInteractionType"]}
        for one in found
    ]
    assert told[1] < told[0] and told[2] < told[0]


def test_ids_of_sources_are_unique_for_each_drug(rxnav: TestClient) -> None:
    named: dict[str, set[str]] = {}
    for one in ask(rxnav, f"interaction/list?rxcuis={EVERYTHING}")["fullInteractionTypeGroup"]:
        for full in one["fullInteractionType"]:
            for pair in full["interactionPair"]:
                for concept in pair["interactionConcept"]:
                    told = concept["sourceConceptItem"]
                    named.setdefault(told["id"], set()).add(told["name"])
                    assert told["url"] == "NA"
    assert {len(names) for names in named.values()} == {1}
    assert {"clona", "diaza", "oxy", "warf", "asp"} == set(named)


@pytest.mark.parametrize("rxcuis", ["2598+777002+777003", "7804+777001+777001", "2598+2598"])
def test_the_same_ingredient_twice_is_no_pair_with_itself(rxnav: TestClient, rxcuis: str) -> None:
    for one in ask(rxnav, f"interaction/list?rxcuis={rxcuis}").get("fullInteractionTypeGroup", []):
        for full in one["fullInteractionType"]:
            for pair in full["interactionPair"]:
                own, other = (c["minConceptItem"]["rxcui"] for c in pair["interactionConcept"])
                assert own != other


@pytest.mark.parametrize("rxcuis", ["2598", "", "7804+11289", "2598+777003"])
def test_nothing_found_is_the_bare_disclaimer(rxnav: TestClient, rxcuis: str) -> None:
    assert list(ask(rxnav, f"interaction/list?rxcuis={rxcuis}")) == ["nlmDisclaimer"]


def test_no_drug_at_all_is_the_bare_disclaimer(rxnav: TestClient) -> None:
    assert list(ask(rxnav, "interaction/interaction?rxcui=")) == ["nlmDisclaimer"]


def test_comments_and_descriptions_are_in_ascii_without_semicolons(rxnav: TestClient) -> None:
    for address in (*ANSWERS, "interaction/list?rxcuis=2598+987654"):
        for text in texts(ask(rxnav, address), ("comment", "description")):
            assert text.isascii() and ";" not in text, text


def texts(value: Any, names: tuple[str, ...]) -> list[str]:
    """The texts that stand under some names, anywhere in an answer."""
    if isinstance(value, list):
        return [text for one in value for text in texts(one, names)]
    if not isinstance(value, dict):
        return []
    own = [value[name] for name in names if name in value]
    return own + [text for part in value.values() for text in texts(part, names)]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Aspirin × warfarin", "Aspirin x warfarin"),
        ("Ménière’s – 5 µg ≥ 2", "Meniere's - 5 ug >= 2"),
        ("日", "?"),
        ("plain", "plain"),
    ],
)
def test_old_clients_are_sent_ascii(written: str, read: str) -> None:
    assert in_ascii(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("severity major; use only if", "severity major. Use only if"),
        ("a (b; c); 5 days", "a (b, c). 5 days"),
        ("ends;", "ends."),
        ("no such sign", "no such sign"),
    ],
)
def test_no_part_of_a_description_is_cut_off(written: str, read: str) -> None:
    assert without_semicolons(written) == read


def test_a_recorded_pair_tells_the_words_of_its_source(rxnav: TestClient) -> None:
    merged, own = (group(rxnav, "3322+1191", place) for place in (0, 1))
    (pair,) = merged["fullInteractionType"][0]["interactionPair"]
    assert pair["description"] == "bad (bookworm rates this pair 'serious'.)"
    assert own["sourceName"] == "bookworm"


def test_retired_texts_of_others_are_not_ours(rxnav: TestClient) -> None:
    for address in (f"{LIST}.json?rxcuis={EVERYTHING}", f"{DRUG}.json?rxcui=2598"):
        text = rxnav.get(address).text
        assert "It is not the intention of NLM" not in text and "DrugBank" not in text
        assert "safe" not in text.lower()


@pytest.mark.parametrize(
    ("sources", "names"),
    [
        ("ONCHigh", ["ONCHigh"]), ("onchigh", ["ONCHigh"]), ("materia", ["Materia"]),
        ("DrugBank", ["Materia"]), ("ONCHigh+bookworm", ["ONCHigh", "bookworm"]),
        ("", ["Materia", "ONCHigh", "bookworm"]),
    ],
)  # fmt: skip
def test_a_source_can_be_asked_for(rxnav: TestClient, sources: str, names: list[str]) -> None:
    found = ask(rxnav, f"interaction/list?rxcuis={EVERYTHING}&sources={sources}")
    assert [one["sourceName"] for one in found["fullInteractionTypeGroup"]] == names


def test_a_source_that_has_nothing_to_say_is_left_out(rxnav: TestClient) -> None:
    found = ask(rxnav, "interaction/list?rxcuis=2598+7804&sources=onchigh")
    assert list(found) == ["nlmDisclaimer"]


def test_sources_and_versions_are_told(rxnav: TestClient) -> None:
    names = ["Materia", "ONCHigh", "bookworm"]
    found = ask(rxnav, "interaction/sources")
    assert list(found) == ["nlmDisclaimer", "sourceList"]
    assert found["sourceList"] == {"source": names}
    found = ask(rxnav, "interaction/version")
    assert list(found) == ["nlmDisclaimer", "sourceVersionList"]
    versions = [one.split(":") for one in found["sourceVersionList"]["sourceVersion"]]
    assert [one[0] for one in versions] == names
    assert {len(one) for one in versions} == {2}
