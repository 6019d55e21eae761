"""What do cards say, and is each of them valid?"""

import random
from typing import Any
from uuid import UUID

from app.services.release import LoadedRelease
from fastapi.testclient import TestClient

from tests.api.calling import check
from tests.hooks.calls import bundle, concept, order, prefetch, sign
from tests.hooks.test_calls import SIGN, cards, rules, unchecked

HIGHEST = {"contraindicated": "critical", "moderate": "warning", "unknown": "info"}


def of_rule(found: list[dict[str, Any]], rule: str) -> dict[str, Any]:
    """The card of a rule."""
    return next(card for card in found if card["source"]["topic"]["code"] == rule)


def test_a_boxed_warning_is_critical_and_major_a_warning(client: TestClient) -> None:
    found = cards(client, sign("clonazepam", taken=("oxycodone", "warfarin", "ibuprofen")))
    assert of_rule(found, "benzodiazepine-opioid")["indicator"] == "critical"
    assert of_rule(found, "anticoagulant-nsaid")["indicator"] == "warning"


def test_the_gravest_card_goes_first(client: TestClient) -> None:
    found = cards(client, sign("clonazepam", "warfarin", "unobtainium", taken=("oxycodone",)))
    order_of = ["critical", "warning", "info"]
    places = [order_of.index(card["indicator"]) for card in found]
    assert places == sorted(places)


def test_minor_findings_have_a_card_only_where_they_are_wanted(
    client: TestClient, loaded: LoadedRelease
) -> None:
    del loaded
    answer = check(client, "clonazepam", "omeprazole")
    minor = [one["rule"] for one in answer["findings"] if one["severity"] == "minor"]
    assert minor
    assert not set(minor) & set(rules(cards(client, sign("clonazepam", "omeprazole"))))


def test_what_to_avoid_comes_with_the_drafts_to_leave_out(client: TestClient) -> None:
    found = cards(client, sign("sildenafil", taken=("nitroglycerin",)))
    card = next(card for card in found if card["indicator"] == "critical")
    [suggestion] = card["suggestions"]
    assert suggestion["actions"][0]["resourceId"] == "MedicationRequest/mr-0"
    assert card["overrideReasons"]
    assert client.get(card["links"][0]["url"]).status_code == 200


def test_links_lead_to_the_address_that_was_called(client: TestClient) -> None:
    body = sign("clonazepam", taken=("oxycodone",))
    for host in ("one.example:8443", "other.example", "one.example:8443", "[::1]:8000"):
        answer = client.post(SIGN, json=body, headers={"Host": host})
        for card in answer.json()["cards"]:
            assert card["source"]["url"] == f"http://{host}/"
            assert all(one["url"].startswith(f"http://{host}/") for one in card.get("links", []))


WORDS = "a_b *c* [d](e) `f` <g> #h |i| \\j"


def test_what_somebody_wrote_is_no_markup_and_stays_on_its_line(client: TestClient) -> None:
    names = [f"zq {WORDS}", "zq one\ntwo   three", "zq plain"]
    detail = unchecked(cards(client, sign(*names, taken=("oxycodone",))))
    lines = [line for line in detail.splitlines() if line.startswith("- zq")]
    assert len(lines) == 3
    assert lines[0].startswith("- zq a\\_b \\*c\\* \\[d\\](e) \\`f\\` \\<g\\> \\#h \\|i\\| \\\\j: ")
    assert lines[1].startswith("- zq one two three: ") and lines[2].startswith("- zq plain: ")


def test_an_order_without_an_id_is_not_suggested_to_be_left_out(client: TestClient) -> None:
    draft = order("sildenafil")
    del draft["id"]
    body = sign("x", taken=("nitroglycerin",))
    body["context"]["draftOrders"] = bundle(draft)
    found = cards(client, body)
    assert any(card["indicator"] == "critical" for card in found)
    assert not any("suggestions" in card for card in found)


def test_only_a_label_that_names_it_is_information(
    client: TestClient, loaded: LoadedRelease
) -> None:
    known = loaded.knowledge
    named = next(
        (drug, subject.removeprefix("drug:"))
        for drug, subject in known.mentions
        if subject.startswith("drug:")
        and all(one.severity.value == "unknown" for one in known.mentions[drug, subject])
        and not any(
            one.severity.value != "unknown"
            for one in known.mentions.get((subject[5:], f"drug:{drug}"), ())
        )
    )
    names = [known.drugs[one].name for one in named]
    answer = check(client, *names)
    kinds = {one["kind"]: one["severity"] for one in answer["findings"]}
    found = cards(client, sign(*names))
    if kinds.get("label_mention") == "unknown":
        card = of_rule(found, "label_mention")
        assert card["indicator"] == "info"
        assert card["summary"].startswith("Severity not known")


def test_what_somebody_wrote_is_no_markup(client: TestClient) -> None:
    found = cards(client, sign("[click](http://evil) <b>*x*", "warfarin"))
    detail = unchecked(found)
    assert "[click](" not in detail and "<b>" not in detail.replace("\\<b\\>", "")


def test_the_same_call_has_the_same_answer(client: TestClient) -> None:
    body = sign("clonazepam", "unobtainium", taken=("oxycodone",))
    assert cards(client, body) == cards(client, body)
    other = {**body, "hookInstance": "00000000-0000-4000-8000-000000000007"}
    ids = {card["uuid"] for card in cards(client, body)}
    assert not ids & {card["uuid"] for card in cards(client, other)}
    assert all(UUID(one).version == 8 for one in ids)


def test_cards_of_five_hundred_drawn_orders_are_valid(
    client: TestClient, loaded: LoadedRelease
) -> None:
    rolled = random.Random(20261129)
    names = [drug.name for drug in loaded.knowledge.drugs.values()]
    codes = [code for system, code in loaded.knowledge.codes if system == "rxnorm"]
    count = 0
    while count < 500:
        drafts = []
        for place in range(rolled.randint(1, 8)):
            what = concept(rolled.choice([*rolled.sample(names, 3), "zqnothing"]))
            if rolled.random() < 0.5:
                code = rolled.choice(codes)
                what = concept(None, ("http://www.nlm.nih.gov/research/umls/rxnorm", code))
            drafts.append(order("x", place, medicationCodeableConcept=what))
        body = sign("x", prefetch=prefetch(*rolled.sample(names, rolled.randint(0, 3))))
        body["context"]["draftOrders"] = bundle(*drafts)
        cards(client, body)
        count += len(drafts)
