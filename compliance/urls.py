"""Below data-protection/: the registers; and, below an incident, the breach that comes from it."""

from django.urls import include, path, register_converter

from incidents.converters import ReferenceConverter

from . import views

register_converter(ReferenceConverter, "breached_reference")

app_name = "compliance"
breaches = [
    path("", views.Breaches.as_view(), name="breaches"),
    path("record/", views.RecordBreach.as_view(), name="record-breach"),
    path("<int:pk>/", views.BreachPage.as_view(), name="breach"),
    path("<int:pk>/assess/", views.AssessBreach.as_view(), name="assess-breach"),
    path("<int:pk>/regulator/", views.TellRegulator.as_view(), name="tell-regulator"),
    path("<int:pk>/people/", views.TellPeople.as_view(), name="tell-people"),
    path("<int:pk>/close/", views.CloseBreach.as_view(), name="close-breach"),
    path("<int:pk>/reopen/", views.ReopenBreach.as_view(), name="reopen-breach"),
]
retention = [
    path("", views.Retention.as_view(), name="retention"),
    path("disposals/<int:pk>/", views.DisposalPage.as_view(), name="disposal"),
    path("disposals/<int:pk>/confirm/", views.ConfirmDisposal.as_view(), name="confirm-disposal"),
    path("disposals/<int:pk>/call-off/", views.CallOffDisposal.as_view(), name="call-off-disposal"),
    path("holds/<int:pk>/lift/", views.LiftHold.as_view(), name="lift-hold"),
    path("register/<int:pk>/erase/", views.AskEntryDisposal.as_view(), name="erase-entry"),
    path("register/<int:pk>/hold/", views.HoldEntry.as_view(), name="hold-entry"),
]
requests = [
    path("", views.Requests.as_view(), name="requests"),
    path("whose/", views.WhoseRequest.as_view(), name="whose-request"),
    path("whose/<int:pk>/", views.RecordRequest.as_view(), name="record-request"),
    path("<int:pk>/", views.RequestPage.as_view(), name="request"),
    path("<int:pk>/extend/", views.ExtendRequest.as_view(), name="extend-request"),
    path("<int:pk>/incidents/<int:incident>/", views.DecidePart.as_view(), name="decide-part"),
    path("<int:pk>/make/", views.MakeAnswer.as_view(), name="make-answer"),
    path("<int:pk>/answer/", views.AnswerRequest.as_view(), name="answer-request"),
    path("files/<int:pk>/approve/", views.ApproveAnswer.as_view(), name="approve-answer"),
    path("files/<int:pk>/take/", views.TakeAnswer.as_view(), name="take-answer"),
]
urlpatterns = [
    path("data-protection/requests/", include(requests)),
    path("data-protection/retention/", include(retention)),
    path("data-protection/breaches/", include(breaches)),
    path("incidents/<breached_reference:reference>/breach/", views.OpenBreach.as_view(), name="open-breach"),
    path("incidents/<breached_reference:reference>/hold/", views.HoldIncident.as_view(), name="hold-incident"),
    path("incidents/<breached_reference:reference>/erase/", views.AskDisposal.as_view(), name="erase-incident"),
]
