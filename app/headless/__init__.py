"""What `farmtop ls` and `farmtop logs` do without a screen."""
