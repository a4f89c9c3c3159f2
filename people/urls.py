"""Users and roles, for those who manage them; one's own account; the register, for those who name somebody."""

from django.urls import include, path

from . import views
from .views import imports, register, rolling

app_name = "people"
REGISTER = [
    path("", register.Register.as_view(), name="register"),
    path("add/", register.AddPerson.as_view(), name="person-add"),
    path("import/", imports.ChooseFile.as_view(), name="import-start"),
    path("import/earlier/", imports.Imports.as_view(), name="imports"),
    path("import/sample.csv", imports.SampleFile.as_view(), name="import-sample"),
    path("import/<int:pk>/", imports.ImportPage.as_view(), name="import"),
    path("import/<int:pk>/columns/", imports.MatchColumns.as_view(), name="import-columns"),
    path("import/<int:pk>/bring-in/", imports.BringIn.as_view(), name="import-bring-in"),
    path("import/<int:pk>/give-up/", imports.GiveUp.as_view(), name="import-give-up"),
    path("import/<int:pk>/every-line.csv", imports.EveryLine.as_view(), name="import-every-line"),
    path("import/<int:pk>/lines-to-mend.csv", imports.Problems.as_view(), name="import-problems"),
    path("roll-over/", rolling.StartYear.as_view(), name="roll-over"),
    path("roll-over/<int:pk>/undo/", rolling.UndoYear.as_view(), name="roll-over-undo"),
    path("<int:pk>/", register.PersonPage.as_view(), name="person"),
    path("<int:pk>/correct/", register.CorrectPerson.as_view(), name="person-correct"),
    path("<int:pk>/leave/", register.PersonLeaves.as_view(), name="person-leave"),
    path("<int:pk>/return/", register.PersonComesBack.as_view(), name="person-return"),
    path("<int:pk>/move/", register.PersonMoves.as_view(), name="person-move"),
    path("<int:pk>/merge/", register.FindDuplicate.as_view(), name="person-find-duplicate"),
    path("<int:pk>/merge/<int:other>/", register.MergePeople.as_view(), name="person-merge"),
    path("<int:pk>/unmerge/", register.UnmergePeople.as_view(), name="person-unmerge"),
]
urlpatterns = [
    path("", views.Users.as_view(), name="list"),
    path("search/", views.search, name="search"),
    path("me/messages/", views.Messages.as_view(), name="messages"),
    path("failures/", views.Failures.as_view(), name="failures"),
    path("register/", include(REGISTER)),
    path("me/", views.OwnAccount.as_view(), name="me"),
    path("me/confirm/", views.ConfirmItIsYou.as_view(), name="confirm-it-is-you"),
    path("me/details/", views.ChangeOwnDetails.as_view(), name="change-own-details"),
    path("me/email/", views.ChangeOwnEmail.as_view(), name="change-own-email"),
    path("me/password/", views.ChangeOwnPassword.as_view(), name="change-own-password"),
    path("users/add/", views.AddUser.as_view(), name="add-user"),
    path("users/<int:pk>/", views.UserDetail.as_view(), name="user"),
    path("users/<int:pk>/edit/", views.EditUser.as_view(), name="edit-user"),
    path("users/<int:pk>/email/", views.ChangeEmail.as_view(), name="change-email"),
    path("users/<int:pk>/invite/", views.InviteAgain.as_view(), name="invite-again"),
    path("users/<int:pk>/close/", views.CloseAccount.as_view(), name="close-account"),
    path("users/<int:pk>/open/", views.OpenAccount.as_view(), name="open-account"),
    path("users/<int:pk>/second-step/", views.AskReset.as_view(), name="ask-reset"),
    path("users/<int:pk>/second-step/agree/", views.AgreeReset.as_view(), name="agree-reset"),
    path("users/<int:pk>/roles/", views.GiveRole.as_view(), name="give-role"),
    path("roles/confirm/", views.RolesToConfirm.as_view(), name="roles-to-confirm"),
    path("roles/<int:pk>/confirm/", views.ConfirmRole.as_view(), name="confirm-role"),
    path("roles/<int:pk>/decline/", views.DeclineRole.as_view(), name="decline-role"),
    path("roles/<int:pk>/end/", views.EndRole.as_view(), name="end-role"),
]
