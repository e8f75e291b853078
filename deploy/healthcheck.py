"""Ask the portal in this container whether it is alive, as its proxy would; the exit status says so."""

import http.client
import os
import sys

host = os.environ.get("PORTAL_DOMAIN") or os.environ.get("ALLOWED_HOSTS", "127.0.0.1").partition(",")[0]
asked = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=5)
try:
    asked.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
    sys.exit(asked.getresponse().status != 200)
except OSError as fault:
    sys.exit(f"Nothing answers: {fault}")
