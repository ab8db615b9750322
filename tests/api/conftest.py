from tests.databases import desk, postgresql, settings

__all__ = ["desk", "postgresql", "settings"]
