"""The log, reporting, receipts, and one incident with its verbs."""

from django.urls import include, path, register_converter

from .. import views
from ..converters import ReferenceConverter

register_converter(ReferenceConverter, "reference")

# Below an incident's evidence/.
evidence = [
    path("", views.EvidenceList.as_view(), name="evidence"),
    path("attach/", views.AttachEvidence.as_view(), name="attach-evidence"),
    path("chain/", views.Chain.as_view(), name="chain"),
    path("chain.pdf", views.ChainPdf.as_view(), name="chain-pdf"),
    path("<int:evidence>/", views.EvidencePage.as_view(), name="evidence-item"),
    path("<int:evidence>/files/<slug:copy>/", views.EvidenceFile.as_view(), name="evidence-file"),
    path("<int:evidence>/withdraw/", views.WithdrawEvidence.as_view(), name="withdraw-evidence"),
    path("<int:evidence>/hand-over/", views.HandOverEvidence.as_view(), name="hand-over-evidence"),
    path("<int:evidence>/destroy/", views.AskDestruction.as_view(), name="ask-destruction"),
    path("<int:evidence>/destroy/call-off/", views.CallOffDestruction.as_view(), name="call-off-destruction"),
    path("<int:evidence>/certificate/", views.Certificate.as_view(), name="certificate"),
]

app_name = "incidents"
urlpatterns = [
    path("", views.Log.as_view(), name="log"),
    path("views/", views.SavedViews.as_view(), name="views"),
    path("views/save/", views.SaveView.as_view(), name="save-view"),
    path("views/<int:pk>/", views.ChangeView.as_view(), name="change-view"),
    path("assign/", views.AssignMany.as_view(), name="assign-many"),
    path("export/", views.ExportLog.as_view(), name="export"),
    path("exports/", views.Exports.as_view(), name="exports"),
    path("report/", views.ReportPage.as_view(), name="report"),
    path("report/quick/", views.QuickPage.as_view(), name="quick"),
    path("report/draft/", views.KeepDraft.as_view(), name="draft"),
    path("report/draft/<uuid:submission>/discard/", views.DiscardDraft.as_view(), name="discard"),
    path("stop/", views.Stop.as_view(), name="stop"),
    path("mine/", views.Receipts.as_view(), name="receipts"),
    path("mine/<reference:reference>/", views.Receipt.as_view(), name="receipt"),
    path("mine/<reference:reference>/correction/", views.CorrectOwn.as_view(), name="correct"),
    path("mine/<reference:reference>/complete/", views.CompleteOwn.as_view(), name="complete-own"),
    path("destructions/<int:pk>/", views.ConfirmDestruction.as_view(), name="destruction"),
    path("<reference:reference>/", views.IncidentPage.as_view(), name="incident"),
    path("<reference:reference>/review/", views.Review.as_view(), name="review"),
    path("<reference:reference>/row/", views.ChooseRow.as_view(), name="row"),
    path("<reference:reference>/take-over/", views.TakeOver.as_view(), name="take-over"),
    path("<reference:reference>/assign/", views.Assign.as_view(), name="assign"),
    path("<reference:reference>/readers/", views.Readers.as_view(), name="readers"),
    path("<reference:reference>/readers/<int:reader>/end/", views.EndReader.as_view(), name="end-reader"),
    path("<reference:reference>/clear-images/", views.ClearImages.as_view(), name="clear-images"),
    path("<reference:reference>/images/", views.MarkImages.as_view(), name="mark-images"),
    path("<reference:reference>/interest/", views.DeclareInterest.as_view(), name="interest"),
    path("<reference:reference>/tasks/add/", views.GiveTask.as_view(), name="give-task"),
    path("<reference:reference>/tasks/<int:task>/cancel/", views.CancelTask.as_view(), name="cancel-task"),
    path("<reference:reference>/edit/", views.Correct.as_view(), name="edit"),
    path("<reference:reference>/people/", views.InvolvedPeople.as_view(), name="people"),
    path("<reference:reference>/people/add/", views.AddPerson.as_view(), name="add-person"),
    path("<reference:reference>/people/<int:pk>/", views.ChangePerson.as_view(), name="change-person"),
    path("<reference:reference>/people/<int:pk>/remove/", views.RemovePerson.as_view(), name="remove-person"),
    path("<reference:reference>/relate/", views.Relate.as_view(), name="relate"),
    path("<reference:reference>/relate/<int:relation>/end/", views.Unrelate.as_view(), name="unrelate"),
    path("<reference:reference>/entry/", views.AddEntry.as_view(), name="entry"),
    path("<reference:reference>/parents/", views.RecordParents.as_view(), name="parents"),
    path("<reference:reference>/refer/", views.NotifyAuthorities.as_view(), name="refer"),
    path("<reference:reference>/not-refer/", views.DecideNotToRefer.as_view(), name="not-refer"),
    path("<reference:reference>/answer/", views.RecordAnswer.as_view(), name="answer"),
    path("<reference:reference>/complete/", views.Complete.as_view(), name="complete"),
    path("<reference:reference>/close/", views.Close.as_view(), name="close"),
    path("<reference:reference>/withdraw/", views.Withdraw.as_view(), name="withdraw"),
    path("<reference:reference>/reopen/", views.Reopen.as_view(), name="reopen"),
    path("<reference:reference>/evidence/", include(evidence)),
]
