"""Fields and forms that every page builds on."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django import forms
from django.test.html import parse_html

from core import clock
from core.forms import LONG_TEXT, Bundle, Day, LongText, PastDate, PlainForm, PlainSelect, TimeOfDay, moment

NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)


class NoteForm(PlainForm):
    text = LongText(max_length=10)


class TestLongText:
    def test_it_takes_text_up_to_its_limit(self):
        assert LongText().clean("x" * LONG_TEXT) == "x" * LONG_TEXT

    def test_longer_text_is_told_how_long_it_is(self):
        with pytest.raises(forms.ValidationError, match=r"longer than 10000 characters \(10001\): shorten it"):
            LongText().clean("x" * (LONG_TEXT + 1))

    def test_a_line_break_counts_once_as_its_writer_sees_it(self):
        sent = "1234\r\n6789"  # browsers send a line break as two characters

        assert LongText(max_length=9).clean(sent) == "1234\n6789"

    def test_the_browser_does_not_cut_it_off(self):
        assert "maxlength" not in str(NoteForm()["text"])

    def test_letters_of_any_script_are_kept_whole(self):
        written = "Zoë 🙂 שלום \u2067abc\u2069"

        assert LongText().clean(written) == written

    def test_what_shows_other_words_than_were_sent_is_not_kept(self):
        assert LongText().clean("abc \u202enetto") == "abc netto"

    def test_a_nul_byte_is_an_error_and_not_a_crash(self):
        with pytest.raises(forms.ValidationError, match="Null characters"):
            LongText().clean("a\0b")


class TestDay:
    @pytest.mark.parametrize("typed", ["1999-12-31", "2037-01-01"])
    def test_a_year_that_was_mistyped_is_asked_about(self, typed):
        with clock.set_to(NOON), pytest.raises(forms.ValidationError, match="Check the year"):
            Day().clean(typed)

    def test_its_bounds_are_of_the_day_it_is_asked(self):
        field = Day(earliest=clock.today, error_messages={"too_early": "That is over"})

        with clock.set_to(NOON):
            assert field.clean("2026-11-19") == date(2026, 11, 19)
        with clock.set_to(NOON + timedelta(days=1)), pytest.raises(forms.ValidationError, match="That is over"):
            field.clean("2026-11-19")


class TestPastDate:
    @pytest.mark.parametrize("typed", ["2026-11-18", "18/11/2026"])
    def test_a_day_may_be_typed_in_either_way(self, typed):
        with clock.set_to(NOON):
            assert PastDate().clean(typed) == date(2026, 11, 18)

    def test_today_is_not_in_the_future(self):
        with clock.set_to(NOON):
            assert PastDate().clean("2026-11-19") == date(2026, 11, 19)

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("2026-11-20", "The date cannot be in the future"),
            ("1999-12-31", "Check the year"),
            ("yesterday", "Write the date as day/month/year, for example 18/11/2026"),
            ("31/02/2026", "Write the date as day/month/year"),
            ("2026-11-18\0", "Write the date as day/month/year"),
            ("9" * 10_000, "Write the date as day/month/year"),
        ],
    )
    def test_what_cannot_be_is_refused_with_a_sentence(self, typed, sentence):
        with clock.set_to(NOON), pytest.raises(forms.ValidationError, match=sentence):
            PastDate().clean(typed)

    def test_after_midnight_in_summer_the_new_day_is_today(self):
        with clock.set_to(datetime(2026, 8, 31, 23, 30, tzinfo=UTC)):
            assert PastDate().clean("2026-09-01") == date(2026, 9, 1)

    def test_it_may_be_left_out_where_it_is_optional(self):
        assert PastDate(required=False).clean("") is None


def test_a_time_that_is_none_is_refused_with_an_example():
    with pytest.raises(forms.ValidationError, match="Write the time as hours:minutes, for example 8:40 or 13:30"):
        TimeOfDay().clean("25:99")


def test_a_day_and_a_time_are_a_moment_in_the_schools_own_time():
    assert moment(date(2026, 7, 1), time(9, 0)) == datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
    assert moment(date(2026, 12, 1), time(9, 0)).utcoffset() == timedelta(0)


class TestBundle:
    @staticmethod
    def of(*texts):
        return Bundle([NoteForm({"text": text}) for text in texts])

    def test_it_is_valid_when_every_form_is(self):
        assert self.of("one", "two").is_valid()

    def test_every_form_is_judged_so_that_all_errors_show_at_once(self):
        bundle = self.of("", "fine", "")

        assert not bundle.is_valid()
        assert [bool(form.errors) for form in bundle] == [True, False, True]
        assert bundle.total_error_count == 2

    def test_an_error_of_the_whole_makes_it_invalid(self):
        bundle = self.of("one")

        bundle.add_error(None, "Somebody was faster.")

        assert not bundle.is_valid()
        assert bundle.non_form_errors == ["Somebody was faster."]
        assert bundle.total_error_count == 1


def test_the_browser_does_not_interrupt_and_the_style_sheet_knows_each_control():
    class AllSorts(PlainForm):
        text = forms.CharField()
        choice = forms.ChoiceField(choices=[("a", "A")])
        tick = forms.BooleanField()

    rendered = {field.name: str(field) for field in AllSorts()}

    assert not any(" required" in control for control in rendered.values())
    assert 'class="form-control"' in rendered["text"]
    assert 'class="form-select"' in rendered["choice"]
    assert 'class="form-check-input"' in rendered["tick"]


@pytest.mark.parametrize("chosen", ["", "<b>", "gone"])
def test_a_plain_select_is_drawn_as_djangos_own(chosen):
    choices, attrs = [("", "Any"), ("a", "An & other"), ("<b>", "“B”")], {"id": "id_q", "aria-describedby": "<hint>"}
    kinds = (kind(attrs={"class": "form-select"}, choices=choices) for kind in (PlainSelect, forms.Select))

    plain, djangos = (parse_html(select.render("q", chosen, attrs)) for select in kinds)

    assert plain == djangos
