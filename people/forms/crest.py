"""The crest of a school."""

from typing import Any

from django import forms

from core.forms import PlainForm
from core.pictures import small_png
from core.uploads import NotKept, NotTakenError

MAX_BYTES = 2 * 1024 * 1024
LEAST, MOST = 100, 600  # pixels of a side: on paper the crest is 3 cm high


class CrestForm(PlainForm):
    """The picture. Its value is a PNG that was written anew: the pixels, and nothing that came along with them."""

    picture = forms.FileField(
        label="Picture of the crest",
        help_text="PNG, JPEG or WebP, at most 2 MB and at least 100 pixels wide and high. It is made smaller where it "
        "is larger than it needs to be. On a dark ground it stands on white.",
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp"}),
        allow_empty_file=True,  # said in our own words
        error_messages={"required": "Choose the picture of the crest", "invalid": "Choose the picture again"},
    )

    def clean_picture(self) -> bytes:
        file: Any = self.cleaned_data["picture"]
        if isinstance(file, NotKept) and file.no_room:
            raise forms.ValidationError(
                "There is no room for the file just now. Tell your administrator, and try later"
            )
        if not file.size:
            raise forms.ValidationError("The file is empty. Choose another one")
        if file.size > MAX_BYTES:
            raise forms.ValidationError("The file is larger than 2 MB. Choose a smaller picture")
        try:
            return small_png(file, least=LEAST, most=MOST)
        except NotTakenError as refused:
            raise forms.ValidationError(str(refused)) from refused
