"""May these be taken together? The engine: pure functions over one release."""
