"""An Atom feed (RFC 4287) of what changed at AWS and in courses.

Its days are those of the facts, never the clock's, so that two builds have the same bytes.
"""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET
from urllib.parse import urljoin

from macros.facts import model
from macros.facts.site import Site
from publish import address

NAME = "feed.xml"
ATOM = "http://www.w3.org/2005/Atom"


def feed(facts: Site, site: str, title: str) -> str:
    """The feed of the site at the address `site`: an entry a change, those read last first, then by day.

    An entry's id is made of the change's own, so that feed readers know it after the site has moved.
    """
    changes = sorted(facts.changes.items(), key=lambda item: (item[1].checked, item[1].since or ""), reverse=True)
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _add(root, "id", _id(""))
    _add(root, "title", f"{title}: what changed")
    _add(root, "updated", _instant(changes[0][1]) if changes else "1970-01-01T00:00:00Z")
    _add(_add(root, "author"), "name", title)
    _add(root, "link", rel="self", type="application/atom+xml", href=urljoin(site, NAME))
    _add(root, "link", rel="alternate", type="text/html", href=site)
    for key, change in changes:
        entry = _add(root, "entry")
        _add(entry, "id", _id(key))
        _add(entry, "title", change.topic.replace("`", ""))
        _add(entry, "updated", _instant(change))
        permalink = urljoin(site, address(f"{change.page}#changed-{key}"))
        _add(entry, "link", rel="alternate", type="text/html", href=permalink)
        _add(entry, "link", rel="via", href=facts.sources[change.source].url)
        service = facts.services.get(change.folder)
        _add(entry, "category", term=change.folder, label=service.label if service else change.folder)
        _add(entry, "content", _summary(change).replace("`", ""), type="text")
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="utf-8"?>\n', "\n")
    )


def _summary(change: model.Change) -> str:
    if change.since:
        return f"Changed {change.since}: {change.old}. Now: {change.new} Read on {change.checked}."
    return f"Older courses say that {change.old}; that never was so. {change.new} Read on {change.checked}."


def _instant(change: model.Change) -> str:
    """The timestamp of the day on which it was read."""
    return f"{change.checked}T00:00:00Z"


def _id(key: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"developer-associate-notes#{key}").urn


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, name, attributes)
    child.text = text
    return child
