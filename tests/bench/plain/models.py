"""A table with the columns of an incident, as somebody would write it who wants no more than the admin."""

from django.conf import settings
from django.db import models

from incidents.codes import Branch, Device, Finding, Place, Precision, WayIn
from incidents.kinds import choices
from incidents.states import Answer, Status


class School(models.Model):
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=4, unique=True)

    def __str__(self):
        return self.name


class Incident(models.Model):
    school = models.ForeignKey(School, on_delete=models.PROTECT)
    reference = models.CharField(max_length=10, unique=True)
    submission = models.UUIDField(unique=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    told_by = models.CharField(max_length=200, blank=True)
    reported_at = models.DateTimeField(db_index=True)
    occurred_at = models.DateTimeField(null=True, blank=True)
    occurred_precision = models.CharField(max_length=7, choices=Precision)
    place = models.CharField(max_length=20, choices=Place)
    place_detail = models.CharField(max_length=120, blank=True)
    device = models.CharField(max_length=15, choices=Device)
    kind = models.CharField(max_length=30, choices=choices)
    user_action_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    four_c = models.CharField(max_length=8, blank=True)
    description = models.TextField(blank=True)
    immediate_action = models.TextField(blank=True)
    child_in_danger = models.BooleanField(default=False)
    told_in_person = models.CharField(max_length=200, blank=True)
    device_kept = models.TextField(blank=True)
    branch = models.CharField(max_length=10, choices=Branch, default=Branch.UNSUITABLE)
    way_in = models.CharField(max_length=17, choices=WayIn, blank=True)
    safeguarding = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    restricted_at = models.DateTimeField(null=True, blank=True)
    about_headteacher = models.BooleanField(default=False)
    images_of_children = models.BooleanField(default=False)
    data_breach = models.BooleanField(default=False)
    head_stepped_back = models.BooleanField(default=False)
    to_complete = models.BooleanField(default=False)
    status = models.CharField(max_length=16, choices=Status, default=Status.REPORTED)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    authority_outcome = models.CharField(max_length=13, choices=Answer, blank=True)
    finding = models.CharField(max_length=15, choices=Finding, blank=True)
    outcome = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    debrief = models.TextField(blank=True)
    what_changed = models.TextField(blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["-reported_at"]

    def __str__(self):
        return self.reference
