"""The words and rules of a review: frozen dataclasses, enums, errors and rules; standard library only."""
