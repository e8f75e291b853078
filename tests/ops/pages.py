"""Prints, as JSON, what every public page says: {address: digest of the page}. Run with the portal's environment."""

import hashlib
import json
import os
import re

import django
from django.test import Client

LISTS = ["/en/", "/fr/", "/de/", "/en/practices/", "/en/networks/", "/en/meetings/", "/en/countries/", "/en/topics/"]


def main() -> None:
    client = Client(SERVER_NAME="127.0.0.1")
    found = {path: page(client, path) for path in LISTS}
    for section in re.findall(r"<loc>[^<]*?(/sitemap-[^<]+)</loc>", client.get("/sitemap.xml").content.decode()):
        for path in re.findall(r"<loc>https?://[^/]+([^<]+)</loc>", client.get(section).content.decode()):
            found[path] = page(client, path)
    print(json.dumps(found))


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    body = b"".join(answer) if answer.streaming else answer.content
    return f"{answer.status_code} {hashlib.sha256(body).hexdigest()}"


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ewsi.settings")
django.setup()
main()
