"""A profile that shows its account to be the person's own; what it says besides is not kept."""

import pytest

from apps.metrics import operations, proving
from apps.metrics.models import Post, Proof, Source
from apps.metrics.recording import record_visit
from apps.metrics.sealing import seal
from tests.support.factories import make_user
from tests.support.keyed import Keyed, keyed, reading
from tests.support.metrics import NOW, again, page, unconfirmed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyed_provider", "at_nine")]
WORDS = "Bookbinder. Quillfeather lives next door."


@pytest.fixture
def source(user):
    address = "https://keyed.example/@wren"
    return keyed(user, sealed_secret=seal("key-one"), address=address)


@pytest.fixture
def proof(source):
    return proving.make_proof(source, at=NOW)


def visit(source, profile):
    record_visit(again(source), reading(profile_text=profile), at=NOW)
    found = Proof.objects.get(source=source)
    return found.how, found.proved_at


def test_a_source_has_a_code_from_its_first_answer_on():
    source = keyed(confirmed_at=None, account_id="", sealed_secret=seal("key-one"))
    assert visit(source, WORDS) == ("", None)
    assert len(Proof.objects.get().code) == proving.LENGTH


def test_a_kind_that_has_no_profile_has_no_code():
    source = unconfirmed(provider="json_number", host="n.example", settings={"name": "Mean"})
    record_visit(source, reading(account_id="a", values={"value": 1.0}), at=NOW)
    assert (source.is_confirmed, Proof.objects.count()) == (True, 0)


@pytest.mark.parametrize("around", ["{}", "Me ({}).", "x\n{}\ny"])
def test_the_code_in_its_words_proves_it(source, proof, around):
    assert visit(source, around.format(proof.code.upper())) == ("code", NOW)


def test_a_link_proves_it(source, proof):
    assert visit(source, f"{WORDS}\n{proving.proof_address(proof)}") == ("link", NOW)


@pytest.mark.parametrize("around", ["a{}", "{}1", ""])
def test_anything_else_does_not(source, proof, around):
    assert visit(source, f"{WORDS} {around.format(proof.code)}") == ("", None)


def test_where_links_alone_count_words_do_not(source, proof, monkeypatch):
    monkeypatch.setattr(Keyed, "proofs", ("link",))
    assert visit(source, proof.code) == ("", None)
    assert visit(source, f"https://elsewhere.example/is/{proof.code}") == ("", None)
    assert visit(source, proving.proof_address(proof)) == ("link", NOW)


def test_what_was_shown_stays_shown_when_the_code_is_taken_out(source, proof):
    visit(source, proof.code)
    assert visit(source, WORDS) == ("code", NOW)


def test_the_profiles_words_are_kept_nowhere(source, proof):
    visit(source, f"{WORDS} {proof.code}")
    rows = [*Source.objects.values(), *Proof.objects.values(), *Post.objects.values()]
    rows += source.attempts.values()
    assert "Quillfeather" not in str(rows)


def test_the_page_says_how_and_whether_it_was_shown(client, source, proof):
    text = client.get(page("source_proof", source)).text
    assert proof.code in text
    assert proving.proof_address(proof) in text
    assert "Not shown so far." in text
    visit(source, proof.code)
    shown = "Shown on 18 November 2026, by the code in the profile’s words."
    assert shown in client.get(page("source_proof", source)).text
    assert shown in client.get(page("source", source)).text


def test_looking_now_asks_for_everything(client, source, proof):
    Source.objects.update(validators={"etag": "a"}, validators_of="b", next_visit_at=None)
    client.post(page("source_fetch", source))
    assert (again(source).validators, again(source).next_visit_at) == ({}, NOW)


def test_another_code_counts_alone(client, source, proof):
    visit(source, proof.code)
    client.post(page("proof_renew", source))
    fresh = Proof.objects.get()
    assert (fresh.code == proof.code, fresh.proved_at) == (False, None)
    assert visit(source, proof.code) == ("", None)
    assert client.get(f"/is/{proof.code}/").status_code == 404


def test_the_code_can_be_taken_away_and_made_again(client, source, proof):
    client.post(page("proof_remove", source))
    assert Proof.objects.count() == 0
    assert "Make a code" in client.get(page("source_proof", source)).text
    client.post(page("proof_renew", source))
    assert Proof.objects.count() == 1


def test_the_public_page_links_back_and_names_nobody(client, source, proof):
    client.logout()
    answer = client.get(f"/is/{proof.code}/")
    assert answer["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in answer.text
    assert 'href="https://keyed.example/@wren" rel="me noreferrer"' in answer.text
    told = (source.user.display_name, source.user.email, source.name + "<", "Keyed")
    assert [word for word in told if word in answer.text] == []


def test_an_unknown_code_and_a_removed_source_are_not_found(client, source, proof):
    assert client.get("/is/nobodys/").status_code == 404
    operations.remove_source(source=source, erase=False, now=NOW)
    assert client.get(f"/is/{proof.code}/").status_code == 404


def test_a_strangers_proof_is_not_found(client, source, proof):
    client.force_login(make_user())
    asked = [client.get(page("source_proof", source))]
    asked += [client.post(page(name, source)) for name in ("proof_renew", "proof_remove")]
    assert [answer.status_code for answer in asked] == [404, 404, 404]
    assert Proof.objects.get().code == proof.code
