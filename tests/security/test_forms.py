from tests.security.forms import Field, Form, forms_of

PAGE = """
<form method="post" action="/there/">
  <input type="hidden" name="base" value="3"><input name="title" value="Old">
  <textarea name="body">Words &amp; more</textarea>
  <select name="zone"><option value="a">A<option value="b" selected>B</select>
  <input type="radio" name="mark" value="less"><input type="radio" name="mark" value="more" checked>
  <input type="checkbox" name="shared"><input type="number" name="page" value="1">
  <button name="do" value="save">Save</button><button>Go</button>
</form>
<form><input type="search" name="q"></form>
<form method="post" id="far"></form><input name="elsewhere" form="far">
"""


def test_forms_are_read_as_a_browser_reads_them():
    assert forms_of(PAGE, "/here/") == [
        Form(
            "/there/",
            "post",
            [
                Field("base", "hidden", "3"),
                Field("title", "text", "Old"),
                Field("body", "textarea", "Words & more"),
                Field("zone", "select", "b", ["a", "b"]),
                Field("mark", "radio", "more", ["less", "more"]),
                Field("shared", "checkbox", "", ["on"]),
                Field("page", "number", "1"),
            ],
            [("do", "save")],
        ),
        Form("/here/", "get", [Field("q", "search")]),
        Form("/here/", "post", [Field("elsewhere", "text")]),
    ]


def test_a_form_is_filled_in_field_by_field():
    form = forms_of(PAGE, "/here/")[0]
    sent = form.filled(lambda one: "word" if one.takes_words else one.value)
    assert sent == {
        "base": "3",
        "title": "word",
        "body": "word",
        "zone": "b",
        "mark": "more",
        "shared": "",
        "page": "1",
        "do": "save",
    }
