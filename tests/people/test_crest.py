"""The crest of a school: a picture written anew, one after another, or none; and who puts it up."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core import clock
from core.access import Refused
from people.forms import CrestForm
from people.models import Crest


def picture(kind="PNG", size=(200, 300), **how):
    made = BytesIO()
    Image.new("RGB", size, "green").save(made, kind, **how)
    return made.getvalue()


def form_with(content, name="crest.png"):
    form = CrestForm({}, {"picture": SimpleUploadedFile(name, content)})
    form.full_clean()
    return form


class TestThePicture:
    pytestmark = pytest.mark.once

    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
    def test_whatever_it_was_it_is_kept_as_a_png(self, folders, kind):
        kept = form_with(picture(kind), "crest.exe").cleaned_data["picture"]

        assert Image.open(BytesIO(kept)).format == "PNG"

    def test_what_came_along_with_it_is_gone(self, folders):
        told = PngInfo()
        told.add_text("Author", "Somebody")
        sent = picture(pnginfo=told) + b"<script>alert(1)</script>"

        kept = form_with(sent).cleaned_data["picture"]

        assert b"Somebody" in sent
        assert b"Somebody" not in kept
        assert b"script" not in kept

    def test_a_large_one_is_made_smaller(self, folders):
        kept = form_with(picture(size=(1200, 2400))).cleaned_data["picture"]

        assert Image.open(BytesIO(kept)).size == (300, 600)

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "The file is empty. Choose another one"),
            (b"x" * (2 * 1024 * 1024 + 1), "The file is larger than 2 MB. Choose a smaller picture"),
            (b"<svg onload='x'></svg>", "Only pictures (PNG, JPEG, WebP) are taken, whatever their name"),
            (picture()[:-20], "This picture is damaged or not complete. Make it again, for example as a screenshot"),
            (picture(size=(99, 400)), "The picture is smaller than 100 pixels: on paper it would be blurred"),
        ],
        ids=["empty", "large", "drawing", "damaged", "small"],
    )
    def test_what_is_no_good_picture_is_refused(self, folders, content, sentence):
        assert form_with(content).errors["picture"] == [sentence]


class TestTheCrest:
    def test_the_newest_is_the_crest_and_each_moment_keeps_its_own(self, school, administrator):
        first = Crest.put_up(school, b"first", by=administrator)
        with clock.set_to(first.at + timedelta(days=1)):
            second = Crest.put_up(school, b"second", by=administrator)

        assert Crest.objects.of(school, first.at) == first
        assert Crest.objects.of(school, second.at) == second
        assert Crest.objects.of(school, first.at - timedelta(seconds=1)) is None

    def test_it_is_taken_down(self, school, administrator):
        Crest.put_up(school, b"first", by=administrator)

        Crest.take_down(school, by=administrator)

        assert Crest.objects.of(school) is None
        with pytest.raises(Refused, match="There is no crest to take down"):
            Crest.take_down(school, by=administrator)

    def test_whether_it_is_up_is_what_is_shown_and_asks_for_no_picture(
        self, school, administrator, django_assert_num_queries
    ):
        before = Crest.objects.is_up(school)
        Crest.put_up(school, b"first", by=administrator)

        with django_assert_num_queries(1) as asked:
            shows = Crest.objects.is_up(school)

        assert (before, shows) == (False, True)
        assert asked[0]["sql"].startswith("SELECT NOT ")
        Crest.take_down(school, by=administrator)
        assert not Crest.objects.is_up(school)

    def test_sent_twice_it_is_put_up_once(self, school, administrator):
        Crest.put_up(school, b"first", by=administrator)

        with pytest.raises(Refused, match="This picture is the crest already"):
            Crest.put_up(school, b"first", by=administrator)

    def test_nobody_but_who_manages_the_school_puts_it_up(self, school, coordinator):
        with pytest.raises(Refused, match="changed by its administrator or its head"):
            Crest.put_up(school, b"first", by=coordinator)

    def test_another_school_has_its_own(self, school, other_school, administrator):
        Crest.put_up(school, b"first", by=administrator)

        assert Crest.objects.of(other_school) is None


def test_the_page_shows_it_and_takes_it_down(folders, signed_in, school, administrator):
    browser, address = signed_in(administrator), reverse("settings:crest", args=[school.code])

    browser.post(address, {"picture": SimpleUploadedFile("crest.png", picture())})
    shown = browser.get(address).content.decode()
    away = reverse("settings:take-down-crest", args=[school.code])
    asked = browser.get(away).content.decode()
    browser.post(away)

    assert "Take the crest down</button>" in asked
    assert 'src="data:image/png;base64,' in shown
    assert f'alt="{school}"' in shown
    assert "There is none yet" in browser.get(address).content.decode()
