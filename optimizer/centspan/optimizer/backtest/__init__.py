"""Proposals of the first part of a history, held to what they would have saved of the rest."""
