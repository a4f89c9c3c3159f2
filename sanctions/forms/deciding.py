"""A decision on each action: done, or not done, because. Nothing is pre-ticked."""

from typing import Any

from django import forms

from core import clock
from core.dates import date_in_words
from core.forms import Bundle, Day, LongText, PastDate, PlainForm, RememberingForm, years_ahead
from incidents.models import Involvement
from people.models import User
from policies.models import Column

from ..choice import Choice
from ..models import LASTING, Action, Sanction
from ..parents_wait import informed_already, informs_parents, why_it_waits
from ..queries import PersonActions

DONE, NOT = "done", "not"
LONGEST = 6  # years: what lasts longer has another name


class EndingForm(PlainForm):
    """What both kinds of decision say of an action that lasts: until when, and who lifts it."""

    ends_on = Day(label="Until", required=False, latest=years_ahead(LONGEST))
    to_lift_by = forms.ChoiceField(
        label="Who lifts it then",
        required=False,
        help_text="They see the action, the name and the date, and not the record.",
        error_messages={"invalid_choice": "Choose somebody who works at the school"},
    )

    def offer(self, lifters: list[User]) -> None:
        self.lifters = {str(user.pk): user for user in lifters}
        choices = [("", "Whoever handles it"), *((key, user.name) for key, user in self.lifters.items())]
        self.fields["to_lift_by"].choices = choices  # type: ignore[attr-defined]

    def check_end(self, answers: dict[str, Any]) -> None:
        begins, ends = answers.get("done_on"), answers.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", "It cannot end before it begins")

    def check_informed(self, answers: dict[str, Any], involvement: Involvement, action: Column | None) -> None:
        """When and by whom the parents were informed is recorded once: another day or name is put right there."""
        typed, shown = ((said.get("done_by"), said.get("done_on")) for said in (answers, self.initial))
        by, on = involvement.parents_informed_by, involvement.parents_informed_on
        if on and informed_already(involvement, action) and typed not in (shown, (by, on)):
            recorded = f"They were informed on {date_in_words(on)} by {by}, as is recorded of them"
            self.add_error("done_on", f"{recorded}: put it right there")

    @property
    def end(self) -> dict[str, Any]:
        """As a choice takes it."""
        answers = self.cleaned_data
        return {"ends_on": answers.get("ends_on"), "to_lift_by": self.lifters.get(answers.get("to_lift_by") or "")}


class DecisionForm(EndingForm, RememberingForm):
    """One action for one person: done by whom and when, or not, because."""

    choice = forms.ChoiceField(
        choices=[(DONE, "Done"), (NOT, "Not done, because")], required=False, widget=forms.RadioSelect
    )
    done_by = forms.CharField(label="By whom", required=False, max_length=120)
    done_on = PastDate(label="On", required=False)
    reason = LongText(label="Reason", rows=2, required=False, max_length=2000)

    def __init__(
        self,
        data: Any,
        *,
        person: PersonActions,
        of: Action | Sanction,
        by: str,
        lifters: list[User],
    ) -> None:
        """`of`: what is recommended; or what was decided though it is not, and may have to be put right."""
        self.person, self.is_recommended = person, isinstance(of, Action)
        self.column: Column | None
        self.sanction: Sanction | None
        if isinstance(of, Action):
            self.column, self.value, self.called = of.column, of.value, str(of.column)
            self.sanction, key = person.decided.get(of.column.pk), str(of.column.pk)
        else:
            self.column, self.value, self.called = of.action, "", str(of)
            self.sanction, key = of, of.anchor
        super().__init__(data, prefix=f"action-{person.involvement.pk}-{key}", initial=_as_decided(self.sanction, by))
        self.fields["choice"].label = self.called
        if not self.is_recommended:
            self.fields["choice"].choices = [(DONE, "Done"), (NOT, "Not done after all, because")]  # type: ignore[attr-defined]
        self.offer(_with(self.sanction, lifters))
        if not self.lasts:
            del self.fields["ends_on"], self.fields["to_lift_by"]

    @property
    def lasts(self) -> bool:
        """The action goes on for a while, or was given an end before."""
        given = self.sanction and (self.sanction.ends_on or self.sanction.to_lift_by_id)
        return bool(self.column and self.column.meaning in LASTING) or bool(given)

    @property
    def waits(self) -> str:
        """Why it is not to be done now, if so."""
        done = self.sanction and self.sanction.done
        return "" if done else why_it_waits(self.person.involvement, self.column)

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if self.has_changed() and self.is_outdated:
            now = self.sanction.decision_in_words if self.sanction else "nothing yet"
            self.add_error("choice", f"“{self.called}” was decided meanwhile: {now}. Check and save again")
            self.catch_up()
            return answers
        if answers.get("choice") == DONE and self.waits:
            self.add_error("choice", self.waits)
        if answers.get("choice") == DONE and not answers.get("done_by") and "done_by" not in self.errors:
            self.add_error("done_by", f"Say by whom “{self.called}” was done")
        if answers.get("choice") == NOT and not answers.get("reason") and "reason" not in self.errors:
            self.add_error("reason", f"Say why “{self.called}” is not done")
        if answers.get("choice") == DONE and not self.is_recommended and not answers.get("reason"):
            self.add_error("reason", f"Say why “{self.called}” is done: the policy does not recommend it here")
        if answers.get("choice") == DONE:
            self.check_end(answers)
            self._check_beginning(answers)
            if not (self.sanction and self.sanction.done):
                self.check_informed(answers, self.person.involvement, self.column)
        return answers

    def _check_beginning(self, answers: dict[str, Any]) -> None:
        """Parents are informed of what has happened; what was lifted stays so unless it is given another end."""
        kept, begins = self.sanction, answers.get("done_on")
        if begins and informs_parents(self.column) and (why_not := self.person.involvement.why_not_informed_on(begins)):
            self.add_error("done_on", why_not)
        same_end = kept and self.end == {"ends_on": kept.ends_on, "to_lift_by": kept.to_lift_by}
        if kept and begins and same_end and (why_not := kept.why_not_begun_on(begins)):
            self.add_error("done_on", why_not)

    def decided(self) -> Choice | None:
        """What was decided, if anything was."""
        answers = self.cleaned_data
        if not answers["choice"]:
            return None
        return Choice(
            involvement=self.person.involvement,
            action=self.column,
            text="" if self.column else self.called,
            done=answers["choice"] == DONE,
            reason=answers["reason"] if answers["choice"] == NOT or not self.is_recommended else "",
            done_by=answers["done_by"],
            done_on=answers["done_on"],
            instead_of=self.sanction,
            **self.end,
        )


