"""The five questions of the README, asked by the client that openapi-generator makes (python)."""

import json
import sys
from typing import get_args

import by_pydantic_client as made
from pydantic import StrictInt

client = made.ApiClient(made.Configuration(host=sys.argv[1]))
interactions = made.InteractionsApi(client)
check = interactions.check_interactions_by_query(drugs=["Klonopin,oxycodone,unobtainium"])
verdict = made.IndicationsApi(client).get_verdict("clonazepam", "depression")
search = made.SearchApi(client)
read = search.resolve_names("Klonopin 0.5 mg tab")
typed = search.suggest_names("klo", limit=3)
try:
    made.DrugsApi(client).get_drug("klonapin")
    raise AssertionError("an unknown drug was answered")
except made.exceptions.NotFoundException as error:
    problem = json.loads(error.body)
question = made.CheckIn(
    drugs=[made.CheckInDrugsInner("a glass of wine")],
    current=[
        made.CheckInDrugsInner("clonazepam"),
        made.CheckInDrugsInner(made.DrugIn(name="oxycodone")),
    ],
    audience=made.Audience.PATIENT,
)
by_body = interactions.check_interactions(question)
inputs = check.pairs[0].__class__.model_fields["inputs"].annotation
assert get_args(inputs) == (StrictInt,)
print(
    json.dumps(
        [
            check.completeness, check.pairs[0].inputs, verdict.verdict, read.inputs[0].via,
            typed.suggestions[0].label, problem["status"], problem["candidates"][0]["name"],
            by_body.findings[0].severity,
        ]
    )
)  # fmt: skip
