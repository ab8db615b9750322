"""Turns the name of a place, as a paper of some day writes it, into the administrative unit of that day."""

from service.gazetteer.finder import GazetteerPlaceFinder
from service.gazetteer.units import Gazetteer

__all__ = ["Gazetteer", "GazetteerPlaceFinder"]
