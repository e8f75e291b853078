"""Prints, as JSON, what public pages say: {address: digest of the page}. Run with the portal's environment.

Every page of the sitemap and the lists; or, given paths, these; or, given a number, so many of each section.
"""

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator

import django
from django.test import Client

LISTS = ["/en/", "/fr/", "/de/", "/en/practices/", "/en/networks/", "/en/meetings/", "/en/countries/", "/en/topics/"]


def main() -> None:
    client, only = Client(SERVER_NAME="127.0.0.1"), sys.argv[1:]
    most = int(only[0]) if only and only[0].isdigit() else None
    paths = only if only and most is None else [*LISTS, *listed(client, most)]
    print(json.dumps({path: page(client, path) for path in paths}))


def listed(client: Client, most: int | None) -> Iterator[str]:
    for section in re.findall(r"<loc>[^<]*?(/sitemap-[^<]+)</loc>", client.get("/sitemap.xml").text):
        yield from re.findall(r"<loc>https?://[^/]+([^<]+)</loc>", client.get(section).text)[:most]


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    body = b"".join(answer) if answer.streaming else answer.content
    return f"{answer.status_code} {hashlib.sha256(body).hexdigest()}"


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ewsi.settings")
django.setup()
main()
