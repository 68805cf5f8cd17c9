from django.urls import path

from outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.mails, name="mails"),
    path("test/", views.test_mail, name="test_mail"),
    path("<int:pk>/", views.mail, name="mail"),
    path("<int:pk>/became/", views.became, name="became"),
    path("<int:pk>/address/", views.change_address, name="change_address"),
    path("<int:pk>/leave/", views.leave, name="leave"),
    path("<int:pk>/retry/", views.retry_mail, name="retry"),
    path("<int:pk>/arrived/", views.arrived, name="arrived"),
    path("<int:pk>/send-again/", views.send_again, name="send_again"),
]
