"""A bare FastAPI application: the same sizes in and out, and nothing between."""

import json
import os
from pathlib import Path
from typing import Any

from app.api.answers.checks import CheckOut
from fastapi import FastAPI, Response
from pydantic import BaseModel


class Question(BaseModel):
    """The body of a check."""

    drugs: list[str]


class Part(BaseModel):
    """A piece of an answer."""

    id: str
    words: list[str]


class Answer(BaseModel):
    """As many bytes as the answer that it stands beside."""

    summary: str
    parts: list[Part]


def sized(size: int) -> Answer:
    """An answer of about this many bytes as JSON."""
    part = Part(id="benzodiazepine-opioid:clonazepam:oxycodone", words=["a plain sentence"] * 12)
    each = len(part.model_dump_json()) + 1
    return Answer(summary="1 interaction found", parts=[part] * max(1, size // each))


app = FastAPI()
_PLAIN = {
    "call": 9000, "five": 5000, "twenty": 9000, "drug": 5000, "list": 5000, "brief": 2000
}  # fmt: skip
_SIZES = json.loads(os.environ.get("BARE_SIZES", json.dumps(_PLAIN)))


@app.post("/check/five")
async def check_five(question: Question) -> Answer:
    """As a check of five names would answer."""
    return sized(_SIZES["five"])


@app.post("/check/twenty")
async def check_twenty(question: Question) -> Answer:
    """As a check of twenty names would answer."""
    return sized(_SIZES["twenty"])


# What we answered, in the shape that we promise, ready to be written out.
_FOLDER = os.environ.get("BARE_ANSWERS")
_RECORDED = {
    name: CheckOut.model_validate_json(Path(_FOLDER, f"{name}.json").read_bytes())
    for name in (("five", "twenty") if _FOLDER else ())
}


@app.post("/check/five/recorded")
async def check_five_recorded(question: Question) -> CheckOut:
    """Our own answer to a check of five names, as our own model."""
    return _RECORDED["five"]


@app.post("/check/twenty/recorded")
async def check_twenty_recorded(question: Question) -> CheckOut:
    """Our own answer to a check of twenty names, as our own model."""
    return _RECORDED["twenty"]


@app.get("/drug")
def drug() -> Answer:
    """As a drug would be told."""
    return sized(_SIZES["drug"])


@app.get("/list")
async def list_rxcuis(rxcuis: str) -> Answer:
    """As a list of five RxCUIs would be answered."""
    return sized(_SIZES["list"])


@app.post("/call")
async def call(body: dict[str, Any]) -> Answer:
    """As a call of a hook would be answered."""
    return sized(_SIZES["call"])


@app.post("/check/brief")
async def check_brief(question: Question) -> Answer:
    """As a brief check of five names would answer."""
    return sized(_SIZES["brief"])


_PREBUILT = b" " * _SIZES["drug"]


@app.get("/drug/prebuilt")
async def drug_prebuilt() -> Response:
    """As many bytes as of a drug, which are there already."""
    return Response(_PREBUILT, media_type="application/json")
