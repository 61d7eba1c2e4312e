from hypothesis import given
from hypothesis import strategies as st

from apps.core.weeks import Week, weeks_between
from apps.review.seasons import Season, find_season, season_of

ALL_WEEKS = weeks_between(Week(1990, 1), Week(2100, 52))


def test_four_seasons_hold_a_year_of_53_weeks_whole():
    weeks = [week for number in (1, 2, 3, 4) for week in Season(2026, number).weeks]
    assert weeks == Season(2026).weeks
    assert weeks[-1] == Week(2026, 53)
    assert [len(Season(2026, number).weeks) for number in (1, 2, 3, 4)] == [13, 13, 13, 14]


@given(st.sampled_from(ALL_WEEKS))
def test_every_week_lies_in_its_season_and_in_no_other(week):
    inside = [n for n in (1, 2, 3, 4) if week in Season(week.year, n).weeks]
    assert inside == [season_of(week).number]


def test_a_season_says_its_weeks_and_days():
    assert Season(2026, 4).called == "Weeks 40 to 53 of 2026"
    assert Season(2026, 4).days == "28 September 2026 – 3 January 2027"
    assert Season(2026).called == "2026"


def test_a_season_that_is_not_or_has_not_begun_is_not_found():
    running = Week(2026, 20)
    assert find_season(2026, 2, running=running) == Season(2026, 2)
    assert find_season(2026, 0, running=running) == Season(2026)
    refused = ((2026, 3), (2026, 5), (1989, 1), (2101, 1), (2027, 0), (10**30, 1))
    for year, number in refused:
        assert find_season(year, number, running=running) is None
