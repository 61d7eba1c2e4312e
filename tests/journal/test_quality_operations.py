"""Qualities are the person's to change, and every old line keeps its quality."""

import pytest

from apps.journal import quality_operations as operations
from apps.journal.documents import Document, QualityWords
from apps.journal.models import PastName, Quality
from apps.journal.operations import document_of, finish, save_document
from apps.journal.qualities import ensure_qualities
from apps.journal.quality_pages import quality_list, quality_page
from tests.support.factories import make_user
from tests.support.writing import SUNDAY, WEEK, entry_of, later, reasons

pytestmark = pytest.mark.django_db
FIVE = ["compassionate", "fun", "interesting", "open", "thought-provoking"]


@pytest.fixture
def user():
    return make_user()


def current(user):
    return [one.key for one in quality_list(user).current]


def rename(user, name, minutes, key="fun"):
    operations.change_quality(user=user, key=key, name=name, hint="", now=later(minutes))


def write(user, week, at, line="Ines"):
    document = Document(qualities=(QualityWords("fun", line, "more"),))
    finish(user=user, week=week, document=document, base=0, now=at)


def rows(user, key="fun"):
    return [
        (row.week, row.line, row.mark, row.then) for row in quality_page(user, key, page=None).rows
    ]


def test_renaming_keeps_the_key_and_every_week_says_what_it_was_called_then(user):
    write(user, WEEK.shift(-2), later(0))
    rename(user, "Play", 1)
    write(user, WEEK.shift(-1), later(2))
    rename(user, "Fun", 3)
    write(user, WEEK, later(4))
    rename(user, "Mischief", 5)
    assert rows(user) == [
        (WEEK, "Ines", "More of it", "called Fun then"),
        (WEEK.shift(-1), "Ines", "More of it", "called Play then"),
        (WEEK.shift(-2), "Ines", "More of it", "called Fun then"),
    ]
    assert quality_page(user, "fun", page=None).names == ["Fun", "Play"]


def test_describing_is_no_renaming(user):
    operations.change_quality(user=user, key="fun", name="Fun", hint="Laughing.", now=SUNDAY)
    assert PastName.objects.count() == 0
    assert Quality.objects.get(key="fun").hint == "Laughing."


def test_a_name_is_borne_by_one_quality_alone(user):
    operations.retire_quality(user=user, key="open", now=SUNDAY)
    for taken in ("OPEN", "Fun"):
        with pytest.raises(operations.NameTaken):
            operations.add_quality(user=user, name=taken, hint="")
        with pytest.raises(operations.NameTaken):
            rename(user, taken, 0, key="interesting")
    rename(user, "FUN", 0)
    assert Quality.objects.get(key="fun").name == "FUN"


@pytest.mark.parametrize(
    ("moves", "order"),
    [
        ([("fun", -1)], [1, 0, 2, 3, 4]),
        ([("fun", 1), ("fun", 1)], [0, 2, 3, 1, 4]),
        ([("compassionate", -1), ("thought-provoking", 1)], [0, 1, 2, 3, 4]),
    ],
)
def test_qualities_change_places(user, moves, order):
    for key, by in moves:
        operations.move_quality(user=user, key=key, by=by)
    assert current(user) == [FIVE[n] for n in order]


def test_a_retired_quality_is_stepped_over_and_comes_back_where_it_stood(user):
    operations.retire_quality(user=user, key="fun", now=SUNDAY)
    assert current(user) == [key for key in FIVE if key != "fun"]
    operations.move_quality(user=user, key="interesting", by=-1)
    operations.bring_back(user=user, key="fun")
    assert current(user) == ["interesting", "fun", "compassionate", "open", "thought-provoking"]


def test_twelve_are_asked_about_and_forty_kept(user):
    for n in range(6, 13):
        operations.add_quality(user=user, name=f"Quality {n}", hint="")
    operations.retire_quality(user=user, key="fun", now=SUNDAY)
    for n in range(13, 41):
        operations.add_quality(user=user, name=f"Quality {n}", hint="")
        operations.retire_quality(user=user, key=f"quality-{n}", now=SUNDAY)
    with pytest.raises(operations.TooManyQualities):
        operations.add_quality(user=user, name="One more", hint="")
    operations.bring_back(user=user, key="fun")
    assert (len(current(user)), Quality.objects.count()) == (12, 40)
    with pytest.raises(operations.TooManyQualities):
        operations.bring_back(user=user, key="quality-40")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Quiet", "quiet"),
        ("New", "new-2"),
        ("静か", "quality"),
        ("Fun!", "fun-2"),
        ("🌱", "quality"),
    ],
)
def test_a_new_quality_has_a_key_that_an_address_can_hold(user, name, key):
    assert operations.add_quality(user=user, name=name, hint="").key == key
    assert current(user) == [*FIVE, key]


def test_putting_qualities_in_order_changes_no_words(user):
    lines = (QualityWords("compassionate", "a"), QualityWords("fun", "b"))
    finish(user=user, week=WEEK, document=Document("", "Body", lines), base=0, now=SUNDAY)
    operations.move_quality(user=user, key="fun", by=-1)
    shown = document_of(entry_of(user))
    assert [one.key for one in shown.qualities] == ["fun", "compassionate"]
    saved = save_document(user=user, week=WEEK, document=shown, base=1, now=later(1))
    assert (saved.revision, saved.sha256) == (1, shown.sha256)
    late = save_document(user=user, week=WEEK, document=shown, base=0, now=later(2))
    assert (late.revision, reasons(user)) == (1, ["finish"])
    assert entry_of(user).changed_at is None


def test_an_unknown_key_is_nobodys(user):
    other = make_user()
    ensure_qualities(other)
    operations.add_quality(user=other, name="Theirs", hint="")
    for act in (
        lambda: operations.retire_quality(user=user, key="theirs", now=SUNDAY),
        lambda: operations.bring_back(user=user, key="theirs"),
        lambda: operations.move_quality(user=user, key="theirs", by=1),
        lambda: rename(user, "Mine", 0, key="theirs"),
    ):
        with pytest.raises(Quality.DoesNotExist):
            act()
