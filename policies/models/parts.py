"""The parts of a matrix: groups of columns and columns, groups of rows and rows."""

from django.db import models

from core.history import records
from core.models import Record


class Meaning(models.TextChoices):
    """What the program must know about a column, whatever a school calls it."""

    ACCEPTABLE = "acceptable", "Acceptable"
    CERTAIN_TIMES = "certain_times", "Acceptable at certain times"
    NOMINATED_USERS = "nominated_users", "Acceptable for nominated users"
    STAFF_PERMISSION = "staff_permission", "Acceptable with permission of staff"
    HANDED_IN = "handed_in", "Acceptable if handed in or locked away"
    UNACCEPTABLE = "unacceptable", "Unacceptable"
    ILLEGAL = "illegal", "Unacceptable and illegal"
    REFER_INTERNAL = "refer_internal", "Refer to somebody in school"
    REFER_HEADTEACHER = "refer_headteacher", "Refer to the Headteacher"
    REFER_POLICE = "refer_police", "Refer to the Police"
    REFER_LOCAL_AUTHORITY = "refer_local_authority", "Refer to the local authority"
    REFER_TECHNICAL = "refer_technical", "Refer to technical support"
    INFORM_PARENTS = "inform_parents", "Inform parents or carers"
    REMOVE_ACCESS = "remove_access", "Remove access"
    WARNING = "warning", "Warning"
    FURTHER_SANCTION = "further_sanction", "Further sanction"
    SUSPENSION_PRECAUTIONARY = "suspension_precautionary", "Suspension, as a precaution"
    DISCIPLINARY = "disciplinary", "Disciplinary action"


# What a table of use decides on a row, one of them; whatever else a column means is an action.
ACCEPTANCE = (
    Meaning.ACCEPTABLE,
    Meaning.CERTAIN_TIMES,
    Meaning.NOMINATED_USERS,
    Meaning.STAFF_PERMISSION,
    Meaning.HANDED_IN,
    Meaning.UNACCEPTABLE,
    Meaning.ILLEGAL,
)
ACTIONS = tuple(meaning for meaning in Meaning if meaning not in ACCEPTANCE)

# A decision with one of these meanings asks for a note that says who, or when.
ASKS = {
    Meaning.CERTAIN_TIMES: "When?",
    Meaning.NOMINATED_USERS: "Who?",
    Meaning.STAFF_PERMISSION: "When, and from whom?",
}


class ColumnGroup(Record):
    """Columns that belong together: one side of a table. Choice says whether they exclude each other."""

    class Choice(models.TextChoices):
        ONE = "one", "One decision a row"
        MANY = "many", "Each cell on its own"

    matrix = models.ForeignKey("policies.Matrix", on_delete=models.CASCADE, related_name="column_groups")
    key = models.SlugField(max_length=40)
    label = models.CharField(max_length=120, blank=True)
    audience = models.CharField(max_length=10, blank=True, help_text="adults, pupils, or empty for everybody")
    choice = models.CharField(max_length=4, choices=Choice)
    position = models.PositiveSmallIntegerField(default=0)
    history = records()
    sealed_in = ""

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["matrix", "key"], name="column_group_has_a_key_of_its_own")]

    def __str__(self) -> str:
        return self.label or self.matrix.title


class Column(Record):
    """What may be decided: a level of acceptance, or an action."""

    group = models.ForeignKey(ColumnGroup, on_delete=models.CASCADE, related_name="columns")
    key = models.SlugField(max_length=40)
    label = models.CharField(max_length=160)
    short = models.CharField("short heading", max_length=40, blank=True)
    meaning = models.CharField(max_length=30, choices=Meaning)
    position = models.PositiveSmallIntegerField(default=0)
    history = records()
    sealed_in = ""

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["group", "key"], name="column_has_a_key_of_its_own")]

    def __str__(self) -> str:
        return self.label

    @property
    def asks(self) -> str:
        """The question that the note of such a decision answers, or nothing."""
        return ASKS.get(Meaning(self.meaning), "")


