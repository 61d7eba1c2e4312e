"""What we use of allauth asks other places by its adapter's session alone, which is ours."""

from __future__ import annotations

import ast
import inspect

import pytest
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.github import views as github
from allauth.socialaccount.providers.google import views as google
from allauth.socialaccount.providers.oauth2 import client, views
from allauth.socialaccount.providers.openid_connect import provider as openid_provider
from allauth.socialaccount.providers.openid_connect import views as openid

HARMLESS = {"auth", "RequestException"}
FETCHING = {"PyJWKClient", "urlopen", "Session", "urlretrieve"}


@pytest.mark.parametrize(
    "module",
    [jwtkit, github, google, client, views, openid, openid_provider],
    ids=lambda one: one.__name__,
)
def test_nothing_asks_past_the_session(module) -> None:
    nodes = list(ast.walk(ast.parse(inspect.getsource(module))))
    attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
    of_requests = {one.attr for one in attributes if ast.unparse(one.value) == "requests"}
    names = {one.attr for one in attributes} | {n.id for n in nodes if isinstance(n, ast.Name)}
    imported = {n.module for n in nodes if isinstance(n, ast.ImportFrom)}
    assert of_requests <= HARMLESS
    assert names & FETCHING == set()
    assert imported & {"urllib.request", "httpx", "urllib3"} == set()
