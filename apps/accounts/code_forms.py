"""Forms of signing in with a code that comes by e-mail."""

from __future__ import annotations

from allauth.account import forms as allauth
from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.addresses import is_theirs
from apps.accounts.factor_forms import code_field
from apps.accounts.forms import InTheDesign, shared_field
from apps.accounts.models import User


class AskForCodeForm(InTheDesign, allauth.RequestLoginCodeForm):
    _user: User | None

    def clean_email(self) -> str:
        """Send a code to whom the address is; one that was not confirmed opens nobody's account."""
        address: str = super().clean_email()
        if self._user and not is_theirs(self._user, address):
            self._user = User.objects.filter(email=address, is_active=True).first()
        return address


class CodeForm(allauth.ConfirmLoginCodeForm):
    code = code_field(_("Code"), _("It stands in the mail, under the link."))
    shared = shared_field()


class AskAgainForm(forms.Form):
    code = code_field(_("Code"), _("It stands in the mail."))
