"""Does XML say the same as JSON, in the bytes that clients read by hand?"""

import re

import pytest
from app.api.rxnav.response import write_xml
from fastapi.testclient import TestClient

from tests.rxnav.asking import as_elements, ask, read_elements, tree

ADDRESSES = {
    "interaction/list?rxcuis=2598+3322+7804+11289+1191+777004": "interactiondata",
    "interaction/list?rxcuis=2598": "interactiondata",
    "interaction/interaction?rxcui=777001": "interactiondata",
    "interaction/sources": "interactiondata",
    "interaction/version": "interactiondata",
    "rxcui?name=clona": "rxnormdata",
    "rxcui/2598": "rxnormdata",
    "rxcui/2598/properties": "rxnormdata",
    "rxcui/2598/related?tty=SBD+IN": "rxnormdata",
    "rxcui/2598/allrelated": "rxnormdata",
    "rxcui/2598/allProperties?prop=ALL": "rxnormdata",
    "rxcui/777002/ndcs": "rxnormdata",
    "drugs?name=clona": "rxnormdata",
    "approximateTerm?term=clna": "rxnormdata",
    "spellingsuggestions?name=clna": "rxnormdata",
    "displaynames": "rxnormdata",
    "ndcstatus?ndc=55555013601": "rxnormdata",
    "rxclass/class/byRxcui?rxcui=11289": "rxclassdata",
    "version": "rxnormdata",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_xml_says_what_json_says_in_the_same_order(rxnav: TestClient, address: str) -> None:
    (wanted,) = as_elements(ADDRESSES[address], ask(rxnav, address))
    found = read_elements(tree(rxnav, address))
    assert found == (wanted[0], wanted[1] or "")


@pytest.mark.parametrize("address", ADDRESSES)
def test_xml_is_one_line_with_the_recorded_declaration(rxnav: TestClient, address: str) -> None:
    path, mark, query = address.partition("?")
    text = rxnav.get(f"/REST/{path}.xml{mark}{query}").text
    assert text.startswith(f'<?xml version="1.0" ?><{ADDRESSES[address]}>')
    assert "\n" not in text


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_empty_element_is_written_long(rxnav: TestClient, address: str) -> None:
    path, mark, query = address.partition("?")
    text = rxnav.get(f"/REST/{path}.xml{mark}{query}").text
    assert "/>" not in text


def test_a_synonym_that_is_none_is_written_long(rxnav: TestClient) -> None:
    assert "<synonym></synonym>" in rxnav.get("/REST/Prescribe/drugs?name=Calmex").text


def test_signs_of_xml_are_escaped(rxnav: TestClient) -> None:
    assert "<name>oxy &amp; &lt;asp&gt; drops</name>" in rxnav.get("/REST/rxcui/777004").text


def test_signs_that_xml_cannot_hold_are_left_out() -> None:
    content = write_xml("a", {"b": "x\x00\x0by\ud800z", "c": [], "d": {}, "e": ["1", "2"]})
    assert content == (b'<?xml version="1.0" ?><a><b>x  y z</b><d></d><e>1</e><e>2</e></a>')


def test_a_reader_by_hand_finds_every_product(rxnav: TestClient) -> None:
    """As a program reads that walks from tag to tag, and needs both tags of each element."""
    text = rxnav.get("/REST/Prescribe/drugs?name=clona").text
    entries = re.findall(
        r"<rxcui>([^<]*)</rxcui><name>([^<]*)</name><synonym>([^<]*)</synonym><tty>([^<]*)</tty>",
        text,
    )
    assert [entry[0] for entry in entries] == ["777003", "777002"]
