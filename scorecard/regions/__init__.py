"""The kabupaten and kota: the registry of 514, own target lists, and finding a region by what people call it."""

from scorecard.regions.names import kind_of, normalise
from scorecard.regions.registry import registry
from scorecard.regions.selection import match, names_of, select
from scorecard.regions.targets import load_targets

__all__ = ["kind_of", "load_targets", "match", "names_of", "normalise", "registry", "select"]
