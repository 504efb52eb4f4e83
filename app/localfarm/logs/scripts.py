"""Writes the log of a session, line by line, as far as time and the session have got."""

from collections.abc import Iterator

from app.localfarm.contract import Action, Session
from app.localfarm.logs import output, wording
from app.localfarm.logs.failures import Ending, failure_of
from app.localfarm.logs.output import Pace
from app.localfarm.logs.renderers import BLENDER, RENDERERS, Renderer
from app.localfarm.logs.story import Story, Telling, runs
from app.localfarm.logs.tape import Line, milliseconds


class SessionScript(Story):
    """Writes what the worker agent sends of one session: a `contract.Script`."""

    def __init__(self, session: Session, log_rate: float = 4.0, *, since: float = 0.0) -> None:
        """Lines come at `log_rate` a second; what a task wrote before `since` is thinned out."""
        super().__init__()
        self._session = session
        self._renderer = RENDERERS.get(session.renderer, BLENDER)
        self._pace = Pace(log_rate, since, _history(session, since))

    def tell(self) -> Telling:
        """The whole session, from its first action to its clean-up."""
        session = self._session
        yield from self.at(session.started_at, ("Session running with AWS Credentials.",))
        lost = False
        for action in runs(session):
            if action is None:
                yield None
            else:
                yield from self._run(action, action.started_at or 0.0)
                lost = failure_of(action).ending is Ending.SILENCE
        if not lost:
            yield from self.at(session.ended_at, self._cleanup())

    def _run(self, action: Action, start: float) -> Telling:
        """One action, from its banner to the end of its process."""
        session = self._session
        yield from self.at(start + 0.004, wording.heading(action))
        yield from self.at(start + 0.006, wording.setup(session, action))
        yield from self.at(start + 0.009, wording.launch(session, action))
        yield from self._body(action)
        yield from self.until_ended(action)
        yield from self.at(action.ended_at, self._end(action, action.ended_at or 0.0))

    def _body(self, action: Action) -> Telling:
        """The output of an action's process, until it ends or is ended."""
        for moment, text in _output(action, self._renderer, self._pace):
            while moment > self.until and not _silenced(action, moment):
                yield None
            if _silenced(action, moment):
                return
            self.last = max(self.last, moment)
            yield self.last, text

    def _end(self, action: Action, end: float) -> Iterator[str]:
        """The last lines of an action."""
        if action.status == "SUCCEEDED":
            yield from _success(action, self._renderer)
            yield wording.exit_line(action, 0)
        else:
            yield from wording.death(action, failure_of(action), self._renderer.scene, end)

    def _cleanup(self) -> tuple[str, ...]:
        """The last section of a session."""
        directory = wording.working_directory(self._session)
        return (*wording.banner("Session Cleanup"), f"Deleting working directory: {directory}")


def _output(action: Action, renderer: Renderer, pace: Pace) -> Iterator[Line]:
    """What an action's process prints, by the kind of the action."""
    if action.kind == "taskRun":
        return output.rendering(action, renderer, pace)
    if action.kind == "syncInputJobAttachments":
        return output.downloads(action)
    if action.kind == "envEnter":
        return output.spread(action, renderer.environment)
    return output.spread(action, ("Deactivating environment",))


def _success(action: Action, renderer: Renderer) -> Iterator[str]:
    """What an action's process says last when all went well."""
    if action.kind == "taskRun":
        end = (action.ended_at or 0.0) * 1000
        yield from output.Figures(action, renderer).filled(renderer.closing, end)
        yield "openjd_progress: 100"
        yield f"openjd_status: {wording.status_text(action, 100)}"
    elif action.kind == "syncInputJobAttachments":
        files, size = output.attachments(action)
        seconds = (action.ended_at or 0.0) - (action.started_at or 0.0)
        yield "openjd_progress: 100.0"
        yield f"openjd_status: Downloaded {size:.2f} GB / {size:.2f} GB of {files} files"
        yield "Summary Statistics for file downloads:"
        yield f"Processed {files} files totaling {size:.2f} GB."
        yield "Skipped re-processing 0 files totaling 0 B."
        yield f"Total processing time of {seconds:.5f} seconds at {size * 1e3 / seconds:.1f} MB/s."
        yield wording.BLANK
        yield f"Finished downloading after {seconds:.2f} seconds"


def _silenced(action: Action, moment: int) -> bool:
    """Whether an action has ended, or got stuck, before a time in milliseconds."""
    ends = (action.ended_at, action.hung_at)
    return any(end is not None and milliseconds(end) < moment for end in ends)


def _history(session: Session, since: float) -> int:
    """How many lines a task of the past may have, so that a long session stays cheap to read."""
    past = sum(
        action.started_at is not None and action.started_at < since for action in session.actions
    )
    return max(20, min(300, 1_500 // max(past, 1)))
