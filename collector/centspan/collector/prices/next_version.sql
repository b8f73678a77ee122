-- The number of the book's next version.
SELECT greatest((SELECT max(version) FROM prices), (SELECT max(version) FROM price_versions)) + 1
