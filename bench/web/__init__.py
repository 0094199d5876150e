"""Fictional regions of one to two and a half thousand pages whose evidence is known: what a search is measured on.

Nothing here knows how the crawler orders its links. The words are in `wording.toml`, the evidence comes from the
fixtures that the rules are tested on, and each template lays out its sites in a way of its own.
"""

from bench.web.plan import TEMPLATES, World, build
from bench.web.server import Serving

__all__ = ["TEMPLATES", "Serving", "World", "build"]
