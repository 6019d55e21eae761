"""The server of the protocol: what each tool is called, takes and means, by the official SDK.

The SDK takes seconds to load, so this module is imported when an assistant first asks.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import MCPServer
from mcp.types import ToolAnnotations
from pydantic import Field

from app import __version__
from app.api.http.bounds import Day
from app.api.mcp.tools import MOST_DRUGS, Stated, Tools
from app.domain.interactions.person import Sex

INSTRUCTIONS = """\
Materia: medication information, every statement with its source. Information, not medical advice.

How to read an answer:
- `completeness` of a check is `complete`, `partial` or `none`. Say it as it is; never soften it.
- What is missing is unknown, not safe. `unresolved`, `ambiguous`, `not_assessed`, `not_named`, \
`no_record` and status `unknown` are no all-clear, and each means something else.
- Name everything in `not_checked`. Ask the person which candidate was meant; choose none yourself.
- `would_ask` names what about the person would decide something: ask for it.
- Verdict `unknown` means that nothing is recorded, never "no".
- Severity `unknown` is not small. Nobody should stop or start a medicine because of an answer \
without a doctor or pharmacist.
- `whole` is the address of everything recorded, with citations: read `materia:/` and that address \
as a resource, such as materia://drugs/clonazepam.
"""
_READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

Drug = Annotated[str, Field(max_length=20_000, description="Name, brand or code")]
Names = Annotated[
    list[Annotated[str, Field(max_length=20_000)]],
    Field(max_length=MOST_DRUGS, description="As people write them: `Klonopin 0.5 mg tab`"),
]
Stopped = Annotated[
    dict[Annotated[str, Field(max_length=20_000)], Day], Field(max_length=MOST_DRUGS)
]
Words = Annotated[list[Annotated[str, Field(max_length=400)]], Field(max_length=50)]


def make_server(tools: Tools) -> MCPServer:
    """The server with its five tools and its resources."""
    with _logs_as_they_are():
        server = MCPServer(
            "materia", title="Materia", instructions=INSTRUCTIONS, version=__version__
        )
    # Its spans would hold words of errors, and the name of any tool that somebody asks for.
    around = server._lowlevel_server.middleware
    around[:] = [one for one in around if type(one).__name__ != "OpenTelemetryMiddleware"]
    _add_look_ups(server, tools)
    _add_facts(server, tools)
    _add_check(server, tools)
    _add_resources(server, tools)
    return server


@contextmanager
def _logs_as_they_are() -> Iterator[None]:
    """Keeps the SDK from setting up the logs of the process, and what was asked out of them."""
    root, own = logging.getLogger(), logging.getLogger("mcp")
    handlers, level = list(root.handlers), root.level
    own.propagate = False
    own.addHandler(logging.NullHandler())
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def _add_look_ups(server: MCPServer, tools: Tools) -> None:
    @server.tool(annotations=_READ_ONLY, structured_output=True)
    async def find_drug(name: Drug) -> dict[str, Any]:
        """What drug a name, brand, code or misspelling means. `status` is `resolved`, or
        `needs_confirmation`, `ambiguous` or `unresolved` with `candidates`: ask which was meant.
        """
        return await tools.find_drug(name)

    @server.tool(annotations=_READ_ONLY, structured_output=True)
    async def drug_information(drug: Drug) -> dict[str, Any]:
        """What a drug is: kind, names, classes, and how much is recorded of it (`depth`,
        `counts`). A count of 0 means nothing is recorded here, not that there is nothing.
        """
        return await tools.drug_information(drug)


def _add_facts(server: MCPServer, tools: Tools) -> None:
    @server.tool(annotations=_READ_ONLY, structured_output=True)
    async def is_prescribed_for(
        drug: Drug,
        condition: Annotated[str, Field(max_length=20_000, description="Name or ICD-10 code")],
    ) -> dict[str, Any]:
        """Whether a drug is used for a condition: `verdict` approved, off_label, adjunct_only,
        investigational, not_indicated, advised_against or unknown, with limits and what is used
        instead. `unknown` means nothing is recorded: it is neither yes nor no.
        """
        return await tools.is_prescribed_for(drug, condition)

    @server.tool(annotations=_READ_ONLY, structured_output=True)
    async def side_effects(
        drug: Drug, offset: Annotated[int, Field(ge=0, le=100_000)] = 0
    ) -> dict[str, Any]:
        """Recorded side effects with frequency and seriousness, some at a time (`total`, `offset`).
        `recorded` is `partial` or `none`: an effect that is not listed may still occur.
        """
        return await tools.side_effects(drug, offset)


def _add_check(server: MCPServer, tools: Tools) -> None:
    @server.tool(annotations=_READ_ONLY, structured_output=True)
    async def check_interactions(
        drugs: Names,
        current: Annotated[Names, Field(description="Already taken")] = [],  # noqa: B006 - copied
        age: Annotated[float | None, Field(ge=0, le=130)] = None,
        sex: Literal["female", "male", "other"] | None = None,
        pregnant: bool | None = None,
        egfr: Annotated[float | None, Field(ge=0, le=300, description="mL/min/1.73 m²")] = None,
        allergies: Annotated[
            Words | None, Field(description="Empty only if none is known for certain")
        ] = None,
        conditions: Words | None = None,
        stopped: Annotated[
            Stopped, Field(description="Stopped not long ago: name and its last day")
        ] = {},  # noqa: B006 - copied
        as_of: Annotated[Day | None, Field(description="Day to count from; else today")] = None,
    ) -> dict[str, Any]:
        """Whether medicines may be taken together, and with what is known of the person; alcohol,
        foods and herbs too. Leave out what is not known: it is not taken as normal. Report
        `completeness` and `not_checked` as they are. No finding with `partial` or `none` is no
        all-clear: unknown names and pairs that nobody assessed are not safe pairs.
        """
        kind = None if sex is None else Sex(sex)
        stated = Stated(age, kind, pregnant, egfr, allergies, conditions, stopped, as_of)
        return await tools.check_interactions(drugs, current, stated)


def _add_resources(server: MCPServer, tools: Tools) -> None:
    """What `whole` of a brief answer names."""
    json = "application/json"

    @server.resource("materia://drugs/{drug}", mime_type=json)
    def drug(drug: str) -> str:
        """All that is recorded of what a drug is, with citations."""
        return tools.read(["drugs", drug]).decode()

    @server.resource("materia://drugs/{drug}/indications/{condition}", mime_type=json)
    def indication(drug: str, condition: str) -> str:
        """The whole verdict on a drug and a condition, with citations."""
        return tools.read(["drugs", drug, "indications", condition]).decode()

    @server.resource("materia://interactions/{interaction}", mime_type=json)
    def interaction(interaction: str) -> str:
        """A rule, a record, or what labels of a drug say, whole and with citations."""
        return tools.read(["interactions", interaction]).decode()
