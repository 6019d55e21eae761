"""The Model Context Protocol: tools and resources for assistants (docs/mcp.md)."""
