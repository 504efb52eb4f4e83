"""Who works on what: the workers of a job or step, the task of a session."""
