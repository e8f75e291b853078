"""A WSGI application that answers with the bytes of a file: what the server itself takes."""

import os
from pathlib import Path

body = Path(os.environ["BENCH_BODY"]).read_bytes()
headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]


def application(environ, start_response):
    """Answer at once."""
    start_response("200 OK", headers)
    return [body]
