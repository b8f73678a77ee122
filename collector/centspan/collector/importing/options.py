"""What the user says about an import."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from centspan.collector.importing.ledger import Recipe
from centspan.collector.importing.settings import Rate


@dataclass(frozen=True, slots=True)
class Options:
    """How files are read; the same options are the same recipe, whatever their order."""

    format: str = "calls"
    mapped: Mapping[str, str] = field(default_factory=dict[str, str])
    """Column → field."""
    fixed: Mapping[str, str] = field(default_factory=dict[str, str])
    """Field → value for every row."""
    id_columns: tuple[str, ...] = ()
    shift: int = 0
    """Microseconds that every time is moved by."""
    unit: str = ""
    """What plain numbers count since 1970, '' for: see by their size."""
    keep_users: bool = False
    keep_prompts: bool = False
    copy: str = ""
    replace: bool = False
    dry_run: bool = False
    rates: Sequence[Rate] = ()

    @property
    def recipe(self) -> Recipe:
        """What decides which calls the rows become."""
        said = [
            f"--format {self.format}",
            *(f"--map {column}={name}" for column, name in sorted(self.mapped.items())),
            *(f"--set {name}={value}" for name, value in sorted(self.fixed.items())),
            *([f"--id {','.join(self.id_columns)}"] if self.id_columns else []),
            *([f"times moved by {self.shift / 86_400e6:g} days"] if self.shift else []),
            *([f"--time-unit {self.unit}"] if self.unit else []),
            *(["--keep-user-ids"] if self.keep_users else []),
            *(["--keep-prompts"] if self.keep_prompts else []),
        ]
        return Recipe(" ".join(said))
