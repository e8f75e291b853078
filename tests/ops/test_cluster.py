"""Several servers: what one publishes the others show within 2 s; readers read while any of each kind is left."""

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from .cluster import Cluster, Portal, ask, cluster, wait_for
from .site import Postgres

__all__ = ["cluster"]

pytestmark = pytest.mark.ops
LIST = "/en/practices/"
UNREAD = "/en/countries/"  # nobody reads it before, so that no cache has it
FRESH = 2.0  # seconds after which nobody may see what was before


def shows(portal: Portal, slug: str, shown: bool = True) -> bool:
    """Tell whether a practice is in the list and has its page; with `shown` False, whether neither is so."""
    status, text, _headers = portal.get(LIST)
    page, _text, _headers = portal.get(f"{LIST}{slug}/")
    assert (status, page) in {(200, 200), (200, 404)}, (status, page)
    return (f"Quagga {slug}" in text, page == 200) == (shown, shown)


def holds(server: Postgres, slug: str) -> bool:
    """Tell whether a database has a practice."""
    return ask(server, "SELECT count(*) FROM practices_practice WHERE slug = %s", slug) == (1,)


def seen_after(cluster: Cluster, slug: str, shown: bool = True) -> float:
    """Return how many seconds after now somebody asked last who was shown the state before."""
    begun, latest = time.monotonic(), 0.0
    for portal in cluster.portals:
        while latest < FRESH:
            asked = time.monotonic() - begun
            if shows(portal, slug, shown):
                break
            latest = asked
            time.sleep(0.05)
    return latest


def sessions_that_read(server: Postgres, since) -> int:
    """Return how many connections of a database were, since a moment, asked last where a missing page has moved to."""
    question = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE %s AND query_start > %s"
    return ask(server, question, '%"django_redirect"%', since)[0]


def test_what_is_published_on_one_server_is_read_on_all(cluster):
    assert cluster.editor.does("publish", "first")
    assert seen_after(cluster, "first") < FRESH

    assert cluster.editor.does("withdraw", "first")

    assert seen_after(cluster, "first", shown=False) < FRESH


def test_public_pages_are_read_from_the_replica_and_those_of_who_signed_in_from_the_primary(cluster):
    one, since = cluster.portals[0], ask(cluster.primary, "SELECT now()")[0]

    assert one.get(f"{LIST}nowhere/")[0] == 404

    assert sessions_that_read(cluster.replica, since) == 1
    assert sessions_that_read(cluster.primary, since) == 0
    assert one.get(f"{LIST}nowhere/", cookie="session=somebody")[0] == 404
    assert sessions_that_read(cluster.replica, since) == 1
    assert sessions_that_read(cluster.primary, since) == 1


def test_replica_that_lags_is_not_asked(cluster):
    ask(cluster.replica, "SELECT pg_wal_replay_pause(), pg_sleep(0.1)")
    try:
        assert cluster.editor.does("publish", "late")
        assert seen_after(cluster, "late") < FRESH
        assert not holds(cluster.replica, "late")
    finally:
        ask(cluster.replica, "SELECT pg_wal_replay_resume()")
    wait_for(lambda: holds(cluster.replica, "late"), 5, "the replica has it")
    assert seen_after(cluster, "late") < FRESH


def test_page_whose_server_dies_under_it_is_made_once_more_elsewhere(cluster):
    """Each page's query waits for a lock on the replica until its connection is cut."""
    cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with psycopg.connect(cluster.primary.url) as primary:
        primary.execute("LOCK TABLE directory_topic IN ACCESS EXCLUSIVE MODE")
        primary.execute("SELECT pg_switch_wal()")  # the lock is on the replica when it has replayed so far
        written = ask(cluster.primary, "SELECT pg_current_wal_flush_lsn()")[0]
        replayed = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"
        wait_for(lambda: ask(cluster.replica, replayed, written) == (True,), 5, "the replica is in step")
        with ThreadPoolExecutor() as beside:
            page = beside.submit(cluster.portals[0].get, "/en/topics/")
            waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            wait_for(lambda: ask(cluster.replica, waiting) > (0,), 5, "a page waits for the replica")
            assert ask(cluster.replica, cut) > (0,)
            wait_for(lambda: ask(cluster.primary, waiting) > (0,), 5, "the page waits for the primary")
            primary.rollback()
            assert page.result()[0] == 200


def test_loss_of_the_replica_is_not_noticed(cluster):
    assert shows(cluster.portals[0], "late")
    cluster.lose(cluster.replica)
    try:
        assert cluster.editor.does("publish", "without-replica")
        assert seen_after(cluster, "without-replica") < FRESH
    finally:
        cluster.bring(cluster.replica)
    assert cluster.editor.does("withdraw", "without-replica")
    assert seen_after(cluster, "without-replica", shown=False) < FRESH


def test_readers_read_on_without_the_primary_and_nothing_confirmed_is_lost(cluster):
    assert cluster.editor.does("publish", "before")
    assert seen_after(cluster, "before") < FRESH
    wait_for(lambda: holds(cluster.replica, "before"), 5, "the replica has it")
    cluster.lose(cluster.primary)
    try:
        for portal in cluster.portals * 3:
            assert shows(portal, "before")
        assert not cluster.editor.does("publish", "refused")
        status, _text, headers = cluster.portals[0].get(UNREAD)
        assert (status, "no-store" in headers["Cache-Control"]) == (200, True), headers
        assert cluster.portals[0].get(LIST, cookie="session=none; csrf=none")[0] == 200
        assert cluster.portals[0].get("/readyz")[0] == 200
    finally:
        cluster.bring(cluster.primary)
    one = cluster.portals[0]
    wait_for(lambda: "no-store" not in one.get(UNREAD)[2]["Cache-Control"], 8, "pages may be kept again")
    assert cluster.editor.does("publish", "after")

    assert seen_after(cluster, "after") < FRESH
    for slug in ("late", "before", "after"):
        assert shows(cluster.portals[1], slug)
    assert shows(cluster.portals[1], "refused", shown=False)


def test_application_server_that_died_comes_back_in_step(cluster):
    one, two = cluster.portals
    one.kill()
    assert cluster.editor.does("publish", "alone")
    wait_for(lambda: shows(two, "alone"), FRESH, "two: alone shown")
    assert one.get(LIST)[0] == 0

    one.start()

    assert shows(one, "alone")
    two.kill()
    assert shows(one, "alone")
    two.start()
    assert shows(two, "alone")


def test_only_the_loss_of_all_ends_reading_and_without_a_trace(cluster):
    cluster.lose(cluster.replica)
    cluster.lose(cluster.primary)
    try:
        status, text, _headers = cluster.portals[0].get("/en/lessons/")  # nobody read it before
        assert (status, "Traceback" in text) == (503, False)
    finally:
        cluster.bring(cluster.primary)
        cluster.bring(cluster.replica)
    wait_for(lambda: cluster.portals[0].get("/en/lessons/")[0] == 200, 8, "the portal reads again")
