"""What the compiled half tells of many things: pages of JSON, between which Ctrl-C is heard."""

import json
from collections.abc import Iterator
from typing import Any


def views(pages: list[str]) -> Iterator[dict[str, Any]]:
    """The views of all pages, in order."""
    for page in pages:
        yield from json.loads(page)
