"""Which profile, Region and login are used, as AWS, `deadline` and the monitor wrote them."""
