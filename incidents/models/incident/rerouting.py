"""Handing over, once a change of flags has changed the route."""

from core import clock
from incidents.querysets import accused_accounts
from incidents.routing import DUTIES, Route
from incidents.telling import tell_of_new_route
from people.models import User
from people.roles import roles_of

from .for_the_police import ForThePolice


class Rerouting(ForThePolice):
    """What follows when it goes to others."""

    class Meta:
        abstract = True

    def hand_over_if_rerouted(self, by: User) -> None:
        """Where its route changed, those who handle it now are told, and who worked on it before hands it over.

        Who had it before keeps reading it; but what is restricted is for its new handlers alone.
        """
        before = self.route
        self.refresh_from_db(fields=["route"])
        if self.route != before and self.is_open:  # what has ended waits for nobody
            tell_of_new_route(self, before, by=by)  # type: ignore[arg-type]
        had = roles_of(by).at(self.school_id) & frozenset(DUTIES[Route(before)].handlers)  # not who merged entries
        worked = (by if had else None, self.handler)
        leaving = {user.pk: user for user in worked if user and not self.standing_of(user).handles}
        if not leaving:
            return
        if self.route not in (Route.RESTRICTED, Route.ABOUT_HEAD):
            accused = accused_accounts([self])
            for user in (user for user in leaving.values() if user.pk not in accused):
                self._keep_reading(user, "Handled it before it went to others")
        if self.handler_id in leaving:
            self.handler = None
        roles = " or the ".join(role.label for role in DUTIES[Route(self.route)].handlers)
        self.save_as(by, f"It goes to the {roles}")
        self.note(f"It goes to the {roles}.", by=by, verb="hand_over")

    def _keep_reading(self, user: User, reason: str) -> None:
        """Somebody who handled it before its route changed keeps reading it, by name; not who has left the school."""
        if roles_of(user).at(self.school_id) and not self.readers.filter(user=user).exists():
            reader = self.readers.model(incident_id=self.pk, user=user, by=user, reason=reason, at=clock.now())
            reader.save_as(user, reason)
            self.__dict__.get("_standings", {}).pop(user.pk, None)  # it was asked before this
