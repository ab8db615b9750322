"""`vanthu schema`: the JSON Schema of a Reading."""

import json

import click

from models.reading import Reading


@click.command()
def schema() -> None:
    """Print the JSON Schema (2020-12) of what `vanthu read --json` prints."""
    described = Reading.model_json_schema(mode="serialization")
    click.echo(json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **described}, ensure_ascii=False, indent=2))
