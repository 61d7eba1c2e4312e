"""The ways to sign in elsewhere, where allauth's registry looks for those of an app."""

from apps.accounts.social.github_google import GitHub, Google
from apps.accounts.social.mastodon import Mastodon
from apps.accounts.social.openid import OpenID

provider_classes = [GitHub, Google, OpenID, Mastodon]
