"""A WSGI application that answers with the bytes of a file, head and body: what the server itself takes."""

import json
import os
from pathlib import Path

body = Path(os.environ["BENCH_BODY"]).read_bytes()
headers = [tuple(pair) for pair in json.loads(os.environ["BENCH_HEADERS"])]


def application(environ, start_response):
    """Answer at once."""
    start_response("200 OK", headers)
    return [body]
