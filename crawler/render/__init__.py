"""Pages that scripts build, shown by a real browser: when it pays, in a process of its own, within bounds."""
