from django.urls import path

from tracker.views import applications, bin, calendars, interviews, lists, mail_links, moving, reminders, rules

app_name = "tracker"
urlpatterns = [
    path("", applications.today, name="today"),
    path("applications/", lists.applications, name="applications"),
    path("applications/add/", applications.add_application, name="add_application"),
    path("applications/<int:pk>/", applications.application, name="application"),
    path("applications/<int:pk>/edit/", applications.edit_application, name="edit_application"),
    path("applications/<int:pk>/move/", moving.move, name="move"),
    path("moves/<int:pk>/take-back/", moving.take_back, name="take_back"),
    path("applications/<int:pk>/bin/", bin.put_into_bin, name="put_into_bin"),
    path("applications/<int:pk>/notes/", applications.add_note, name="add_note"),
    path("applications/<int:pk>/interviews/add/", interviews.add_interview, name="add_interview"),
    path("applications/<int:pk>/people/add/", interviews.add_contact, name="add_contact"),
    path("applications/<int:pk>/reminders/add/", reminders.add_reminder, name="add_reminder"),
    path("applications/<int:pk>/touches/add/", rules.add_touch, name="add_touch"),
    path("applications/<int:pk>/rules/", rules.application_rules, name="application_rules"),
    path("applications/<int:pk>/retire/", rules.retire, name="retire"),
    path("applications/<int:pk>/remind-again/", rules.unretire, name="unretire"),
    path("bin/", bin.bin_page, name="bin"),
    path("bin/<int:pk>/take-out/", bin.take_out_of_bin, name="take_out_of_bin"),
    path("bin/<int:pk>/delete/", bin.delete_for_good, name="delete_for_good"),
    path("interviews/<int:pk>/edit/", interviews.edit_interview, name="edit_interview"),
    path("interviews/<int:pk>/calendar.ics", calendars.interview_calendar, name="calendar"),
    path("interviews/<int:pk>/answer/", interviews.answer, name="answer"),
    path("people/<int:pk>/edit/", interviews.edit_contact, name="edit_contact"),
    path("reminders/", reminders.reminder_list, name="reminders"),
    path("reminders/rules/", rules.rules, name="rules"),
    path("reminders/<int:pk>/", reminders.reminder, name="reminder"),
    path("reminders/<int:pk>/change/", reminders.change_reminder, name="change_reminder"),
    path("reminders/<int:pk>/done/", reminders.close_reminder, {"done": True}, name="done"),
    path("reminders/<int:pk>/skip/", reminders.close_reminder, {"done": False}, name="skip"),
    path("reminders/<int:pk>/later/", reminders.snooze, name="later"),
    path("mail-link/<str:token>/", mail_links.mail_link, name="mail_link"),
    path("unsubscribe/<str:token>/", mail_links.unsubscribe, name="unsubscribe"),
]
