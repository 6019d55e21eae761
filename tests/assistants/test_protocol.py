"""Do clients of the protocol find the tools, over HTTP and on standard input and output?"""

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx2
import pytest
from app.api.mcp.app import allowed, as_entries
from app.settings import Settings, listed
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.server.transport_security import TransportSecurityMiddleware, TransportSecuritySettings

from tests.api.calling import listening
from tests.conftest import ROOT

MOST_TOOLS, MOST_BYTES = 7, 8_000
SECRET = "zqsecret"
Job = Callable[[Client], Awaitable[Any]]


@pytest.fixture(scope="module")
def address(seeded_url: str) -> Iterator[str]:
    """A server of its own, on loopback."""
    with listening(seeded_url) as base:
        yield f"{base}/mcp"


def over_http(address: str, job: Job, mode: str = "auto") -> Any:
    """What a job of the official client gives."""

    async def run() -> Any:
        async with Client(address, mode=mode) as client:
            return await job(client)

    return asyncio.run(asyncio.wait_for(run(), 120))


@pytest.fixture(params=["auto", "legacy"])
def ask(request: pytest.FixtureRequest, address: str) -> Callable[[Job], Any]:
    """Asks by the newest revision, and by the one before it."""
    return lambda job: over_http(address, job, request.param)


def call(tool: str, **arguments: Any) -> Job:
    """Calls a tool; its structured answer."""

    async def job(client: Client) -> Any:
        answer = await client.call_tool(tool, arguments)
        assert not answer.is_error, answer.content
        assert json.loads(answer.content[0].text) == answer.structured_content
        return answer.structured_content

    return job


def test_both_revisions_are_spoken(address: str) -> None:
    async def job(client: Client) -> str | None:
        return client.protocol_version

    assert over_http(address, job) == "2026-07-28"
    assert over_http(address, job, "legacy") == "2025-11-25"


def test_there_are_few_tools_and_each_says_what_missing_means(ask: Callable[[Job], Any]) -> None:
    async def job(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = ask(job)
    whole = [one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in tools]
    assert len(tools) <= MOST_TOOLS
    assert len(json.dumps(whole)) <= MOST_BYTES
    for one in tools:
        assert one.annotations.read_only_hint
        assert any(word in one.description for word in ("unknown", "unresolved", "not listed", "0"))
    check = next(one for one in tools if one.name == "check_interactions")
    words = " ".join(check.description.split())
    assert "Report `completeness` and `not_checked` as they are" in words
    assert "is no all-clear" in words


def test_a_check_has_the_brief_answer(ask: Callable[[Job], Any]) -> None:
    stopped = {"stopped": {"fluoxetine": "2026-03-01"}, "as_of": "2026-03-20"}
    found = ask(call("check_interactions", drugs=["selegiline"], **stopped))
    assert found["as_of"] == "2026-03-20"
    found = ask(call("check_interactions", drugs=["Klonopin"], current=["oxycodone"], age=80))
    assert found["view"] == "brief" and found["completeness"]
    rules = {one["whole"] for one in found["findings"]}
    assert {"/interactions/benzodiazepine-opioid", "/interactions/opioid-older-age"} <= rules


@pytest.mark.parametrize(
    ("tool", "arguments", "field", "value"),
    [
        ("find_drug", {"name": "Klonopin 0.5 mg"}, "view", "brief"),
        ("drug_information", {"drug": "klonopin"}, "id", "clonazepam"),
        ("is_prescribed_for", {"drug": "clonazepam", "condition": "depression"}, "verdict",
         "adjunct_only"),
        ("side_effects", {"drug": "clonazepam"}, "recorded", "partial"),
        ("drug_information", {"drug": "zqnothing"}, "status", "unknown"),
        ("is_prescribed_for", {"drug": "clonazepam", "condition": "zqnone"}, "status", "unknown"),
        ("is_prescribed_for", {"drug": "zqnone", "condition": "gout"}, "status", "unknown"),
        ("side_effects", {"drug": "zqnothing"}, "status", "unknown"),
        ("drug_information", {"drug": "x" * 9_000}, "status", "unknown"),
    ],
)  # fmt: skip
def test_each_tool_answers(
    address: str, tool: str, arguments: dict[str, Any], field: str, value: str
) -> None:
    assert over_http(address, call(tool, **arguments))[field] == value


def test_the_whole_is_a_resource(address: str) -> None:
    async def job(client: Client) -> list[Any]:
        paths = [
            "drugs/clonazepam", "interactions/benzodiazepine-opioid", "interactions/zqgone",
            "drugs/clonazepam/indications/depression", "drugs/zqgone",
            "drugs/zqgone/indications/gout", "drugs/clonazepam/indications/zqgone",
        ]  # fmt: skip
        read = [await client.read_resource(f"materia://{path}") for path in paths]
        return [json.loads(one.contents[0].text) for one in read]

    drug, rule, gone, verdict, *others = over_http(address, job)
    assert drug["id"] == "clonazepam"
    assert rule["id"] == "benzodiazepine-opioid" and rule["citations"]
    assert verdict["verdict"] == "adjunct_only"
    assert {one["status"] for one in (gone, *others)} == {"unknown"}


@pytest.mark.parametrize(
    "arguments",
    [{}, {"drugs": "clonazepam"}, {"drugs": ["a"], "age": -1}, {"drugs": ["a"] * 101},
     {"drugs": ["a"], "sex": "x"}],
)  # fmt: skip
def test_what_does_not_fit_is_an_error_of_the_tool(address: str, arguments: dict[str, Any]) -> None:
    async def job(client: Client) -> bool:
        return bool((await client.call_tool("check_interactions", arguments)).is_error)

    assert over_http(address, job)


INITIALIZE = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {},
               "clientInfo": {"name": "x", "version": "1"}},
}  # fmt: skip


