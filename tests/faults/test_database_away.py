"""The database ends under load: every page says so, and once it is there again all goes on without a restart."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from .asking import AWAY, submissions
from .site import wait_until

SENDERS = 8


def test_the_database_stops_and_starts_under_load_and_the_site_comes_back_by_itself(
    site_on_postgresql, cluster, mailbox, did
):
    site, over = site_on_postgresql, Event()
    web, worker = site.serve(), site.work()
    site.wait_for_the_days_jobs()
    seen, taken = [], []

    def load():
        while not over.is_set():
            [submission] = submissions(1)
            answer = site.visitors.report(submission)
            seen.append(answer)
            if answer.status == 302:
                taken.append(submission)

    with ThreadPoolExecutor(SENDERS) as senders:
        running = [senders.submit(load) for _ in range(SENDERS)]
        try:
            wait_until(lambda: len(taken) > 20)
            cluster.stop()
            wait_until(lambda: sum(answer.status == 503 for answer in seen) > 20)
            not_ready = site.visitors.get("/readyz")
            alive = site.visitors.get("/healthz")
            before = len(taken)
            cluster.start()
            wait_until(lambda: len(taken) > before + 20)
        finally:
            over.set()
    for each in running:
        each.result()

    refused = [answer for answer in seen if answer.status != 302]
    kept = site.inside("incidents")
    did(f"{len(taken)} reports taken, {len(refused)} told to wait, {len(kept)} kept")
    assert {answer.status for answer in refused} == {503}
    assert [answer.text for answer in refused if AWAY not in answer.text] == []
    assert (not_ready.status, not_ready.text) == (503, "not ready: database\n")
    assert alive.status == 200
    assert (web.poll(), worker.poll()) == (None, None)
    assert set(taken) <= {one["submission"] for one in kept}
    assert [one for one in kept if one["lacks"]] == []
    wait_until(lambda: mailbox.letters.keys() == {one["reference"] for one in kept})
    wait_until(lambda: site.visitors.get("/readyz").status == 200)
    site.assert_sealed()
