"""What one is asked to do."""

from django.urls import path

from .. import views

app_name = "tasks"
urlpatterns = [
    path("", views.Tasks.as_view(), name="list"),
    path("<int:pk>/", views.DoTask.as_view(), name="task"),
]