def post(address: str, body: Any = INITIALIZE, **headers: str) -> int:
    """The status of one request written by hand."""
    accept = {"Accept": "application/json, text/event-stream"}
    with httpx2.Client(timeout=60) as client:
        status: int = client.post(address, json=body, headers={**accept, **headers}).status_code
    return status


def test_a_page_that_points_its_name_here_is_refused(address: str) -> None:
    assert post(address) == 200
    assert post(address, Origin="http://localhost:3000") == 200
    assert post(address, Host="evil.example") in (403, 421)
    assert post(address, Origin="http://evil.example") == 403


def test_the_public_address_is_allowed(seeded_url: str) -> None:
    with listening(seeded_url, public_url="https://materia.example") as base:
        address = f"{base}/mcp"
        assert post(address, Host="materia.example", Origin="https://materia.example") == 200
        assert post(address, Host="other.example") in (403, 421)


KNOWN = "materia.example, *.ward.example, [::1]"


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("materia.example", None, 200), ("materia.example:8443", None, 200),
        ("MATERIA.example:8443", "https://Materia.Example", 200),
        ("a.ward.example", None, 200), ("a.b.ward.example:8000", None, 200),
        ("A.Ward.example", "https://a.ward.example", 200),
        ("a.ward.example:8000", "https://a.ward.example:8000", 200),
        ("a.ward.example", "http://b.ward.example", 200),
        ("a.ward.example", "https://materia.example:8443", 200),
        ("[::1]:80", "http://[::1]:80", 200), ("a.ward.example", "http://localhost:3000", 200),
        # Foreign hosts, and such as only look like known ones.
        ("ward.example", None, 421), ("a.ward.example.evil", None, 421),
        ("award.example", None, 421), ("evil.example", None, 421), ("*.ward.example", None, 421),
        ("x.*.ward.example", None, 421), ("materia.example.", None, 421),
        ("materia.example:80.evil", None, 421), ("[::1].evil", None, 421),
        ("localhost", None, 421),
        # Foreign origins of a known host.
        ("a.ward.example", "https://evil.example", 403), ("a.ward.example", "null", 403),
        ("a.ward.example", "https://ward.example", 403),
        ("a.ward.example", "https://a.ward.example.evil", 403),
        ("a.ward.example", "https://*.ward.example", 403),
        ("a.ward.example", "ftp://a.ward.example", 403), ("materia.example", "*", 403),
        ("materia.example", "materia.example", 403),
    ],
)  # fmt: skip
def test_the_sdk_answers_under_the_names_that_are_known_and_no_others(
    guarded: str, host: str, origin: str | None, status: int
) -> None:
    headers = {"Host": host} if origin is None else {"Host": host, "Origin": origin}
    assert post(guarded, **headers) == status


@pytest.fixture(scope="module")
def guarded(seeded_url: str) -> Iterator[str]:
    """The address of a server that knows its names."""
    with listening(seeded_url, known_hosts=KNOWN) as base:
        yield f"{base}/mcp"


def test_what_the_sdk_judges_itself_is_never_without_its_protection() -> None:
    settings = Settings(known_hosts=KNOWN, public_url="https://Public.Example:8443/m")
    hosts, origins = allowed(settings)
    judge = TransportSecurityMiddleware(
        TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=origins)
    )
    assert judge.settings.enable_dns_rebinding_protection
    for host, is_known in (
        ("PUBLIC.example:8443", True), ("public.example", False), ("a.ward.example:1", True),
        ("*.ward.example", False), ("localhost:8000", True), ("evil.example", False),
    ):  # fmt: skip
        [(_, given)] = as_entries([(b"host", host.encode())], listed(settings.known_hosts))
        assert judge._validate_host(given.decode()) is is_known, host


@pytest.mark.parametrize("body", [[], 7, {"jsonrpc": "2.0"}, {"a": {"b": 1}}])
def test_what_is_no_request_is_refused(address: str, body: Any) -> None:
    assert 400 <= post(address, body) < 500


def test_nothing_that_was_asked_reaches_a_log(
    address: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    async def job(client: Client) -> None:
        await client.call_tool("check_interactions", {"drugs": [SECRET], "allergies": [SECRET]})
        await client.call_tool("check_interactions", {"drugs": 7, SECRET: SECRET})
        await client.call_tool("find_drug", {"name": SECRET})

    with caplog.at_level(logging.DEBUG):
        over_http(address, job)
    # The client of the test logs too.
    ours = [one for one in caplog.records if one.name.startswith(("materia", "mcp.server"))]
    assert any("/mcp" in one.getMessage() for one in ours)
    lines = [f"{one.name} {one.getMessage()}" for one in ours]
    assert [line for line in lines if SECRET in line] == []
    assert SECRET not in "".join(capfd.readouterr())


COMMAND = "from app.cli.app import app; app(['mcp'])"


def test_the_command_answers_on_standard_input_and_output(seeded_url: str) -> None:
    async def run() -> Any:
        command = StdioServerParameters(
            command=sys.executable,
            args=["-c", COMMAND],
            env={"MATERIA_DATABASE_URL": seeded_url, "PYTHONPATH": str(ROOT)},
        )
        async with Client(stdio_client(command)) as client:
            return await call("find_drug", name="Klonopin")(client)

    found = asyncio.run(asyncio.wait_for(run(), 240))
    assert found["inputs"][0]["drugs"] == ["clonazepam"]


def test_a_server_starts_without_loading_the_sdk() -> None:
    code = (
        "import sys, app.main; app.main.create_app(); "
        "print([name for name in ('mcp', 'jwt', 'cryptography') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=240,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() == "[]"
