"""Do judges that others wrote take every kind of resource, and reject broken ones?

Each looks at something else: `fhir.resources` at the structure, npm `fhir` with the official
definitions and `fhirpath` at R5, medplum and pyrofile at R4, TypeScript at required codes. A
broken resource must be rejected by at least one. Those of npm are installed by `.ci/run`, and
skipped elsewhere.
"""

import copy
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import ROOT
from tests.fhir.judging import Pyrofile, problems
from tests.hooks.calls import order

NODE = ROOT / "tests" / "contract" / "node"
Resource = dict[str, Any]
USES = ("indication", "contraindication", "interaction", "undesirable-effect", "warning")
TYPES = (
    "MedicationKnowledge", "Medication", "Substance", "CodeSystem", "ValueSet",
    "StructureDefinition", "OperationDefinition",
)  # fmt: skip

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def node() -> str:
    """Node, with the judges beside it."""
    program = shutil.which("node")
    if program is None or not (NODE / "node_modules" / "hl7.fhir.r5.core").exists():
        pytest.skip("the judges of npm are not installed: .ci/run does it")
    return program


@pytest.fixture(scope="module")
def emitted(client: TestClient) -> list[tuple[str, Resource]]:
    """One of every kind of resource that either version can answer with, and some more."""
    found: list[tuple[str, Resource]] = []
    for version in ("r5", "r4"):
        base = f"/fhir/{version}"
        found.append((version, client.get(f"{base}/metadata").json()))
        for kind in TYPES:
            answer = client.get(f"{base}/{kind}?_count=12").json()
            parts = [one["resource"] for one in answer["entry"]]
            answer["entry"] = answer["entry"][:1] if kind != "CodeSystem" else []
            if not answer["entry"]:
                del answer["entry"]
            found += [(version, answer), *((version, one) for one in parts)]
        body = {"resourceType": "Parameters", "parameter": [
            {"name": "medication", "resource": order(name, place)}
            for place, name in enumerate(["warfarin", "ibuprofen", "Advil", "zqnone", "opium"])
        ]}  # fmt: skip
        checked = client.post(f"{base}/$check-interactions", json=body).json()
        found += [(version, checked), *((version, one["resource"]) for one in checked["entry"])]
        system = "urn:materia:fhir:CodeSystem:classes"
        for path in (
            f"CodeSystem/$lookup?system={system}&code=opioid",
            f"CodeSystem/$validate-code?url={system}&code=opioid",
            f"CodeSystem/$subsumes?system={system}&codeA=opioid&codeB=opioid",
            "ValueSet/class.opioid/$expand?count=3", "Substance/zqgone", "Substance?_summary=count",
            "Substance/warfarin?_elements=status",
        ):  # fmt: skip
            found.append((version, client.get(f"{base}/{path}").json()))
    for kind in USES:
        answer = client.get(f"/fhir/r5/ClinicalUseDefinition?type={kind}&_count=25").json()
        found += [("r5", one["resource"]) for one in answer["entry"]]
    return found


def judge(node: str, given: list[tuple[str, Resource]]) -> list[list[str]]:
    """What the judges of npm have against each."""
    asked = json.dumps([{"version": version, "resource": one} for version, one in given])
    done = subprocess.run(
        [node, NODE / "fhir-judge.mjs"], input=asked, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2_000:]
    found: list[list[str]] = json.loads(done.stdout)
    return found


def compile_all(node: str, folder: Path, given: list[tuple[str, Resource]]) -> set[int]:
    """The places of those that TypeScript does not take for their type."""
    tsc = NODE / "node_modules" / "typescript" / "bin" / "tsc"
    for place, (version, one) in enumerate(given):
        kind = one["resourceType"]
        # What a Bundle may hold is a parameter of its type.
        whole = f"{kind}<FhirResource>" if kind == "Bundle" else kind
        text = f'import type {{ {kind}, FhirResource }} from "fhir/{version}";\n'
        text += f"export const one: {whole} = {json.dumps(one)};\n"
        (folder / f"one{place}.ts").write_text(text, encoding="utf-8")
    options = {
        "strict": True, "noEmit": True, "module": "esnext", "moduleResolution": "bundler",
        "types": [], "paths": {"fhir/*": [f"{NODE}/node_modules/@types/fhir/*"]},
    }  # fmt: skip
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": options}))
    done = subprocess.run(
        [node, tsc, "-p", folder], capture_output=True, text=True, timeout=300, check=False
    )
    lines = [line for line in done.stdout.splitlines() if "error TS" in line]
    assert all("one" in line for line in lines), done.stdout[:1_000]
    return {int(line.partition("one")[2].partition(".ts")[0]) for line in lines}


