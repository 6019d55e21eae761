"""The five questions of the README, asked by the client that openapi-python-client makes."""

import json
import sys

from by_attrs_client import Client
from by_attrs_client.api.drugs import get_drug
from by_attrs_client.api.indications import get_verdict
from by_attrs_client.api.interactions import check_interactions, check_interactions_by_query
from by_attrs_client.api.search import resolve_names, suggest_names
from by_attrs_client.models import (
    Audience,
    CheckIn,
    CheckOut,
    DrugIn,
    ProblemOut,
    ResolvedOut,
    SuggestedOut,
    VerdictOut,
)

client = Client(sys.argv[1])
check = check_interactions_by_query.sync(client=client, drugs=["Klonopin,oxycodone,unobtainium"])
assert isinstance(check, CheckOut)
verdict = get_verdict.sync("clonazepam", "depression", client=client)
assert isinstance(verdict, VerdictOut)
read = resolve_names.sync(client=client, q="Klonopin 0.5 mg tab")
assert isinstance(read, ResolvedOut)
typed = suggest_names.sync(client=client, q="klo", limit=3)
assert isinstance(typed, SuggestedOut)
problem = get_drug.sync("klonapin", client=client)
assert isinstance(problem, ProblemOut)
question = CheckIn(
    drugs=["a glass of wine"],
    current=["clonazepam", DrugIn(name="oxycodone")],
    audience=Audience.PATIENT,
)
by_body = check_interactions.sync(client=client, body=question)
assert isinstance(by_body, CheckOut)
print(
    json.dumps(
        [
            check.completeness, check.pairs[0].inputs, verdict.verdict, read.inputs[0].via,
            typed.suggestions[0].label, problem.status, problem.candidates[0].name,
            by_body.findings[0].severity,
        ]
    )
)  # fmt: skip
