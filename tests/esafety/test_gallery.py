"""The gallery shows every component, in the demonstration only."""

import pytest
from django.urls import reverse

from tests.architecture.sources import templates

pytestmark = pytest.mark.once


@pytest.fixture
def in_demonstration(settings):
    settings.DEMONSTRATION = True


@pytest.mark.parametrize("component", [name for name in templates() if name.startswith("components/")])
def test_each_component_is_on_it(in_demonstration, signed_in, teacher, component):
    response = signed_in(teacher).get(reverse("components"))

    assert component in {template.name for template in response.templates}


def test_elsewhere_there_is_none(signed_in, teacher):
    assert signed_in(teacher).get(reverse("components")).status_code == 404
