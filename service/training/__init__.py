"""Builds every data/ that ships from its sources; nothing that serves imports it."""
