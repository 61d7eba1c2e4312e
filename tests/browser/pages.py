"""Every page there is, by the name of its route, and what stands in its address.

`PAGES` are the demo person's, `ANYBODY` those of somebody who is not signed in. `test_pages.py`
fails when a route is neither here nor among `NO_PAGE`, so that no page goes unseen.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.signing import Signer
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.core.weeks import Week

PAGES: dict[str, tuple[str, ...]] = {
    "review:home": (),
    "review:write": ("open_week",),
    "review:signed_in": (),
    "review:week_list": (),
    "review:week": ("week",),
    "review:notebook": (),
    "review:around": (),
    "review:first_take": ("week",),
    "review:guess": ("open_week",),
    "review:guess_answer": ("guessed",),
    "review:guess_remove": ("guessed",),
    "review:guessing": (),
    "review:version_list": ("week",),
    "review:lines_keep": ("week",),
    "review:letter_list": (),
    "review:letter_year": ("year",),
    "review:letter_season": ("year", "season"),
    "review:version": ("week", "version"),
    "review:addendum_add": ("week",),
    "review:addendum_edit": ("addendum",),
    "review:addendum_remove": ("addendum",),
    "review:bin_list": (),
    "review:week_erase": ("binned",),
    "review:trend": ("metric",),
    "review:agreement": ("metric",),
    "review:sidenote_add": ("metric",),
    "review:sidenote_list": (),
    "review:sidenote_new": (),
    "review:sidenote": ("sidenote",),
    "review:sidenote_edit": ("sidenote",),
    "review:sidenote_remove": ("sidenote",),
    "review:source_history": ("source",),
    "review:reading_correct": ("source", "day"),
    "review:goal_list": (),
    "review:goal_add": (),
    "review:goal": ("goal",),
    "review:goal_reword": ("goal",),
    "review:goal_reasons": ("goal",),
    "review:goal_number_add": ("goal",),
    "review:goal_number": ("goal_metric",),
    "review:check_in_write": ("goal",),
    "review:goal_set_down": ("goal",),
    "review:week_rest": ("open_week",),
    "journal:deck_list": (),
    "journal:deck_add": (),
    "journal:deck_built_in": (),
    "journal:deck": ("deck",),
    "journal:deck_rename": ("deck",),
    "journal:deck_remove": ("deck",),
    "journal:deck_bring_in": ("deck",),
    "journal:prompt_edit": ("deck", "prompt"),
    "journal:quality_list": (),
    "journal:quality_add": (),
    "journal:quality": ("quality",),
    "journal:quality_edit": ("quality",),
    "metrics:source_list": (),
    "metrics:source_choose": (),
    "metrics:source_connect": ("provider",),
    "metrics:source": ("source",),
    "metrics:source_edit": ("source",),
    "metrics:source_pause": ("source",),
    "metrics:source_proof": ("source",),
    "metrics:source_remove": ("source",),
    "metrics:source_shown": ("source",),
    "metrics:number_add": ("by_hand",),
    "portability:kept": (),
    "portability:leave": (),
    "portability:export": (),
    "portability:share": ("week",),
    "portability:share_list": (),
    "accounts:preferences": (),
    "accounts:reminder": (),
    "accounts:keys": (),
    "accounts:session_list": (),
    "mfa_index": (),
    "mfa_list_webauthn": (),
    "socialaccount_connections": (),
    "account_email": (),
    "account_change_password": (),
    "account_reauthenticate": (),
    "account_logout": (),
}
ANYBODY: dict[str, tuple[str, ...]] = {
    "review:home": (),
    "review:reminder_stop": ("token",),
    "review:offline": (),
    "portability:shared": ("shared",),
    "account_login": (),
    "account_request_login_code": (),
    "accounts:sign_in_link": ("sign_in_code",),
    "accounts:invitation": ("key",),
    "accounts:with": ("place",),
    "socialaccount_login_cancelled": (),
    "account_signup": (),
    "account_reset_password": (),
    "account_reset_password_done": (),
    "account_reset_password_from_key_done": (),
    "account_email_verification_sent": (),
    "account_inactive": (),
    "account_reset_password_from_key": ("uid", "key"),
    "account_confirm_email": ("key",),
    "proof_shown": ("code",),
}
# Redirects, files, fragments and forms without a page of their own.
NO_PAGE = {
    "healthz",
    # test_elsewhere.py looks at these, on the way that leads there.
    "accounts:back",
    "accounts:mastodon_back",
    "accounts:way_remove",
    "admin_people",
    "admin_person_sleep",
    "admin_person_wake",
    "admin_sources",
    "metrics:revocation_put_away",
    "metrics:source_offer",
    "socialaccount_signup",
    "accounts:appearance",
    "accounts:look_around",
    "portability:export_file",
    "portability:leaving",  # looked at in test_portability.py
    "portability:share_revoke",
    "portability:stay",
    "review:agreement_first",
    "account_set_password",
    "accounts:shared",
    "accounts:session_end",
    "accounts:session_end_others",
    "accounts:invitation_end",
    "mfa_download_recovery_codes",
    "mfa_login_webauthn",
    # Seen in test_passkeys.py and test_invitations.py: the demo person has nothing to show there.
    "account_confirm_login_code",
    "accounts:ask_by_mail",
    "accounts:invitation_list",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "metrics:proof_remove",
    "metrics:proof_renew",
    "journal:built_in_export",
    "journal:built_in_retire",
    "journal:deck_export",
    "journal:deck_retire",
    "journal:prompt_arrange",
    "journal:prompt_take_back",
    "journal:quality_move",
    "journal:quality_retire",
    "metrics:source_fetch",
    "metrics:source_key",  # the demo person gave nobody a key
    "metrics:source_key_forget",
    "metrics:source_resume",
    "review:check_in_save",
    "review:correction_take_back",
    "review:draft_save",
    "review:goal_number_remove",
    "review:goal_take_up",
    "review:mute_add",
    "review:mute_remove",
    "review:mute_week",
    "review:manifest",
    "review:placement_save",
    "review:trend_csv",
    "review:trend_first",
    "review:week_back",
    "review:week_bin",
    "review:week_unknown",
    "review:worker",
    "review:write_now",
    "review:write_unknown",
}
FIND = {
    "week": """SELECT year || '-W' || substr('0' || number, -2) FROM journal_entry
        WHERE finished_at IS NOT NULL AND binned_at IS NULL
        AND user_id = (SELECT min(id) FROM accounts_user)
        ORDER BY year DESC, number DESC LIMIT 1""",
    "guessed": """SELECT year || '-W' || substr('0' || number, -2) FROM journal_entry
        JOIN review_guess ON entry_id = journal_entry.id ORDER BY 1 DESC LIMIT 1""",
    "year": "SELECT max(year) FROM journal_entry WHERE number < 30",
    "version": """SELECT first_take_id FROM journal_entry
        WHERE finished_at IS NOT NULL AND binned_at IS NULL
        AND user_id = (SELECT min(id) FROM accounts_user)
        ORDER BY year DESC, number DESC LIMIT 1""",
    "addendum": "SELECT max(id) FROM journal_addendum",
    "binned": "SELECT id FROM journal_entry WHERE binned_at IS NOT NULL ORDER BY id LIMIT 1",
    "metric": """SELECT metrics_metric.id FROM metrics_metric
        JOIN metrics_source ON metrics_source.id = source_id
        WHERE provider = 'mastodon' AND key = 'replies' ORDER BY 1 LIMIT 1""",
    "sidenote": "SELECT id FROM review_sidenote ORDER BY id LIMIT 1",
    "source": "SELECT id FROM metrics_source WHERE provider = 'mastodon' ORDER BY id LIMIT 1",
    "day": """SELECT day FROM metrics_snapshot JOIN metrics_source
        ON metrics_source.id = source_id WHERE provider = 'mastodon'
        ORDER BY day DESC LIMIT 1 OFFSET 20""",
    "code": "SELECT code FROM metrics_proof ORDER BY id LIMIT 1",
    "by_hand": "SELECT id FROM metrics_source WHERE provider = 'by_hand' ORDER BY id LIMIT 1",
    "deck": "SELECT id FROM journal_deck ORDER BY id LIMIT 1",
    "prompt": "SELECT id FROM journal_ownprompt ORDER BY deck_id, position LIMIT 1",
    "goal": "SELECT id FROM goals_goal WHERE set_down_on IS NULL ORDER BY id LIMIT 1",
    "goal_metric": "SELECT id FROM goals_goalmetric ORDER BY id LIMIT 1",
}
REMINDER_SALT = "review.reminder.stop"  # reminders.py has it too, which needs Django set up
INVENTED = {
    "season": 3,
    "shared": "a-week-of-wren-s",
    "provider": "mastodon",
    "place": "mastodon",
    "quality": "open",
    "uid": "1",
    "key": "not-a-key",
    "sign_in_code": "BCDF-GHJK",
}


def route_names(patterns: Any = None, space: str = "") -> Iterator[str]:
    """Yield the name of every route."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from route_names(pattern.url_patterns, space + inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield space + pattern.name


def address(name: str, needs: tuple[str, ...], var: Path) -> str:
    """Return where a page is, with the ids that the demo person has in the database under `var`."""
    if needs == ("token",):
        key = (var / "secret.key").read_text().strip()
        return reverse(name, args=[Signer(key=key, salt=REMINDER_SALT).sign("1")])
    with sqlite3.connect(f"file:{var / 'sidenote.sqlite3'}?mode=ro", uri=True) as database:
        return reverse(name, args=[value(need, database) for need in needs])


def value(need: str, database: sqlite3.Connection) -> Any:
    """Return one part of an address: from the database, or invented."""
    if need == "open_week":
        return Week.containing(datetime.now(UTC).date())
    if need not in FIND:
        return INVENTED[need]
    row = database.execute(FIND[need]).fetchone()
    assert row, f"the demo person has no {need}"
    return row[0]
