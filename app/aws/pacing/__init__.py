"""When a call goes out: how fast, how urgent, again after a failure, or shared."""
