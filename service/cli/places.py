"""`vanthu places`: which administrative unit a name means on a day, and why."""

import json
from datetime import date, datetime

import click

from models.place import Place, PlaceStatus


@click.command()
@click.argument("name")
@click.option("--on", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), help="The day, such as 2022-04-12; today when not given.")
@click.option("--province", help="Code of the province that the paper is from, such as 24.")
@click.option("--successors", is_flag=True, help="Also show the units in its place today.")
@click.option("--predecessors", is_flag=True, help="Also show the units it came from.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def places(*, name: str, on: datetime | None, province: str | None, successors: bool, predecessors: bool, as_json: bool) -> None:
    """Resolve a place NAME, such as "xa Tan Thanh huyen Lang Giang", as of a day.

    A code such as 07420 works too. Exit status 1 when the name is ambiguous or not found.
    """
    from service.gazetteer import Gazetteer, Resolution, Territory, ask, full_name, is_valid, lifetime

    gazetteer = Gazetteer.load()
    day = on.date() if on else date.today()
    if name.isdecimal():
        unit = gazetteer.unit(name, day)
        status = PlaceStatus.RESOLVED if unit else PlaceStatus.NOT_FOUND
        others = tuple((version, 0.0) for version in gazetteer.versions(name)) if unit is None else ()
        found = Resolution(status, unit, others, ("theo mã",))
    else:
        found = ask(gazetteer, name, day, territory=Territory(province) if province else None)
    shown = found.place or (found.candidates[0][0] if len(found.candidates) == 1 else None)
    later = gazetteer.successors_of(shown) if shown else ()
    earlier = gazetteer.predecessors_of(shown) if shown and predecessors else ()
    if as_json:
        described = {
            "status": found.status,
            "on": day.isoformat(),
            "place": _described(found.place),
            "lineage": [_described(place) for place in gazetteer.lineage(found.place, day)] if found.place else [],
            "candidates": [{**_facts(place), "score": round(score, 3)} for place, score in found.candidates],
            "evidence": found.evidence,
            "successors": [_described(place) for place in later],
            "predecessors": [_described(place) for place in earlier],
        }
        click.echo(json.dumps(described, ensure_ascii=False, indent=2))
    else:
        if found.place:
            click.echo(", ".join(f"{full_name(place)} ({place.code})" for place in gazetteer.lineage(found.place, day)))
        click.echo(f"{found.status.value} on {day}: {'; '.join(found.evidence)}")
        for place, score in found.candidates if not found.place else ():
            lineage = gazetteer.lineage(place, day if is_valid(place, day) else place.valid_from)
            click.echo(f"  {score:.2f}  {_within(lineage)}  {lifetime(place)}")
        for label, units in (("today", later if successors else ()), ("before", earlier)):
            for place in units:
                click.echo(f"{label}: {lifetime(place)}")
    if found.status is not PlaceStatus.RESOLVED:
        raise SystemExit(1)


def _facts(place: Place) -> dict[str, object]:
    return place.model_dump(mode="json")


def _described(place: Place | None) -> dict[str, object] | None:
    return _facts(place) if place else None


def _within(lineage: tuple[Place, ...]) -> str:
    return ", ".join(f"{place.type.value} {place.name}" for place in lineage)
