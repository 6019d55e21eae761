"""A server of the Model Context Protocol with one tool that does nothing, by the same SDK."""

from typing import Any

from mcp.server.mcpserver import MCPServer

server = MCPServer("bare")


@server.tool(structured_output=True)
async def check_interactions(drugs: list[str]) -> dict[str, Any]:
    """Does nothing."""
    return {"size": len(drugs)}


app = server.streamable_http_app(json_response=True, stateless_http=True)
