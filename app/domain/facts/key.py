"""A key names a thing of any kind: `drug:clonazepam`, `class:opioid`, `condition:depression`,
`therapy:cbt`.
"""

Key = str


def key(kind: str, slug: str) -> Key:
    """The key of a thing: `key("drug", "clonazepam")` is `drug:clonazepam`."""
    return f"{kind}:{slug}"


def split_key(name: Key) -> tuple[str, str]:
    """The kind and the slug of a key."""
    kind, _, slug = name.partition(":")
    return kind, slug
