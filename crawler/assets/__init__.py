"""What a person needs beside an archived page to see it as it was: its styles and pictures."""

from crawler.assets.dressing import dress

__all__ = ["dress"]
