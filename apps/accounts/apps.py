from django.apps import AppConfig
from django.core.checks import register


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.account.signals import _add_email, authentication_step_completed
        from allauth.mfa.signals import on_add_email

        from apps.accounts.passwords import check_ways_in
        from apps.accounts.signing_in import came_by_code

        register(check_ways_in)
        authentication_step_completed.connect(came_by_code)
        # Nobody has to take a passkey away to move to another address: that is asked for again
        # first, and the old address counts until the new one is confirmed.
        _add_email.disconnect(on_add_email)
