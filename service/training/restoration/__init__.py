"""Turns a corpus of official text into the data that service.restoration ships: lexicon, language model, channels, calibration."""
