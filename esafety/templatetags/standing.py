"""What the pages about users show of the rules of every app."""

from django import template

from esafety import powers

register = template.Library()
register.simple_tag(powers.powers_of, name="powers_of")
register.simple_tag(powers.powers_of_role, name="powers_of_role")
