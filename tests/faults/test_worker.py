"""A worker is killed in mid-job: the job runs again, nothing is lost and nothing is told twice."""

from collections import Counter

from .site import wait_until

MESSAGES = 20


def test_killed_in_mid_job_the_job_runs_again_and_nobody_is_told_twice(site, mailbox, did):
    worker = site.work()
    site.wait_for_the_days_jobs()
    mailbox.hold()
    labels = site.inside("tell", str(MESSAGES))
    wait_until(lambda: mailbox.begun == 1)

    site.kill(worker)

    mailbox.go_on()
    assert site.inside("an_hour_later") == 1  # it was left as running: after an hour nobody believes that
    site.work()
    wait_until(lambda: len(mailbox.letters) == MESSAGES)
    wait_until(lambda: site.inside("jobs").keys() == {"SUCCESSFUL"})
    assert mailbox.letters == Counter(labels)
    did(f"killed over the first of {MESSAGES} e-mails: {mailbox.letters.total()} came, none of them twice")
    assert site.inside("begun_twice") == 1
    assert site.inside("untold") == 0
    site.assert_sealed()