def test_everything_is_taken_by_every_judge(
    node: str, emitted: list[tuple[str, Resource]], tmp_path: Path
) -> None:
    assert [one for one in emitted if problems(one[1], one[0])] == []
    against = judge(node, emitted)
    assert [
        (one[0], one[1]["resourceType"], one[1].get("id"), found)
        for one, found in zip(emitted, against, strict=True)
        if found
    ] == []
    # A CodeSystem with all drugs says no more of types than a small one.
    small = [one for one in emitted if len(json.dumps(one[1])) < 20_000]
    refused = compile_all(node, tmp_path, small)
    assert [small[place][1] for place in refused] == []


def test_pyrofile_takes_every_resource_of_r4(emitted: list[tuple[str, Resource]]) -> None:
    judge = Pyrofile()
    assert [
        (one["resourceType"], one.get("id"), found)
        for version, one in emitted
        if version == "r4" and (found := judge.problems(one))
    ] == []


def test_pyrofile_rejects_most_broken_resources_of_r4(client: TestClient) -> None:
    judge = Pyrofile()
    broken = [one for version, one in _broken(client) if version == "r4"]
    rejected = sum(bool(judge.problems(one)) for one in broken)
    assert (rejected >= 10, rejected < len(broken)) == (True, True)


def _set(path: str, value: Any) -> Callable[[Resource], None]:
    """Puts a value where the path says; None takes away what is there."""

    def change(resource: Resource) -> None:
        *above, last = path.split(".")
        place: Any = resource
        for part in above:
            place = place[int(part)] if part.isdigit() else place[part]
        if value is None:
            del place[last]
        else:
            place[last] = value

    return change


# Each with the resource that is broken: its version and the address it is read at.
USE = ("r5", "ClinicalUseDefinition/benzodiazepine-opioid")
DRUG5, DRUG4 = ("r5", "Substance/warfarin"), ("r4", "Substance/warfarin")
KNOWN5, KNOWN4 = ("r5", "MedicationKnowledge/warfarin"), ("r4", "MedicationKnowledge/warfarin")
SET5, SET4 = ("r5", "ValueSet/class.opioid"), ("r4", "ValueSet/class.opioid")
DEFINED5, DEFINED4 = ("r5", "StructureDefinition/severity"), ("r4", "StructureDefinition/severity")
BREAKS: list[tuple[tuple[str, str], str, Any]] = [
    (USE, "type", "no-such-type"), (USE, "type", None), (USE, "warning", {"description": "x"}),
    (USE, "severity", "high"), (USE, "subject", {"reference": "Substance/x"}),
    (USE, "interaction.effect", {"text": "x"}), (USE, "interaction.management", [7]),
    (USE, "status", "active"), (USE, "contained", [{"resourceType": "Nothing"}]),
    (USE, "interaction.interactant.0.itemCodeableConcept", [{"text": "x"}]),
    (DRUG5, "instance", None), (DRUG5, "instance", "no"), (DRUG5, "code", {"text": "x"}),
    (DRUG5, "status", "gone"), (DRUG5, "ingredient", {}), (DRUG5, "description", 7),
    (DRUG4, "code", None), (DRUG4, "status", "gone"), (DRUG4, "code", {"concept": {"text": "x"}}),
    (DRUG4, "instance", False), (DRUG4, "description", ["x"]),
    (KNOWN5, "status", "gone"), (KNOWN5, "synonym", ["x"]), (KNOWN5, "name", "x"),
    (KNOWN5, "definitional.ingredient.0.item", None), (KNOWN5, "code", []),
    (KNOWN4, "status", "gone"), (KNOWN4, "name", ["x"]), (KNOWN4, "definitional", {}),
    (KNOWN4, "ingredient.0.itemCodeableConcept", {"text": "x"}),
    (SET5, "status", "gone"), (SET5, "compose.include", []), (SET5, "experimental", "no"),
    (SET4, "status", None), (SET4, "compose.include.0.concept.0.code", None),
    (DEFINED5, "kind", "no-such-kind"), (DEFINED5, "abstract", None), (DEFINED5, "url", None),
    (DEFINED4, "derivation", "x"), (DEFINED4, "type", None),
    (DEFINED4, "differential.element.0.path", None),
]  # fmt: skip


def _broken(client: TestClient) -> list[tuple[str, Resource]]:
    broken: list[tuple[str, Resource]] = []
    for (version, path), place, value in BREAKS:
        resource = copy.deepcopy(client.get(f"/fhir/{version}/{path}").json())
        _set(place, value)(resource)
        broken.append((version, resource))
    return broken


def test_every_broken_one_is_rejected_by_at_least_one(
    node: str, client: TestClient, tmp_path: Path
) -> None:
    broken = _broken(client)
    assert len(broken) >= 30
    judged, refused = judge(node, broken), compile_all(node, tmp_path, broken)
    passed = [
        BREAKS[place]
        for place, (version, one) in enumerate(broken)
        if not judged[place] and place not in refused and not problems(one, version)
    ]
    assert passed == []
