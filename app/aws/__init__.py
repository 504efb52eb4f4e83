"""Sessions, clients, pages, pace and roles: how farmtop speaks to AWS."""
