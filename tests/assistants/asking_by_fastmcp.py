"""Asks every tool and a resource by the client of fastmcp, and prints what it was answered."""

import asyncio
import json
import sys

from fastmcp import Client

QUESTIONS = {
    "find_drug": {"name": "Klonopin 0.5 mg"},
    "drug_information": {"drug": "clonazepam"},
    "is_prescribed_for": {"drug": "clonazepam", "condition": "depression"},
    "side_effects": {"drug": "clonazepam"},
    "check_interactions": {"drugs": ["clonazepam", "wine", "zqnothing"]},
}


async def ask(address: str) -> None:
    """Prints one JSON object."""
    async with Client(address) as client:
        assert {one.name for one in await client.list_tools()} == set(QUESTIONS)
        answers = {
            name: (await client.call_tool(name, asked)).structured_content
            for name, asked in QUESTIONS.items()
        }
        (whole,) = await client.read_resource("materia://drugs/clonazepam")
        answers["resource"] = json.loads(whole.text)
    print(json.dumps(answers))


asyncio.run(ask(sys.argv[1]))
