"""Allauth's addresses, some of its views behind a question of ours.

Where an address stands twice the first answers. What changes how one signs in asks everybody again,
those too who have neither a password nor a second factor, whom allauth lets through.
"""

from allauth.account.views import email, password_set
from allauth.mfa.totp.views import activate_totp
from allauth.mfa.webauthn.views import add_webauthn
from django.urls import include, path

from apps.accounts.reauthentication import ask_again
from apps.accounts.sign_in_views import AskForPasskey
from apps.accounts.views import sign_out

urlpatterns = [
    path("logout/", sign_out, name="account_logout"),
    path("password/set/", ask_again(password_set), name="account_set_password"),
    path("email/", ask_again(email, also_to_look=False), name="account_email"),
    path("ways/webauthn/add/", ask_again(add_webauthn), name="mfa_add_webauthn"),
    path(
        "ways/webauthn/reauthenticate/",
        AskForPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("ways/totp/activate/", ask_again(activate_totp), name="mfa_activate_totp"),
    path("ways/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]
