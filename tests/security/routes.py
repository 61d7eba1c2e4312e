"""Every route there is, and who gets what there. A route that is not in this table fails a test.

A new route is one line: `owned(FORM, "goal")` is a form about a goal that is a 404 to all others.
"""

from __future__ import annotations

from dataclasses import replace

from tests.security.rules import (
    ASK,
    BUTTON,
    FORM,
    LEADS_ON,
    PAGE,
    SAVE,
    THEIR_BUTTON,
    THEIR_FORM,
    THEIR_PAGE,
    Rule,
    anyone,
    owned,
    person,
    staff,
    stays_open,
    theirs,
)

# A prompt is drawn when it is looked at, and new words are read when they are looked for.
INDEX = ("core_searchtext",)
IN_PLACE = {"POST": 401}
PUT_IN_PLACE = {"PUT": 401}
GOES_ON = dict.fromkeys(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"), 302)
"""Of pages for whoever is not signed in, to whoever is."""
STEPS = {**LEADS_ON, "POST": 302, "OPTIONS": 200}
NOT_THERE = {"GET": 404, "HEAD": 404}
NO_SUCH_FACTOR = dict.fromkeys(GOES_ON, 404)
OF_EXPORT = ("portability_export",)

ACCOUNT: dict[str, Rule] = {
    "accounts:preferences": person(FORM),
    "accounts:reminder": person(FORM),
    "accounts:keys": person(ASK),
    "accounts:shared": person(BUTTON),
    "accounts:appearance": stays_open(anyone(BUTTON)),
    "accounts:look_around": anyone(BUTTON),
    "account_login": anyone(THEIR_FORM, signed_in=GOES_ON),
    "account_logout": stays_open(
        Rule(owner={**THEIR_PAGE, "POST": 302}, others={**THEIR_PAGE, "POST": 302}, nobody=STEPS)
    ),
    "account_signup": anyone(THEIR_FORM, signed_in=GOES_ON),
    "account_inactive": anyone(THEIR_PAGE),
    "account_reauthenticate": person(THEIR_FORM, leaving=THEIR_FORM),
    "account_email": person({**THEIR_PAGE, "POST": 302, "PUT": 302}),
    "account_email_verification_sent": anyone(THEIR_PAGE),
    "account_confirm_email": anyone({**THEIR_PAGE, "POST": 404}, "=nobodys"),
    "account_request_login_code": anyone(THEIR_FORM, signed_in=GOES_ON),
    "account_confirm_login_code": person(GOES_ON),
    "account_change_password": person(THEIR_FORM),
    "account_set_password": person(GOES_ON),
    "account_reset_password": anyone(THEIR_FORM),
    "account_reset_password_done": anyone(THEIR_PAGE),
    # A key of nobody's is told on a page, by whichever method it is sent.
    "account_reset_password_from_key": anyone(
        {**THEIR_FORM, "PATCH": 200, "DELETE": 200}, "=1", "=nobodys"
    ),
    "account_reset_password_from_key_done": anyone(THEIR_PAGE),
}
WAYS_IN: dict[str, Rule] = {
    # Nothing was begun that could go on; a code typed without that opens nothing.
    "accounts:sign_in_link": anyone(PAGE, "=nobodys", signed_in=LEADS_ON),
    "accounts:ask_by_mail": person(GOES_ON),
    "accounts:session_list": person(PAGE),
    "accounts:session_end": owned(BUTTON, "session"),
    "accounts:session_end_others": person(BUTTON),
    "accounts:with": anyone(FORM, "=mastodon"),
    "accounts:back": anyone(NOT_THERE, "=github"),
    "accounts:mastodon_back": anyone({"GET": 400, "HEAD": 400}, "=elsewhere.example"),
    "accounts:way_remove": owned(BUTTON, "way"),
    "socialaccount_connections": person(PAGE),
    "socialaccount_signup": anyone({**LEADS_ON, "POST": 302}),
    "socialaccount_login_cancelled": anyone(THEIR_PAGE),
    "mfa_index": person(THEIR_PAGE),
    "mfa_authenticate": person(GOES_ON),
    "mfa_login_webauthn": anyone({**STEPS, "PUT": 302}, signed_in=GOES_ON),
    "mfa_reauthenticate": person(THEIR_FORM, others=GOES_ON, staff=THEIR_FORM, leaving=GOES_ON),
    "mfa_reauthenticate_webauthn": person(
        THEIR_FORM, others=GOES_ON, staff=THEIR_FORM, leaving=GOES_ON
    ),
    "mfa_activate_totp": person(GOES_ON, others=THEIR_FORM, staff=GOES_ON),
    "mfa_deactivate_totp": person(THEIR_BUTTON, others=NO_SUCH_FACTOR, staff=THEIR_BUTTON),
    "mfa_generate_recovery_codes": person(THEIR_BUTTON, others=THEIR_FORM, staff=THEIR_BUTTON),
    # When they were last looked at is noted.
    "mfa_view_recovery_codes": person(
        THEIR_PAGE,
        others={**THEIR_PAGE, **NOT_THERE},
        staff=THEIR_PAGE,
        writes=("mfa_authenticator",),
    ),
    "mfa_download_recovery_codes": person(
        THEIR_PAGE, others=NO_SUCH_FACTOR, staff=THEIR_PAGE, writes=("mfa_authenticator",)
    ),
    "mfa_list_webauthn": person(THEIR_PAGE),
    "mfa_add_webauthn": person(THEIR_FORM),
    "mfa_edit_webauthn": theirs(THEIR_FORM, "passkey"),
    "mfa_remove_webauthn": theirs({**THEIR_PAGE, "POST": 302, "DELETE": 302}, "passkey"),
}
"""Second factors, sessions, accounts elsewhere. Whoever asks said who they are a moment ago."""
STAFF: dict[str, Rule] = {
    "admin_people": staff(PAGE, shows="address"),
    "admin_person_sleep": staff(BUTTON, "user"),
    "admin_person_wake": staff(BUTTON, "user"),
    "admin_sources": staff(PAGE),
    # Where anybody may sign up nobody is invited.
    "accounts:invitation": anyone(NOT_THERE, "invited"),
    "accounts:invitation_list": person({**NOT_THERE, "POST": 404}),
    "accounts:invitation_end": person({"POST": 404}, "invitation"),
}
INVITING: dict[str, Rule] = {
    "accounts:invitation": anyone(LEADS_ON, "invited"),
    "accounts:invitation_list": staff({**PAGE, "POST": 200}, shows="address"),
    "accounts:invitation_end": staff(BUTTON, "invitation"),
    # Closed to whoever has opened no invitation, by whichever method they come.
    "account_signup": anyone(dict.fromkeys(GOES_ON, 200), signed_in=GOES_ON),
}
"""What is otherwise where one signs up by invitation."""
LEAVING: dict[str, Rule] = {
    "portability:kept": stays_open(anyone(PAGE)),
    "portability:export": stays_open(person(ASK)),
    "portability:export_file": stays_open(owned(PAGE, "export_token", writes=OF_EXPORT)),
    "portability:leave": person(ASK, leaving={**LEADS_ON, "POST": 302}),
    "portability:leaving": person(LEADS_ON, leaving=PAGE),
    "portability:stay": stays_open(person(BUTTON)),
    "portability:share_list": person(PAGE),
    "portability:share": owned(FORM, "week"),
    "portability:share_revoke": owned(BUTTON, "share"),
    "portability:shared": replace(stays_open(anyone(PAGE, "share_token")), shows="week"),
}
AGAIN: dict[str, tuple[str, ...]] = {
    "account_email": ("POST",),
    "account_set_password": ("GET", "POST"),
    "accounts:session_end": ("POST",),
    "accounts:session_end_others": ("POST",),
    "accounts:with": ("GET", "POST"),
    "accounts:way_remove": ("POST",),
    "mfa_activate_totp": ("GET", "POST"),
    "mfa_deactivate_totp": ("GET", "POST"),
    "mfa_generate_recovery_codes": ("GET", "POST"),
    "mfa_view_recovery_codes": ("GET",),
    "mfa_download_recovery_codes": ("GET",),
    "mfa_add_webauthn": ("GET", "POST"),
    "mfa_edit_webauthn": ("GET", "POST"),
    "mfa_remove_webauthn": ("GET", "POST", "DELETE"),
    "portability:export": ("POST",),
    "portability:export_file": ("GET", "HEAD"),
    "portability:leave": ("POST",),
}
"""Before what the owner of an account is asked once more who they are."""
SOURCES: dict[str, Rule] = {
    "metrics:source_list": person(PAGE),
    "metrics:source_choose": person(PAGE),
    "metrics:source_connect": person(FORM, "=mastodon"),
    "metrics:source": owned(PAGE, "source"),
    "metrics:source_edit": owned(FORM, "by_hand"),
    "metrics:source_fetch": owned(BUTTON, "source"),
    "metrics:source_pause": owned(ASK, "source", signed_out=IN_PLACE),
    "metrics:source_resume": owned(BUTTON, "source"),
    "metrics:source_remove": owned(FORM, "source"),
    "metrics:source_key": owned(FORM, "source"),
    "metrics:source_key_forget": owned(BUTTON, "source"),
    "metrics:source_proof": owned(PAGE, "source"),
    "metrics:proof_renew": owned(BUTTON, "source"),
    "metrics:proof_remove": owned(BUTTON, "source"),
    "metrics:source_shown": owned(ASK, "source"),
    "metrics:source_offer": owned({**PAGE, "POST": 302}, "way"),
    "metrics:revocation_put_away": owned(BUTTON, "revocation"),
    "metrics:number_add": owned(FORM, "by_hand"),
    "review:source_history": owned(PAGE, "source"),
    "review:reading_correct": owned(FORM, "source", "day", signed_out=IN_PLACE),
    "review:correction_take_back": owned(BUTTON, "source", "day", "metric"),
    # The page that a profile links to: it says which account, and that it is somebody's here.
    "proof_shown": stays_open(anyone(PAGE, "code")),
}
DECKS: dict[str, Rule] = {
    "journal:deck_list": person(PAGE),
    "journal:deck_add": person(FORM, signed_out=IN_PLACE),
    "journal:deck_built_in": person(PAGE),
    "journal:built_in_retire": person(BUTTON),
    "journal:built_in_export": person(PAGE),
    "journal:prompt_take_back": person({"POST": 404}),
    "journal:deck": owned(FORM, "deck", signed_out=IN_PLACE),
    "journal:deck_rename": owned(FORM, "deck", signed_out=IN_PLACE),
    "journal:deck_retire": owned(BUTTON, "deck"),
    "journal:deck_remove": owned(ASK, "deck"),
    "journal:deck_bring_in": owned(FORM, "deck", signed_out=IN_PLACE),
    "journal:deck_export": owned(PAGE, "deck"),
    "journal:prompt_arrange": owned({"POST": 404}, "deck"),
    "journal:prompt_edit": owned(FORM, "deck", "prompt", signed_out=IN_PLACE),
    "journal:quality_list": person(PAGE),
    "journal:quality_add": person(FORM, signed_out=IN_PLACE),
    "journal:quality": owned(PAGE, "quality"),
    "journal:quality_edit": owned(FORM, "quality", signed_out=IN_PLACE),
    "journal:quality_move": owned(BUTTON, "quality"),
    "journal:quality_retire": owned(BUTTON, "quality"),
}
WEEKS: dict[str, Rule] = {
    "review:write_now": person(LEADS_ON),
    "review:signed_in": person(PAGE),
    "review:write": person(FORM, "week", signed_out=IN_PLACE, writes=("journal_draw",)),
    "review:draft_save": person(SAVE, "week", signed_out=PUT_IN_PLACE),
    "review:check_in_save": person(SAVE, "week", "goal", signed_out=PUT_IN_PLACE),
    "review:guess": person({**LEADS_ON, "POST": 302}, "week", others={**PAGE, "POST": 200}),
    "review:week_list": person(PAGE),
    "review:week": person(PAGE, "week"),
    "review:first_take": owned(PAGE, "week"),
    "review:version_list": owned({**PAGE, "POST": 404}, "week"),
    "review:version": owned(PAGE, "week", "version"),
    "review:addendum_add": owned(FORM, "week", signed_out=IN_PLACE),
    "review:addendum_edit": owned(FORM, "addendum", signed_out=IN_PLACE),
    "review:addendum_remove": owned(ASK, "addendum"),
    "review:week_bin": owned(BUTTON, "week"),
    "review:week_rest": person(ASK, "open_week", signed_out=IN_PLACE),
    "review:placement_save": person(
        {**LEADS_ON, "POST": 302}, "week", others={**LEADS_ON, "POST": 404}
    ),
    "review:guess_answer": owned({**PAGE, "POST": 409}, "week", signed_out=IN_PLACE),
    "review:guess_remove": owned(ASK, "week"),
    "review:lines_keep": owned(ASK, "week"),
    "review:bin_list": person(PAGE),
    "review:week_back": owned(BUTTON, "binned"),
    "review:week_erase": owned(ASK, "binned"),
    "review:mute_add": person({"POST": 422}, signed_out=IN_PLACE),
    "review:mute_week": person(BUTTON, "week"),
    "review:mute_remove": owned(BUTTON, "mute"),
}
LOOKING_BACK: dict[str, Rule] = {
    "review:letter_list": person(PAGE),
    "review:letter_year": person(PAGE, "=2026"),
    "review:letter_season": person(PAGE, "=2026", "=3"),
    "review:notebook": person({**PAGE, "POST": 200}, signed_out=IN_PLACE, writes=INDEX),
    "review:guessing": person(FORM),
    "review:around": person(FORM),
    "review:trend_first": person(LEADS_ON, others=PAGE),
    "review:trend": owned(PAGE, "metric"),
    "review:trend_csv": owned(PAGE, "metric"),
    "review:agreement_first": person(LEADS_ON, others=PAGE),
    "review:agreement": owned(PAGE, "metric"),
    "review:sidenote_list": person(PAGE, writes=INDEX),
    "review:sidenote_new": person(FORM, others={**LEADS_ON, "POST": 404}, signed_out=IN_PLACE),
    "review:sidenote_add": owned(FORM, "metric", signed_out=IN_PLACE),
    "review:sidenote": owned(PAGE, "sidenote"),
    "review:sidenote_edit": owned({**PAGE, "POST": 200}, "sidenote", signed_out=IN_PLACE),
    "review:sidenote_remove": owned(ASK, "sidenote"),
}
GOALS: dict[str, Rule] = {
    "review:goal_list": person(PAGE),
    "review:goal_add": person(FORM, signed_out=IN_PLACE),
    "review:goal": owned(PAGE, "goal"),
    "review:goal_reword": owned(FORM, "goal", signed_out=IN_PLACE),
    "review:goal_reasons": owned(ASK, "goal", signed_out=IN_PLACE),
    "review:goal_number_add": owned(FORM, "goal"),
    "review:goal_number": owned(FORM, "goal_metric"),
    "review:goal_number_remove": owned(BUTTON, "goal_metric"),
    "review:check_in_write": owned(FORM, "goal", signed_out=IN_PLACE),
    "review:goal_set_down": owned(FORM, "goal", signed_out=IN_PLACE),
    "review:goal_take_up": owned(BUTTON, "let_go"),
}
FOR_ALL: dict[str, Rule] = {
    "healthz": stays_open(anyone(PAGE)),
    "review:home": anyone(PAGE),
    "review:worker": stays_open(anyone(PAGE)),
    "review:manifest": stays_open(anyone(PAGE)),
    "review:offline": stays_open(anyone(PAGE)),
    "review:write_unknown": anyone({"GET": 404, "HEAD": 404}, "=never"),
    "review:week_unknown": anyone({"GET": 404, "HEAD": 404}, "=never"),
    # Whoever holds the mail may end the reminders, without signing in.
    "review:reminder_stop": anyone({**PAGE, "POST": 200}, "stop"),
}
RULES = {
    **ACCOUNT,
    **WAYS_IN,
    **STAFF,
    **LEAVING,
    **SOURCES,
    **DECKS,
    **WEEKS,
    **LOOKING_BACK,
    **GOALS,
    **FOR_ALL,
}
