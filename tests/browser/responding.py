"""Somebody who responds to an incident in a browser of their own: each method is something that people do."""

import re
from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from core import clock
from incidents.models import Incident
from people.models import User

Check = Callable[[Page], None]
ANSWERS = {
    "not confirmed": "No illegal activity or material confirmed",
    "confirmed": "Illegal activity or material confirmed; their investigation goes on",
    "finished": "Their investigation is finished",
    "none": "No answer is to be expected, because",
}


class Responding:
    """Moves by the links and buttons of the incident's page; `check` looks at a page that is new."""

    def __init__(self, page: Page, incident: Incident, check: Check) -> None:
        self.page, self.incident, self.check = page, incident, check

    # On the incident's page ---------------------------------------------------------------------------------------

    def opens_it(self) -> None:
        self.page.goto(self.incident.get_absolute_url())

    def follows(self, link: str | re.Pattern[str], *, look: bool = False) -> None:
        """From the incident's page, wherever the link is folded away."""
        self.opens_it()
        self.page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        self.page.get_by_role("main").get_by_role("link", name=link, exact=isinstance(link, str)).first.click()
        if look:
            self.check(self.page)

    def presses(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def reads(self, text: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def is_told(self, text: str) -> None:
        expect(self.page.get_by_role("status")).to_contain_text(text)

    def is_warned(self, text: str) -> None:
        expect(self.page.get_by_role("alert")).to_contain_text(text)

    def is_refused(self, address: str, sentence: str) -> None:
        """Asked for by its address: the page is not there, and says why."""
        response = self.page.request.get(f"{self.incident.get_absolute_url()}{address}")
        assert (response.status, sentence in response.text()) == (403, True), response.text()

    def finds_nothing(self) -> None:
        assert self.page.request.get(self.incident.get_absolute_url()).status == 404

    # What is done -------------------------------------------------------------------------------------------------

    def refers_it(self, way: str, agency: str, *, look: bool = False) -> None:
        self.follows("Refer to authorities", look=look)
        self.page.get_by_label(re.compile(f"^{way}")).check()
        self.page.get_by_label("Who was told?").select_option(agency)
        self._says_when_and_who()
        self.page.get_by_label("Where is the device?").fill("In the safe, screen off.")
        self.page.get_by_label("Why is it referred?").fill("It may be an offence.")
        self.presses("Record the referral")
        self.is_told("The referral is recorded.")

    def tells(self, agency: str, *, look: bool = False) -> None:
        self.follows("Tell another agency", look=look)
        self.page.get_by_label("Who was told?").select_option(agency)
        self._says_when_and_who()
        self.page.get_by_label("Why were they told?").fill("A child may be at risk.")
        self.presses("Record who was told")
        self.is_told("It is recorded that they were told.")

    def records_a_meeting(self, *, look: bool = False) -> None:
        self.follows("Record a strategy meeting", look=look)
        self.page.get_by_label("Yes", exact=True).check()
        self.page.get_by_label("At what time?").fill("00:00")
        self.page.get_by_label("Who took part?").fill("A social worker, an officer, the lead")
        self.page.get_by_label("What was decided").fill("Nobody questions the child.")
        self.presses("Record the meeting")
        self.is_told("It is recorded.")

    def says_that_no_meeting_is_called(self, why: str) -> None:
        self.follows("Record a strategy meeting")
        self.page.get_by_label("No: none is called, because").check()
        self.page.get_by_label("What was decided").fill(why)
        self.presses("Record the meeting")
        self.is_told("It is recorded.")

    def tries_to_inform_parents(self) -> None:
        self.follows("Record parents informed")
        self.page.get_by_label("Informed", exact=True).check()
        self.page.get_by_label("By whom?").fill("The lead")
        self.page.get_by_label("On which day?").fill(f"{self.incident.reported_at:%Y-%m-%d}")
        self.presses("Save")

    def hears_that_they_agree(self, *, look: bool = False) -> None:
        self.follows("Ask whether parents may be informed", look=look)
        self.page.get_by_label("They agree: the parents may be informed").check()
        self.page.get_by_label("Who said so?").select_option("Police")
        self.page.get_by_label("On whose word?").fill("The officer, to the lead")
        self.page.get_by_label("At what time?").fill("00:00")
        self.page.get_by_label("What did they say").fill("Say what happened, and nothing else.")
        self.presses("Record what they say")
        self.is_told("It is recorded whether the parents may be informed.")

    def records_their_answer(self, answer: str, *, of: str = "") -> None:
        self.follows("Record their answer")
        if of:
            self.page.get_by_label("Who answered").select_option(of)
        self.page.get_by_label(ANSWERS[answer], exact=True).check()
        self.page.get_by_label("Their answer in words").fill("They rang.")
        self.page.get_by_label("Who gave the answer").fill("PC Ola Officer, on the telephone")
        self.page.get_by_label("At what time?").fill(f"{timezone.localtime(clock.now()):%H:%M}")
        self.presses("Record their answer")
        self.is_told("It is recorded.")

    def decides_not_to_refer_it(self, agency: str) -> None:
        self.follows(re.compile("^Decide not to refer"))
        self.page.get_by_label("Who is not told?").select_option(agency)
        self.page.get_by_label("Why is it not referred?").fill("The picture was a drawing.")
        self.presses("Record the decision")
        self.is_told("The decision is recorded.")

    def reviews_it(self) -> None:
        self.follows("Review")
        self.page.get_by_label("No: unsuitable or inappropriate").check()
        self.page.get_by_label("Why do you judge it so?").fill("A proxy, to play games.")
        self.presses("Start the review")
        self.is_told("The review has begun.")

    def decides_on_the_allegation(self) -> None:
        self.follows("Decide on the allegation")
        self.page.get_by_label(re.compile("^Conduct only")).check()
        self.page.get_by_label("Why do you judge it so?").fill("The LADO found nothing.")
        self.presses("Record the decision")

    def says_that_no_row_fits(self) -> None:
        self.follows("Choose another row")
        self.page.get_by_label("None of them").check()
        self.page.get_by_label("Why?").fill("It was judged by nobody before.")
        self.presses("Save the row")
        self.is_told("The policy row has been changed.")

    def says_that_no_misuse_applies(self) -> None:
        self.follows(re.compile("^Say which misuse it was for [^,]*$"))
        self.presses("Save, and see what the table recommends")
        self.is_told("Saved.")

    def closes_it(self) -> None:
        self.follows("Close")
        self.page.get_by_label("Substantiated: it happened").check()
        self.page.get_by_label("What is the outcome?").fill("The family is advised.")
        self.page.get_by_label("What are the reasons?").fill("Seen by two.")
        self.presses("Close the incident")
        self.is_told("The incident is closed.")

    # The investigation --------------------------------------------------------------------------------------------

    def names_two(self, first: User, second: User) -> None:
        for question, user in (("Who is the first reviewer?", first), ("Who is the second reviewer?", second)):
            asked = self.page.get_by_role("group", name=question)
            asked.get_by_label(user.name).check()
        self.page.get_by_label("What is the reason for the investigation?").fill("A proxy on a tablet.")
        self.page.get_by_label("Whose investigation is it?").fill("Senior leadership")
        self.page.get_by_label("On which computer do you review?").fill("Laptop SLT-4")
        self.page.get_by_label("Where is that computer?").fill("The head's office")
        self.presses("Start the investigation")

    def records_an_address(self, address: str) -> None:
        self.page.goto(f"{self.incident.get_absolute_url()}investigation/rows/add/")
        self.page.get_by_label("Web site address").check()
        self.page.get_by_label("Its address, or which device").fill(address)
        self.page.get_by_role("group", name="Who looked at it?").get_by_role("radio").first.check()
        self.page.get_by_label("What is the reason for concern?").fill("It goes round the filter.")
        self.page.get_by_label("What is the content?").fill("A page that opens other pages.")
        self.presses("Record it")
        self.is_told("It is in the record.")

    def concludes(self) -> None:
        self.page.goto(f"{self.incident.get_absolute_url()}investigation/conclude/")
        self.page.get_by_label("Substantiated: it happened").check()
        self.page.get_by_label("What are the reasons?").fill("Both of us saw it.")
        self.page.get_by_label("What do you conclude").fill("The filter blocks it now.")
        self.presses("Conclude the investigation")
        self.is_told("It is concluded.")

    def opens_the_page_to_sign(self) -> None:
        self.page.goto(f"{self.incident.get_absolute_url()}investigation/sign/")

    def signs(self, password: str) -> None:
        self.page.get_by_label("password").fill(password)
        self.presses("Sign the record")

    def takes_it_up_again(self) -> None:
        self.page.goto(f"{self.incident.get_absolute_url()}investigation/take-up/")
        self.page.get_by_label("Why?").fill("One address was forgotten.")
        self.presses("Take it up again")
        self.is_told("It is under way again.")

    def _says_when_and_who(self) -> None:
        self.page.get_by_label("At what time?").fill("00:00")
        self.page.get_by_label("Who spoke to whom?").fill("The lead to the duty officer")
