"""One incident as those who handle it go through it: who acts, when, and in which words."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from core import clock
from incidents.actions import change_person, report
from incidents.codes import Branch, Finding
from incidents.kinds import kind_of
from incidents.models import Incident, Involvement
from incidents.routing import Route
from incidents.statement import Named, Report
from people.models import Agency, Person, User
from people.roles import Role
from policies.models import Row
from sanctions.models import Action

from .casting import cast
from .diary import CLOSES, at, open_day_after
from .files import chance
from .people import Site
from .planning import AT_HOME, Planned, kinds
from .referring import do_not_refer
from .wording import said, say, words_for

Part = Involvement.Part
# Where nothing else is written: most of what is reported did happen.
FINDINGS = {
    Finding.SUBSTANTIATED: 88,
    Finding.UNSUBSTANTIATED: 5,
    Finding.INCONCLUSIVE: 3,
    Finding.UNFOUNDED: 2,
    Finding.FALSE: 1,
    Finding.MALICIOUS: 1,
}


class Case:
    """An incident, its people and their words, and the moment that its story has reached."""

    incident: Incident
    recommended: list[tuple[Involvement, Action]]  # what the sanctions table says about each person

    def __init__(self, site: Site, planned: Planned) -> None:
        self.site, self.planned = site, planned
        self.draw = chance(site.code, planned.key, "case")
        self.moment = planned.reported_at
        self.finding = planned.scenario.get("finding") or self.draw.choices(list(FINDINGS), list(FINDINGS.values()))[0]
        if not kinds()[planned.kind].get("doubtful") and "finding" not in planned.scenario:
            self.finding = Finding.SUBSTANTIATED
        self.noted: set[str] = set()
        self.parents_not_told: dict[int, str] = {}  # involvement → why not
        self.coordinator = site.coordinators[-1] if self.draw.random() < 0.2 else site.coordinator

    # When --------------------------------------------------------------------------------------------------------

    def later(self, days: int) -> datetime:
        """The moment of the next step: somewhat later the same day, or so many school days on."""
        soon = self.moment + timedelta(minutes=self.draw.randint(20, 140))
        if days or timezone.localtime(soon).time() > CLOSES:
            day = open_day_after(timezone.localdate(self.moment), days or 1)
            soon = at(day, self.draw.choice([8, 9, 10, 11, 12, 13, 14, 15, 15, 16]), self.draw.randint(10, 59))
        self.moment = soon
        return soon

    def within(self, first: int, last: int) -> datetime:
        return self.later(self.draw.randint(first, last))

    # Who and what ------------------------------------------------------------------------------------------------

    @property
    def handler(self) -> User:
        """Who handles it by its route."""
        route = {
            "ordinary": self.coordinator,
            "safeguarding": self.site.safeguarding_lead,
            "restricted": self.site.headteacher,
            "about_head": self.site.chair_of_governors,
        }
        return route[self.incident.route]

    def say(self, *lines: str) -> str:
        return say(list(lines), self.words, self.draw)

    def written(self, name: str) -> str:
        """A line from what is written about the kind."""
        return self.say(*self.planned.says(name, []))

    def involved(self, *parts: str) -> list[Involvement]:
        return [one for one in self._involvements if not parts or one.part in parts]

    @property
    def families_are_told(self) -> bool:
        return self.incident.route == Route.SAFEGUARDING or bool(self.planned.says("families"))

    def infringements(self, person: Person | None) -> int:
        """How often something was found and warned about in the year before."""
        since = self.moment - timedelta(days=365)
        found = self.site.infringements.get(person.pk, []) if person else []
        return sum(since < when < self.moment for when in found)

    def first_time(self, person: Person | None, lines: list[str]) -> list[str]:
        """Without those that say it is the first time, where it is not."""
        known = self.infringements(person) > 0
        return [line for line in lines if not (known and line.startswith("First time"))]

    # What they do ------------------------------------------------------------------------------------------------

    def report(self) -> None:
        planned, draw = self.planned, self.draw
        self.cast = cast(self.site, planned, draw)
        self.words = words_for(self.site, self.cast, draw)
        self.reporter = self._reporter()
        kind = kind_of(planned.kind if planned.kind != "about_head" else "staff_conduct")
        home = planned.says("when") in AT_HOME
        place = planned.says("place")
        classroom = f"{self.cast.class_name} classroom" if place == "classroom" and self.cast.class_name else ""
        self.sent = Report(
            school=self.site.school,
            submission=uuid4(),
            kind=kind.key,
            place=place,
            place_detail=planned.says("detail", "") or (classroom if draw.random() < 0.7 else ""),
            device=planned.says("device"),
            people=self._named(home),
            occurred_at=None if planned.precision == "unknown" else planned.occurred_at,
            occurred_precision=planned.precision,
            told_by=self._told_by(home),
            description=self.say(planned.scenario["text"]),
            immediate_action=self.say(planned.scenario.get("done", "")),
            told_in_person=self.site.safeguarding_lead.name if kind.stop else "",
            device_kept=self.say(*said("kept", "device")) if kind.no_files else "",
            about_headteacher=planned.kind == "about_head",
            child_in_danger=planned.course == "child_at_risk",
        )
        self.incident = report(self.sent, by=self.reporter)
        self._involvements = list(self.incident.involvements.select_related("person"))

    def report_too(self, description: str) -> Incident:
        """A second report of the same event, by a colleague who does not know of the first."""
        others = [user for user in self.site.staff if user != self.reporter]
        sent = replace(self.sent, submission=uuid4(), description=description, immediate_action="")
        return report(sent, by=self.draw.choice(others))

    def _named(self, home: bool) -> list[Named]:
        named = self.cast.named()
        if home and self.draw.random() < 0.06:
            other = Involvement.WorksHere.NO
            name = self.draw.choice(["A parent", "An older brother", "A neighbour"])
            named.append(Named(Part.WITNESS, name=name, kind=Person.Kind.OTHER, works_or_volunteers=other))
        return named

    def _told_by(self, home: bool) -> str:
        if told := self.planned.scenario.get("told"):
            return self.say(told)
        return self.say(*said("told", "home")) if home and self.draw.random() < 0.7 else ""

    def _reporter(self) -> User:
        """Mostly the class teacher; at lunch and clubs who is on duty; sometimes anybody who works there."""
        site, draw, planned = self.site, self.draw, self.planned
        likely: list[tuple[User, int]] = [(draw.choice(site.staff), 12)]
        if self.cast.group in site.teachers:
            likely.append((site.teachers[self.cast.group], 70))
        if duty := {"lunch": "playground", "club": "club"}.get(planned.says("when", "")):
            likely.append((site.duties[duty], 90))
        if planned.kind in ("bypass", "malware_damage", "personal_data"):
            likely.append((site.technician, 20))
        accused = [person.user_id for person in self.cast.instigators]
        likely = [(user, weight) for user, weight in likely if user.pk not in accused]
        if planned.kind == "about_head" or not likely:
            return site.roles[Role.STAFF]
        return draw.choices([user for user, _ in likely], [weight for _, weight in likely])[0]

    def review(self, *, branch: str = "", safeguarding: bool = False, reason: str = "") -> None:
        incident = self.incident
        incident.review(
            by=self.handler,
            branch=branch or incident.branch,
            user_action=self._row(),
            safeguarding=safeguarding,
            reason=reason or self.written("review"),
        )

    def _row(self) -> Row | None:
        """The row that was suggested, or the one that the scenario names, in the same version."""
        suggested, key = self.incident.user_action, self.planned.says("row")
        if suggested and suggested.illegal and not self.branch_is_illegal():
            return None  # it was not referred, so it is not what was suggested
        if suggested is None or not key or key == suggested.key:
            return suggested
        return Row.objects.filter(matrix=suggested.matrix_id, key=key).first() or suggested

    def note(self, *lines: str) -> None:
        """Write an entry: one of these lines, or of those of the kind, that has not been written yet."""
        fresh = [line for line in lines or self.planned.says("entries", []) if line not in self.noted]
        if fresh and (text := self.say(*(chosen := [self.draw.choice(fresh)]))):
            self.noted.update(chosen)
            self.incident.add_entry(by=self.handler, text=text)

    def ask(self, who: User, *lines: str, school_days: int) -> None:
        """Give somebody a task, which they can do without the record."""
        due = open_day_after(clock.today(), school_days)
        if who in self.incident.may_be_asked():
            self.incident.give_task(by=self.handler, text=self.say(*lines), who=who, due=due)

    def decide_allegation(self, threshold: str, *lines: str) -> None:
        """The authority, where something is alleged against somebody who works here, or may."""
        if self.incident.restricted:
            reason = self.say(*lines or said("allegation", threshold))
            self.incident.decide_allegation(by=self.handler, threshold=threshold, reason=reason)

    def is_nobody_here(self) -> None:
        """It is known now that whoever is accused neither works nor volunteers here."""
        no = Involvement.WorksHere.NO
        for one in self.involved(Part.INSTIGATOR):
            if one.person is None and one.works_or_volunteers != no:
                reason = self.say(*said("allegation", "not_here"))
                change_person(one, by=self.handler, reason=reason, works_or_volunteers=no)
        self.incident.refresh_from_db()

    def decide_on_police(self) -> None:
        """Before it is closed, or investigated, it is known why the Police were not told of a case for them."""
        if self.incident.awaits_police:
            do_not_refer(self, Agency.Kind.POLICE, self.say(*said("not_referred", "police")))

    def close(self, *, outcome: str = "", rationale: str = "") -> None:
        self.decide_on_police()
        if self.incident.row_is_illegal_no_more:
            self.incident.choose_row(by=self.handler, user_action=None, reason=self.say(*said("not_referred", "row")))
        substantiated = self.finding == Finding.SUBSTANTIATED
        generic = said("finding", self.finding)
        changed = self.written("changed") if self.draw.random() < 0.3 else ""
        self.incident.close(
            by=self.handler,
            finding=self.finding,
            outcome=outcome or (self.written("outcome") if substantiated else self.say(*generic["outcome"])),
            rationale=rationale or (self.written("rationale") if substantiated else self.say(*generic["rationale"])),
            debrief=self.say(*said("looking_back", "learnt")) if changed else "",
            what_changed=changed,
        )
        if substantiated:
            for one in self.involved(Part.INSTIGATOR):
                if one.person:
                    self.site.infringements.setdefault(one.person.pk, []).append(self.moment)

    def branch_is_illegal(self) -> bool:
        return self.incident.branch == Branch.ILLEGAL


Story = Iterator[datetime]
