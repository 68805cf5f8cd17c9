from django.urls import path

from declines import views

app_name = "declines"
urlpatterns = [
    path("decline/", views.start, name="start"),
    path("applications/<int:pk>/decline/", views.new, name="new"),
    path("applications/<int:pk>/decline/preview/", views.preview, name="preview"),
    path("declines/<int:pk>/", views.decline, name="decline"),
    path("declines/<int:pk>/words/", views.words, name="words"),
    path("declines/<int:pk>/review/", views.review_words, name="review"),
    path("declines/<int:pk>/told/", views.told, name="told"),
    path("declines/<int:pk>/take-back/", views.take_back, name="take_back"),
]
