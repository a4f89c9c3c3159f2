"""Policies, their versions and matrices."""

app_name = "policies"
urlpatterns: list = []
