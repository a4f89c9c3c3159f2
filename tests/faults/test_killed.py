"""The pages are killed in the middle of a hundred reports: each is whole or absent; sent again, none is there twice."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor

from .asking import submissions
from .site import wait_until

REPORTS = 100


def halves(incidents):
    """Those of which something is lacking that a report writes."""
    return [one for one in incidents if one["lacks"]]


def test_killed_during_a_hundred_reports_each_is_whole_or_absent(site, did):
    web = site.serve()
    sent = submissions(REPORTS)
    with ThreadPoolExecutor(16) as senders:
        under_way = {each: senders.submit(site.visitors.report, each) for each in sent}
        for so_many in range(10, REPORTS - 20, 10):
            wait_until(lambda so_many=so_many: sum(answer.done() for answer in under_way.values()) >= so_many)
            os.kill(site.children_of(web)[0], signal.SIGKILL)  # gunicorn starts another one
        site.kill(web)
    answered = {each for each in sent if under_way[each].result().status == 302}
    broken_off = {each for each in sent if under_way[each].result().status == 0}

    kept = site.inside("incidents")

    did(f"killed again and again: {len(answered)} of {REPORTS} answered, {len(kept)} kept, {len(halves(kept))} in part")
    assert answered
    assert broken_off
    assert answered <= {one["submission"] for one in kept}
    assert halves(kept) == []
    site.assert_sealed()

    site.serve()
    again = site.visitors.report_all(sent)

    kept = site.inside("incidents")
    did(f"all {REPORTS} were sent again: {len(kept)} are kept, {len(halves(kept))} of them in part")
    assert {answer.status for answer in again} == {302}
    assert len(kept) == len({one["reference"] for one in kept}) == REPORTS
    assert halves(kept) == []
    site.assert_sealed()
