"""Turns requests under /api/v1 into questions to the store, and its answers into JSON, feeds and problems."""

from apiflask import APIBlueprint, APIFlask

from service.api import access, changes, corrections, documents, parse, people, problems, records, search


def blueprints() -> tuple[APIBlueprint, ...]:
    return (
        documents.blueprint,
        records.blueprint,
        search.blueprint,
        corrections.blueprint,
        changes.blueprint,
        people.blueprint,
        parse.blueprint,
    )


def install(app: APIFlask) -> None:
    """Hang the API, its errors and its way of knowing who asks into an application."""
    problems.install(app)
    app.before_request(access.identify)
    for blueprint in blueprints():
        app.register_blueprint(blueprint, url_prefix="/api/v1")
