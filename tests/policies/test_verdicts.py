"""What other pages are told about a version."""

from django.template.loader import render_to_string

from policies.queries import verdicts


def test_verdicts_are_read_in_one_query_and_undecided_is_none(draft, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = verdicts(draft)
        labels = {key: decision.column.label for key, decision in found.items()}

    assert labels["csam"] == "Unacceptable and illegal"
    assert found["no_such_row"] is None


def test_a_verdict_is_a_tag_in_words_with_a_shape(draft):
    tag = render_to_string("policies/verdict.html", {"decision": verdicts(draft)["gambling"]})

    assert 'class="es-tag es-tag--red"' in tag
    assert "#cross" in tag
    assert "Unacceptable" in tag


def test_a_column_has_the_same_tag(draft):
    tag = render_to_string("policies/verdict.html", {"column": verdicts(draft)["csam"].column})

    assert 'class="es-tag es-tag--solid"' in tag
    assert "Unacceptable and illegal" in tag


def test_undecided_is_left_to_a_reviewer():
    assert "A reviewer decides" in render_to_string("policies/verdict.html", {"decision": None})
