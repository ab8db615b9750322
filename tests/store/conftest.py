from tests.databases import desk, empty_sqlite, postgresql, settings

__all__ = ["desk", "empty_sqlite", "postgresql", "settings"]
