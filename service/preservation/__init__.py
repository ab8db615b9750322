"""Turns what was read into the forms that archives, spreadsheets, calendars and other systems open by themselves.

Pure functions over models and records; nothing here asks the store or the network.
"""
