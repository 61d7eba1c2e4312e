"""Django's `url`, `static` and `translate`, quick where a page says the same dozens of times.

They take what Django's own take, and leave to those whatever is out of the ordinary.
"""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.base import Node, Parser, Token, Variable
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.static import StaticNode
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from apps.core.addresses import address
from apps.core.weeks import Week

register = template.Library()


class Address(URLNode):
    """An address of numbers and weeks is put together once."""

    def render(self, context: Context) -> str:
        name = self.view_name.resolve(context)
        args = tuple([arg.resolve(context) for arg in self.args])
        if self.asvar or self.kwargs or not all(isinstance(arg, (int, Week)) for arg in args):
            return super().render(context)
        return conditional_escape(address(name, *args))


@register.tag
def url(parser: Parser, token: Token) -> Node:
    node = django_url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


@register.simple_tag
@lru_cache(maxsize=256)
def static(path: str) -> str:
    """Return where a file of ours is served from, which stays so while the process lives."""
    return conditional_escape(StaticNode.handle_simple(path))


class Words(Node):
    """Words of a template in the language that is on, with no proxy made for them."""

    child_nodelists = ()

    def __init__(self, words: str) -> None:
        self.words = words.replace("%", "%%")

    def render(self, context: Context) -> SafeString:
        return SafeString(gettext(self.words).replace("%%", "%"))


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    node: TranslateNode = do_translate(parser, token)
    said = node.filter_expression
    is_plain = not (said.filters or node.noop or node.asvar or node.message_context)
    if is_plain and isinstance(said.var, Variable) and isinstance(said.var.literal, str):
        return Words(str(said.var.literal))
    return node
