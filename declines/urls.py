from django.urls import path

from declines.views import closing, declining, letters, reconsidering, reflecting, wordings, writing

app_name = "declines"
urlpatterns = [
    path("decline/", declining.start, name="start"),
    path("applications/<int:pk>/decline/", declining.new, name="new"),
    path("applications/<int:pk>/decline/preview/", declining.preview, name="preview"),
    path("applications/<int:pk>/weigh/", reflecting.weigh, name="weigh"),
    path("applications/<int:pk>/revisit/", reflecting.set_revisit, name="set_revisit"),
    path("revisit/", reflecting.revisit, name="revisit"),
    path("applications/<int:pk>/write/<str:kind>/", writing.write, name="write"),
    path("applications/<int:pk>/write/<str:kind>/preview/", writing.preview, name="write_preview"),
    path("applications/<int:pk>/close-out/", closing.close_out, name="close_out"),
    path("applications/<int:pk>/close-out/letter/", closing.letter, name="close_out_letter"),
    path("applications/<int:pk>/close-out/button/", closing.button, name="close_out_button"),
    path("applications/<int:pk>/closed-out/", closing.closed_out, name="closed_out"),
    path("declines/<int:pk>/", declining.decline, name="decline"),
    path("declines/<int:pk>/take-back/", declining.take_back, name="take_back"),
    path("declines/<int:pk>/reconsider/", reconsidering.reconsider, name="reconsider"),
    path("declines/<int:pk>/reconsider/preview/", reconsidering.preview, name="reconsider_preview"),
    path("declines/<int:pk>/outcome/", reconsidering.outcome, name="outcome"),
    path("reminders/<int:pk>/letter/", letters.from_reminder, name="from_reminder"),
    path("letters/<int:pk>/", letters.letter, name="letter"),
    path("letters/<int:pk>/words/", letters.words, name="words"),
    path("letters/<int:pk>/review/", letters.review_words, name="review"),
    path("letters/<int:pk>/keep/", letters.keep, name="keep"),
    path("letters/<int:pk>/send/", letters.send, name="send"),
    path("letters/<int:pk>/stop/", letters.stop, name="stop"),
    path("letters/<int:pk>/sending/", letters.sending, name="sending"),
    path("letters/<int:pk>/draft/", letters.draft, name="draft"),
    path("letters/<int:pk>/told/", letters.told, name="told"),
    path("wordings/", wordings.wordings, name="wordings"),
    path("wordings/new/", wordings.new, name="new_wording"),
    path("wordings/preview/", wordings.preview, name="preview_wording"),
    path("wordings/<int:pk>/", wordings.edit, name="wording"),
    path("wordings/<int:pk>/delete/", wordings.delete, name="delete_wording"),
]
