"""Turns requests under /api/v1 into questions to the store, and its answers into JSON, feeds and problems."""

from apiflask import APIBlueprint, APIFlask

from service.api import (
    access,
    acts,
    changes,
    corrections,
    documents,
    dumping,
    harvesting,
    hooks,
    interchange,
    metrics,
    parse,
    people,
    problems,
    reconciling,
    records,
    search,
    searches,
    tiles,
)


def blueprints() -> tuple[APIBlueprint, ...]:
    rooms = (
        documents,
        records,
        acts,
        search,
        corrections,
        changes,
        people,
        parse,
        hooks,
        interchange,
        harvesting,
        reconciling,
        dumping,
        searches,
        tiles,
    )
    return tuple(room.blueprint for room in rooms)


def install(app: APIFlask) -> None:
    """Hang the API, its errors and its way of knowing who asks into an application."""
    problems.install(app)
    app.before_request(access.identify)
    metrics.install(app)
    for blueprint in blueprints():
        app.register_blueprint(blueprint, url_prefix="/api/v1")
