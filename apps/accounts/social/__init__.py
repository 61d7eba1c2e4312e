"""Signing in with an account somewhere else: the ways there are, and how each is asked."""
