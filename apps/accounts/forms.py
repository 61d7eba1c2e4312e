"""Forms of the account pages."""

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm, ResetPasswordKeyForm, SignupForm


class SignUpForm(SignupForm):
    pass


class SignInForm(LoginForm):
    pass


class NewPasswordForm(ResetPasswordKeyForm):
    pass


class ChangePasswordForm(AllauthChangePasswordForm):
    pass
