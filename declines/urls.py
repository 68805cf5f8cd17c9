app_name = "declines"
urlpatterns: list[object] = []
