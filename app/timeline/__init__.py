"""What was done when: the session actions of a job, a session or a worker, as stretches of time."""

from app.timeline.chart import Chart, Lane, RowsBy, chart_of
from app.timeline.looking import follow
from app.timeline.seen import Seen
from app.timeline.spread import Spread, spreads
from app.timeline.subject import Subject, subject_about
from app.timeline.visit import Run, Stretch, Visit

__all__ = [
    "Chart",
    "Lane",
    "RowsBy",
    "Run",
    "Seen",
    "Spread",
    "Stretch",
    "Subject",
    "Visit",
    "chart_of",
    "follow",
    "spreads",
    "subject_about",
]
