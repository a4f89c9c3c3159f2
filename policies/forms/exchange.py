"""Choosing the file of a table."""

from typing import Any

from django import forms

from core.files import MAX_BYTES
from core.forms import PlainForm


class MatrixFileForm(PlainForm):
    file = forms.FileField(
        label="File",
        help_text="CSV or XLSX, at most 10 MB: the table as it is downloaded here, with other decisions in it.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": "Choose the file of this table",
            "empty": "The file is empty. Choose the file of this table",
            "invalid": "Choose the file again",
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("The file is larger than 10 MB: a table is never so long. Choose another one")
        return file
