"""The fields of a row in a preview, where nothing is inside it that could be listed."""

from textual.widgets import Static

from app.resources.level import Item
from app.tui.boxes.field_lines import FieldLines


class PreviewFields(Static):
    """What the list was told of an item, also what no column shows."""

    def __init__(self, item: Item) -> None:
        super().__init__(markup=False)
        self._item: Item = {}
        self.tell(item)

    def tell(self, item: Item) -> None:
        """Show what is told of the item now."""
        from app.tui.boxes.details_screen import flat  # noqa: PLC0415 - the first frame does without

        if item != self._item:
            self._item = item
            self.update(FieldLines(tuple(flat(item))))
