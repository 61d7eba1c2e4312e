"""Addresses of the pages that the journal has alone: decks and qualities."""

from django.urls import path

from apps.journal.views import decks, prompts, qualities

app_name = "journal"

urlpatterns = [
    path("decks/", decks.deck_list, name="deck_list"),
    path("decks/new/", decks.deck_add, name="deck_add"),
    path("decks/built-in/", decks.deck_built_in, name="deck_built_in"),
    path("decks/built-in/retire/", decks.deck_retire, name="built_in_retire"),
    path("decks/built-in/prompts.txt", decks.deck_export, name="built_in_export"),
    path("decks/take-back/", prompts.prompt_take_back, name="prompt_take_back"),
    path("decks/<int:pk>/", decks.deck, name="deck"),
    path("decks/<int:pk>/rename/", decks.deck_rename, name="deck_rename"),
    path("decks/<int:pk>/retire/", decks.deck_retire, name="deck_retire"),
    path("decks/<int:pk>/remove/", decks.deck_remove, name="deck_remove"),
    path("decks/<int:pk>/bring-in/", decks.deck_bring_in, name="deck_bring_in"),
    path("decks/<int:pk>/prompts.txt", decks.deck_export, name="deck_export"),
    path("decks/<int:pk>/arrange/", prompts.prompt_arrange, name="prompt_arrange"),
    path("decks/<int:pk>/prompts/<int:prompt>/", prompts.prompt_edit, name="prompt_edit"),
    path("qualities/", qualities.quality_list, name="quality_list"),
    path("qualities/new/", qualities.quality_add, name="quality_add"),
    path("qualities/<slug:key>/", qualities.quality, name="quality"),
    path("qualities/<slug:key>/change/", qualities.quality_edit, name="quality_edit"),
    path("qualities/<slug:key>/move/", qualities.quality_move, name="quality_move"),
    path("qualities/<slug:key>/retire/", qualities.quality_retire, name="quality_retire"),
]
