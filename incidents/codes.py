"""The coded lists of an incident. Governors' figures are counted from these, never from free text."""

from django.db import models


class Branch(models.TextChoices):
    """The two ways an incident is handled."""

    UNSUITABLE = "unsuitable", "Unsuitable, not illegal"
    ILLEGAL = "illegal", "Illegal or suspected illegal"


class WayIn(models.TextChoices):
    """How an incident came to the illegal branch. Each way has its own first step."""

    NO_IMMEDIATE_RISK = "no_immediate_risk", "No child is at immediate risk"
    CHILD_AT_RISK = "child_at_risk", "A child is at immediate risk"
    ADULT_INVOLVED = "adult_involved", "A member of staff, a volunteer or another adult is involved"


class Finding(models.TextChoices):
    SUBSTANTIATED = "substantiated", "Substantiated: it happened"
    UNSUBSTANTIATED = "unsubstantiated", "Unsubstantiated: not enough evidence either way"
    UNFOUNDED = "unfounded", "Unfounded: no evidence, or a misunderstanding"
    MALICIOUS = "malicious", "Malicious: a deliberate act to deceive"
    FALSE = "false", "False: enough evidence that it did not happen"
    INCONCLUSIVE = "inconclusive", "Inconclusive"


class Threshold(models.TextChoices):
    """How serious an allegation is: what national guidance tells apart."""

    HARM = "harm", "Harm threshold met"
    LOW_LEVEL = "low_level", "Low-level concern"
    CONDUCT = "conduct", "Conduct only"
    NOBODY_HERE = "nobody_here", "About nobody who works or volunteers here"


class Told(models.TextChoices):
    """Whether an outside agency was given the incident to decide on, was told of it besides, or not told."""

    REFERRED = "referred", "Referred"
    BESIDES = "besides", "Told"
    NOT_REFERRED = "not_referred", "Not referred"


class ParentsWord(models.TextChoices):
    """What the Police or social care say about informing the parents."""

    AGREED = "agreed", "They agree: the parents may be informed"
    WAIT = "wait", "They ask us to wait"
    NOBODY = "nobody", "There is nobody to ask, because"


class Precision(models.TextChoices):
    EXACT = "exact", "At this time"
    ABOUT = "about", "About then"
    UNKNOWN = "unknown", "Not known"


class Place(models.TextChoices):
    CLASSROOM = "classroom", "Classroom"
    COMPUTER_ROOM = "computer_room", "Computer room or library"
    PLAYGROUND = "playground", "Playground or hall"
    ELSEWHERE_IN_SCHOOL = "elsewhere_in_school", "Elsewhere in school"
    CLUB = "club", "Before- or after-school club"
    TRIP = "trip", "On a trip or on the way"
    HOME = "home", "At home or elsewhere"
    UNKNOWN = "unknown", "Not known"


class Device(models.TextChoices):
    SCHOOL_TABLET = "school_tablet", "School tablet"
    SCHOOL_COMPUTER = "school_computer", "School laptop or computer"
    PUPIL_PHONE = "pupil_phone", "Pupil’s own phone or watch"
    PUPIL_OTHER = "pupil_other", "Pupil’s own tablet, computer or console"
    ADULT_DEVICE = "adult_device", "An adult’s own device"
    UNKNOWN = "unknown", "Not known, or none"
