"""Four processes of pages, one of them killed meanwhile, and two workers: nothing is there twice."""

import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from .asking import submissions
from .site import wait_until

REPORTS = 25
TIMES = 4  # that each is sent


def test_nothing_is_doubled(site, mailbox, did):
    web = site.serve(workers=4)
    workers = [site.work(), site.work()]
    site.wait_for_the_days_jobs()
    sent = submissions(REPORTS)

    with ThreadPoolExecutor(16) as senders:
        under_way = [senders.submit(site.visitors.report_until_answered, each) for each in sent * TIMES]
        wait_until(lambda: sum(answer.done() for answer in under_way) > REPORTS)
        os.kill(site.children_of(web)[0], signal.SIGKILL)
        answers = [answer.result() for answer in under_way]

    kept = site.inside("incidents")
    references = {one["reference"] for one in kept}
    wait_until(lambda: references <= mailbox.letters.keys())
    wait_until(lambda: site.inside("jobs").keys() == {"SUCCESSFUL"})
    did(f"{len(answers)} reports of {REPORTS} forms: {len(kept)} incidents, {mailbox.letters.total()} e-mails")
    assert {answer.status for answer in answers} == {302}
    assert Counter(one["submission"] for one in kept) == Counter(sent)
    assert len(references) == REPORTS
    assert [one for one in kept if one["lacks"]] == []
    assert mailbox.letters == Counter(references)
    assert set(site.inside("daily_jobs").values()) == {1}
    assert [worker.poll() for worker in workers] == [None, None]
    wait_until(lambda: len(site.children_of(web)) == 4)
    site.assert_sealed()
