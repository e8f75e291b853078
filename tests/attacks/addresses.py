"""The addresses that the attacks go to: what everybody may open, and what nobody may without signing in."""

from search.sources import SOURCES

LISTS = [source.list_url for source in SOURCES]
FILES = ["csv", "xlsx", "json", "rss"]
MACHINES = ["/robots.txt", "/sitemap.xml", "/sitemap-network.xml", "/healthz", "/favicon.ico", "/en/feed/"]
PRIVATE = [
    "/admin/", "/admin/practices/practice/", "/admin/practices/practice/add/", "/admin/accounts/user/",
    "/admin/audit/entry/", "/admin/proposals/proposal/", "/admin/proposals/task/", "/admin/desk/powers/",
    "/admin/desk/actions/", "/admin/desk/freshness/", "/admin/desk/translations/", "/admin/account/",
    "/admin/password_change/", "/admin/account/recovery-codes/", "/admin/autocomplete/",
    "/en/report-desk/",
]  # fmt: skip
