"""Settings of signing in that are the same everywhere: forms, limits, second factors."""

ACCOUNT_FORMS = {
    "signup": "apps.accounts.forms.SignUpForm",
    "login": "apps.accounts.forms.SignInForm",
    "reauthenticate": "apps.accounts.forms.ReauthenticateForm",
    "add_email": "apps.accounts.forms.AddressForm",
    "reset_password": "apps.accounts.forms.ResetForm",
    "reset_password_from_key": "apps.accounts.forms.NewPasswordForm",
    "change_password": "apps.accounts.forms.ChangePasswordForm",
    "set_password": "apps.accounts.forms.SetPasswordForm",
    "request_login_code": "apps.accounts.code_forms.AskForCodeForm",
    "confirm_login_code": "apps.accounts.code_forms.CodeForm",
}

# Counted in the cache, which is the database. A key is an address, or who has a second factor.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/5m/key",
    "reset_password_from_key": "20/m/ip",
    "request_login_code": "20/m/ip,3/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
}

MFA_ADAPTER = "apps.accounts.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey opens the account by itself, so the device has to ask for a finger, a face or a PIN.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RATE_LIMITS = {"webauthn_login": "10/m/ip"}
MFA_FORMS = {
    "authenticate": "apps.accounts.factor_forms.FactorForm",
    "authenticate_webauthn": "apps.accounts.factor_forms.PasskeyForm",
    "reauthenticate": "apps.accounts.factor_forms.FactorAgainForm",
    "reauthenticate_webauthn": "apps.accounts.factor_forms.PasskeyAgainForm",
    "login_webauthn": "apps.accounts.factor_forms.PasskeySignInForm",
    "add_webauthn": "apps.accounts.factor_forms.AddPasskeyForm",
    "edit_webauthn": "apps.accounts.factor_forms.RenamePasskeyForm",
    "activate_totp": "apps.accounts.factor_forms.AddAppForm",
}
