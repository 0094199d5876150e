"""Fictional regions of one to two and a half thousand pages whose evidence is known: what a search is measured on.

Nothing here knows how the crawler orders its links. The words are in `wording.toml`, the evidence comes from the
fixtures that the rules are tested on, and each template lays out its sites in a way of its own.
"""

from bench.web.plan import World, build_alike
from bench.web.server import Serving
from bench.web.style import STYLES
from bench.web.unlike import POSTS, build_unlike

__all__ = ["TEMPLATES", "Serving", "World", "build"]

TEMPLATES = (*STYLES, POSTS.name)


def build(template: str, seed: int) -> World:
    """The region of a template and a seed; the same every time."""
    return build_unlike(seed) if template == POSTS.name else build_alike(template, seed)
