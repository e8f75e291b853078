"""What is counted of requests."""

from prometheus_client import Counter, Histogram

REQUESTS = Counter("portal_requests", "Requests answered by the application.", ["route", "method", "status"])
SECONDS = Histogram(
    "portal_request_seconds",
    "Seconds from a request to its answer.",
    ["route"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
