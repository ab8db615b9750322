"""Turns a corpus of official text into the data that service.restoration ships: language model, channels, calibration."""
