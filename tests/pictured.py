"""The picture that there is of each screen, by which test takes it."""

PICTURED = {
    "ActScreen": "test_tui_acting_looks/test_what_can_be_done",
    "BookmarksScreen": "test_tui_every_screen/test_bookmarks[narrow]",
    "ColumnsScreen": "test_tui_columns/test_choosing_columns[narrow]",
    "ConfirmScreen": "test_tui_acting_looks/test_whether_it_is_meant[r]",
    "DetailsScreen": "test_tui_every_screen/test_fields[narrow]",
    "HelpScreen": "test_tui_every_screen/test_the_keys",
    "HostScreen": "test_tui_host/test_how_it_looks[narrow]",
    "LevelScreen": "test_tui_every_screen/test_a_level[jobs]",
    "LogLineScreen": "test_tui_every_screen/test_a_line_of_a_log",
    "LogScreen": "test_tui_log_looks/test_errors_are_marked[narrow]",
    "OutcomeScreen": "test_tui_acting_looks/test_what_came_of_it[refused]",
    "TimelineScreen": "test_tui_timeline/test_how_it_looks[narrow]",
    "WhyScreen": "test_tui_why/test_why_a_job_failed[narrow]",
    "WorkersScreen": "test_tui_workers/test_several_workers[narrow]",
}
"""By the name of its class; which screen that is, is looked at as the picture is taken."""


def pictured_by(test: str) -> str | None:
    """The screen of which a test takes the picture; None where it is any."""
    return next((screen for screen, taken_by in PICTURED.items() if taken_by == test), None)
