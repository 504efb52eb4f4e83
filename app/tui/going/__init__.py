"""Ways from one screen to another: addresses, names, links, bookmarks, history."""
