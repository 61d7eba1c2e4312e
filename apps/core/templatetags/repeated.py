"""Django's `url`, `static`, `translate`, `blocktranslate`, quick where a page has dozens of them.

They take what Django's own take, and leave to those whatever is out of the ordinary.
"""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.base import Node, Parser, Token, Variable, render_value_in_context
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.templatetags.i18n import (
    BlockTranslateNode,
    TranslateNode,
    do_block_translate,
    do_translate,
)
from django.templatetags.static import StaticNode
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from apps.core.addresses import address
from apps.core.weeks import Week

register = template.Library()


class Address(URLNode):
    """An address of numbers and weeks is put together once.

    Nothing in it needs escaping between double quotes, where our templates write addresses.
    """

    def render(self, context: Context) -> str:
        args = [arg.resolve(context) for arg in self.args]
        if not all(isinstance(arg, (int, Week)) for arg in args):
            return str(super().render(context))
        return address(self.view_name.var, *args)


@register.tag
def url(parser: Parser, token: Token) -> Node:
    node: URLNode = django_url(parser, token)
    name = node.view_name
    if node.asvar or node.kwargs or name.filters or not isinstance(name.var, str):
        return node
    return Address(name, node.args, node.kwargs, node.asvar)


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


class Sentence(BlockTranslateNode):
    """Words with values among them, put together once; each page sets its values in."""

    def __init__(self, node: BlockTranslateNode) -> None:
        super().__init__(node.extra_context, node.singular, trimmed=node.trimmed)
        self.words, self.names = self.render_token_list(node.singular)

    def render(self, context: Context, nested: bool = False) -> str:
        named = {name: one.resolve(context) for name, one in self.extra_context.items()}
        if not named.keys() >= set(self.names):
            return super().render(context, nested)
        told = {name: render_value_in_context(named[name], context) for name in self.names}
        try:
            return gettext(self.words) % told
        except (KeyError, ValueError):  # a translation that names another value
            return super().render(context, nested)


@register.tag
def blocktranslate(parser: Parser, token: Token) -> Node:
    node: BlockTranslateNode = do_block_translate(parser, token)
    is_plain = not (node.plural or node.asvar or node.message_context)
    return Sentence(node) if is_plain else node


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    node: TranslateNode = do_translate(parser, token)
    said = node.filter_expression
    is_plain = not (said.filters or node.noop or node.asvar or node.message_context)
    if is_plain and isinstance(said.var, Variable) and isinstance(said.var.literal, str):
        return Words(str(said.var.literal))
    return node
