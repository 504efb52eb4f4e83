"""Lines and errors of a log over time, counted where somebody sees them."""

from app.logs.scanning.histogram import counts
from app.tui.logs.log_pane import LogPane
from widgets.charts.histogram import Histogram


class LogCounts(Histogram):
    """The histogram of a log."""

    def __init__(self, pane: LogPane, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._pane = pane
        self._counted = (0, 0, 0, 0)
        """What was counted last: the first number, lines, errors, bars."""

    @property
    def lacks_errors(self) -> bool:
        """Whether there are errors that were not counted yet."""
        return self._counted[2] != len(self._pane.findings.errors)

    def count(self) -> None:
        """Count anew, where there are other lines or errors."""
        lines, errors = self._pane.lines, self._pane.findings.errors
        if lines is None or not self.display:
            return
        known = (lines.first, len(lines), len(errors), self.buckets)
        if known != self._counted:
            self._counted = known
            told = counts(lines, errors, self.buckets)
            self.show(told.lines, told.errors)
