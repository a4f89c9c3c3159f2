"""The coordinator prepares the annual report, the head releases it, a governor downloads it."""

from playwright.sync_api import expect

from reports.models import Download

from .conftest import PASSWORD


def test_a_governor_downloads_the_report_that_the_coordinator_prepared_and_the_head_released(
    browser_of, checked, coordinator, headteacher, governor, worker, year_that_is_over
):
    page = browser_of(governor)
    page.get_by_role("link", name="Reports", exact=True).click()
    expect(page.get_by_role("heading", name="No report has been released yet")).to_be_visible()
    checked(page)

    preparing = browser_of(coordinator)
    preparing.get_by_role("link", name="Reports", exact=True).click()
    checked(preparing)
    preparing.get_by_role("link", name="Prepare a report").click()
    preparing.get_by_label("Which academic year?").select_option(str(year_that_is_over.start))
    expect(preparing.get_by_label("Ashdown Primary", exact=True)).to_be_checked()  # there is no other to choose
    checked(preparing)
    preparing.get_by_role("button", name="Prepare the draft").click()
    expect(preparing.get_by_role("heading", name="Preparing the report")).to_be_visible()
    checked(preparing)
    worker()
    expect(preparing.get_by_text("This is a draft.")).to_be_visible()
    checked(preparing)

    page.reload()
    expect(page.get_by_role("heading", name="No report has been released yet")).to_be_visible()

    releasing = browser_of(headteacher)
    releasing.get_by_role("link", name="Reports", exact=True).click()
    releasing.get_by_role("link", name="Read the draft").click()
    releasing.get_by_role("link", name="Release this report").click()
    checked(releasing)
    releasing.get_by_label("I have read the draft, and release it to the governors").check()
    releasing.get_by_label("Your password").fill(PASSWORD)
    releasing.get_by_role("button", name="Release this report").click()
    expect(releasing.get_by_role("heading", level=1)).to_contain_text("Releasing")
    worker()
    expect(releasing.get_by_role("status")).to_contain_text("The report has been released.")

    page.reload()
    checked(page)
    page.get_by_role("link", name=f"report, {year_that_is_over}").first.click()
    checked(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    assert Download.objects.get().user == governor
    expect(page.get_by_text("Pip Pupil")).to_have_count(0)
