import pytest
from django.core.management import call_command


def test_an_allowed_address_is_one_line(capsys):
    call_command("check_url", "https://8.8.8.8/x")
    assert capsys.readouterr().out == "allowed  https://8.8.8.8/x\n"


def test_one_refusal_among_several_fails_the_command(capsys):
    with pytest.raises(SystemExit) as caught:
        call_command("check_url", "https://8.8.8.8/", "http://10.0.0.1/", "http://a\x1b[2J.b/")
    assert caught.value.code == 1
    assert capsys.readouterr().out.splitlines() == [
        "allowed  https://8.8.8.8/",
        "refused  http://10.0.0.1/  (not a public address: private network)",
        "refused  http://a\\x1b[2J.b/  (a character that has no place in an address)",
    ]
