from django.urls import path

from outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.mails, name="mails"),
    path("<int:pk>/", views.mail, name="mail"),
    path("<int:pk>/retry/", views.retry_mail, name="retry"),
    path("<int:pk>/arrived/", views.arrived, name="arrived"),
    path("<int:pk>/send-again/", views.send_again, name="send_again"),
]
