"""What the machine-learning half of this project computes: one implementation of each formula, called by all."""
