"""What each component does, as a function of its arguments. A component's own code is the call of one of these."""
