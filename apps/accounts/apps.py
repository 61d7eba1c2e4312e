from django.apps import AppConfig
from django.core.checks import register


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed

        from apps.accounts.passwords import check_ways_in
        from apps.accounts.signing_in import came_by_code

        register(check_ways_in)
        authentication_step_completed.connect(came_by_code)
