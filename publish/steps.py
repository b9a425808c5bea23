"""The way from what an engine built to what is published, in this order: each step reads what the ones before made."""

from pathlib import Path

from macros.facts.errors import DataError
from macros.facts.site import Site

from . import deck, links, machines, places, practice, search, styles, worker

ERRORS = (links.LinkError, DataError, search.NoIndex)


def apply(site: Path, facts: Site) -> None:
    """Do all steps to the folder `site`, which was made of `facts`. Raises one of `ERRORS`."""
    places.apply(site, facts)
    links.apply(site)
    practice.apply(site)
    machines.apply(site, facts)
    deck.apply(site, facts)
    search.apply(site, facts)
    styles.apply(site)
    worker.apply(site)
