"""The tag that says where a page is."""

import pytest
from django.template import Context, Template


def rendered(tag, **context):
    return Template(tag).render(Context(context))


def test_each_label_leads_to_a_named_page_an_address_or_a_record(teacher):
    page = rendered(
        '{% crumbs "Incidents" "incidents:log" "Phones" back teacher.name teacher "Here" %}',
        back="/incidents/?device=phone",
        teacher=teacher,
    )

    assert '<a href="/incidents/">Incidents</a>' in page
    assert '<a href="/incidents/?device=phone">Phones</a>' in page
    assert f'<a href="{teacher.get_absolute_url()}">{teacher.name}</a>' in page
    assert '<span aria-current="page">Here</span>' in page


def test_a_label_without_its_address_is_no_way():
    with pytest.raises(ValueError, match="argument"):
        rendered('{% crumbs "Incidents" "incidents:log" "Phones" "Here" %}')