class RowGroup(Record):
    """Rows under one heading."""

    matrix = models.ForeignKey("policies.Matrix", on_delete=models.CASCADE, related_name="row_groups")
    key = models.SlugField(max_length=40)
    label = models.CharField(max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    history = records()
    sealed_in = ""

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["matrix", "key"], name="row_group_has_a_key_of_its_own")]

    def __str__(self) -> str:
        return self.label


class FourC(models.TextChoices):
    """The four areas of online risk of the statutory guidance."""

    CONTENT = "content", "Content"
    CONTACT = "contact", "Contact"
    CONDUCT = "conduct", "Conduct"
    COMMERCE = "commerce", "Commerce"


class PoliceCase(models.TextChoices):
    """The cases that both written policies refer to the Police at once."""

    CHILD_ABUSE_IMAGES = "child_abuse_images", "Images of child abuse (stop monitoring at once)"
    GROOMING = "grooming", "Grooming"
    OBSCENE_TO_CHILD = "obscene_to_child", "Obscene material sent to a child"
    OBSCENE_PUBLICATIONS = "obscene_publications", "Adult material that may break the Obscene Publications Act"
    RACIST_MATERIAL = "racist_material", "Criminally racist material"
    TERRORISM = "terrorism", "Promotion of terrorism or extremism"
    OTHER_CRIMINAL = "other_criminal", "Other criminal conduct, activity or material"


class Row(Record):
    """What is decided about: an activity, a technology, a device, or a kind of misuse.

    Its key stays the same from version to version, so that years can be compared; what the program must know
    about it is in its flags, never in its label.
    """

    matrix = models.ForeignKey("policies.Matrix", on_delete=models.CASCADE, related_name="all_rows")
    group = models.ForeignKey(RowGroup, on_delete=models.CASCADE, related_name="rows")
    key = models.SlugField(max_length=40, db_index=False)
    label = models.CharField(max_length=250)
    law = models.CharField(max_length=160, blank=True)
    four_c = models.CharField("area of risk", max_length=8, choices=FourC, blank=True)
    police_case = models.CharField("“refer to the Police” case", max_length=30, blank=True)
    illegal = models.BooleanField(default=False, help_text="Starts the illegal branch.")
    safeguarding = models.BooleanField(default=False, help_text="The safeguarding lead leads.")
    no_files = models.BooleanField(default=False, help_text="Images of children: files are refused.")
    data_breach = models.BooleanField(default=False, help_text="May be a data breach.")
    continued = models.BooleanField(default=False, help_text="Continued infringements.")
    pupils_phones = models.BooleanField(
        "pupils’ own phones", default=False, help_text="About phones that pupils carry or use."
    )
    fixed = models.ForeignKey(Column, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    remark = models.CharField(max_length=200, blank=True, help_text="For example, why a source is doubtful.")
    position = models.PositiveSmallIntegerField(default=0)
    history = records()
    sealed_in = ""

    class Meta:
        ordering = ["group__position", "position"]
        constraints = [models.UniqueConstraint(fields=["matrix", "key"], name="row_has_a_key_of_its_own")]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return f"{self.matrix.get_absolute_url()}rows/{self.key}/"

    def never(self, column: Column) -> str:
        """Why this row can never have this decision, in a sentence; empty where it can (prefetch locks)."""
        if self.fixed_id and self.fixed_id != column.pk:
            return f"“{self}” is fixed: no school can decide otherwise."
        lock = next((lock for lock in self.locks.all() if lock.column_id == column.pk), None)
        return f"“{self}” can never be “{column}”. {lock.reason}".strip() if lock else ""

    def has_decided(self, group: ColumnGroup) -> bool:
        """Whether nothing is open for this row in a group of columns (prefetch decisions, cells and columns)."""
        if group.choice == ColumnGroup.Choice.ONE:
            return any(decision.group_id == group.pk for decision in self.decisions.all())
        decided = {cell.column_id for cell in self.cells.all()}
        return all(column.pk in decided for column in group.columns.all())