def _with(sanction: Sanction | None, lifters: list[User]) -> list[User]:
    """Whoever it was given to stays a choice, even where they would not be offered any more."""
    given = sanction.to_lift_by if sanction else None
    return [given, *lifters] if given and given not in lifters else lifters


def _as_decided(sanction: Sanction | None, by: str) -> dict[str, Any]:
    if sanction is None:
        return {"done_by": by, "done_on": clock.today()}
    return {
        "choice": DONE if sanction.done else NOT,
        "done_by": sanction.done_by,
        "done_on": sanction.done_on,
        "reason": sanction.reason,
        "ends_on": sanction.ends_on,
        "to_lift_by": str(sanction.to_lift_by_id or ""),
    }


class OtherActionForm(EndingForm):
    """Something the table does not recommend here, or no table covers: it needs a reason."""

    action = forms.ChoiceField(label="An action of the table", required=False)
    text = forms.CharField(label="Or another action, in your own words", required=False, max_length=200)
    done_by = forms.CharField(label="By whom", required=False, max_length=120)
    done_on = PastDate(label="On", required=False)
    reason = LongText(label="Why?", rows=2, required=False, max_length=2000)
    field_order = ["action", "text", "done_by", "done_on", "ends_on", "to_lift_by", "reason"]

    def __init__(self, data: Any, *, person: PersonActions, by: str, lifters: list[User]) -> None:
        self.person = person
        self.columns = {str(column.pk): column for column in person.other_columns}
        initial = {"done_by": by, "done_on": clock.today()}
        super().__init__(data, prefix=f"other-{person.involvement.pk}", initial=initial)
        choices = [("", "None"), *((key, str(column)) for key, column in self.columns.items())]
        self.fields["action"].choices = choices  # type: ignore[attr-defined]
        self.offer(lifters)
        self.fields["reason"].needed_when_shown = True  # type: ignore[attr-defined]
        if not self.columns:
            del self.fields["action"]
            self.fields["text"].label = "What was done"

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("action") and answers.get("text"):
            self.add_error("text", "Choose an action of the table or write another one, not both")
        involvement, column, day = (
            self.person.involvement,
            self.columns.get(answers.get("action") or ""),
            answers.get("done_on"),
        )
        if waits := why_it_waits(involvement, column):
            self.add_error("action", waits)
        if day and informs_parents(column) and (why_not := involvement.why_not_informed_on(day)):
            self.add_error("done_on", why_not)
        if (answers.get("action") or answers.get("text")) and not answers.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Say why: the policy does not recommend it here")
        if answers.get("reason") and not (answers.get("action") or answers.get("text")) and not self.errors:
            self.add_error("text", "Say what was done")
        self.check_end(answers)
        self.check_informed(answers, involvement, column)
        return answers

    def decided(self) -> Choice | None:
        answers = self.cleaned_data
        action = self.columns.get(answers.get("action", ""))
        if not action and not answers["text"]:
            return None
        return Choice(
            involvement=self.person.involvement,
            action=action,
            text="" if action else answers["text"],
            done=True,
            reason=answers["reason"],
            done_by=answers["done_by"],
            done_on=answers["done_on"],
            **self.end,
        )


class DecisionsForm(Bundle):
    """All decisions of one incident, sent together."""

    def __init__(self, data: Any, *, people: list[PersonActions], by: str, lifters: list[User]) -> None:
        said: dict[str, Any] = {"by": by, "lifters": lifters}
        self.people = [
            (
                person,
                [
                    *(DecisionForm(data, person=person, of=action, **said) for action in person.to_choose),
                    *(DecisionForm(data, person=person, of=sanction, **said) for sanction in person.to_put_right),
                ],
                OtherActionForm(data, person=person, **said),
            )
            for person in people
        ]
        members = [form for _, decisions, other in self.people for form in (*decisions, other)]
        super().__init__(members, data, ("action-", "other-"))

    @property
    def enters_referrals(self) -> bool:
        """Whether a referral is recorded that decides an action, and is not entered with it: of before it did so."""
        lines = (line for person, *_ in self.people for line in person.referrals)
        return any(line.referral and not line.sanction for line in lines)

    @property
    def changed(self) -> list[Choice]:
        """What is decided now and was not, or was decided differently."""
        chosen = [form.decided() for form in self.forms if form.has_changed()]  # type: ignore[attr-defined]
        return [choice for choice in chosen if choice is not None]
