"""Forms of signing in with a code that comes by e-mail."""

from __future__ import annotations

from allauth.account import forms as allauth
from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.factor_forms import code_field
from apps.accounts.forms import InTheDesign, shared_field


class AskForCodeForm(InTheDesign, allauth.RequestLoginCodeForm):
    pass


class CodeForm(allauth.ConfirmLoginCodeForm):
    code = code_field(_("Code"), _("It stands in the mail, under the link."))
    shared = shared_field()


class AskAgainForm(forms.Form):
    code = code_field(_("Code"), _("It stands in the mail."))
