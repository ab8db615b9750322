"""The import-linter contract "doors": each outside library enters by the rooms that the contract lists, and by no other.

Exhaustive: a library that is imported anywhere and not listed breaks the contract, so that a new one has to be given a door.
"""

import sys

from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """`doors` holds entries "library: room, room"; a room is a package or module, its descendants included."""

    type_name = "doors"

    doors = fields.ListField(subfield=fields.StringField())

    def check(self, graph, verbose):  # type: ignore[no-untyped-def]
        doors = {}
        for entry in self.doors:
            libraries, _, rooms = entry.partition(":")
            for library in libraries.split(","):
                doors[library.strip()] = [room.strip() for room in rooms.split(",")]
        broken = []
        libraries = {m for m in graph.modules if graph.is_module_squashed(m) and m not in sys.stdlib_module_names}
        for library in sorted(libraries):
            for importer in sorted(graph.find_modules_that_directly_import(library)):
                if library not in doors:
                    broken.append(f"{importer} imports {library}, which has no door; give it one in pyproject.toml")
                elif not any(f"{importer}.".startswith(f"{room}.") for room in doors[library]):
                    broken.append(f"{importer} imports {library}, whose doors are {', '.join(doors[library])}")
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check):  # type: ignore[no-untyped-def]
        for line in check.metadata["broken"]:
            output.print_error(line)
