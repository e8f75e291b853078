"""Which actions are to be read again when a record that carries them out changes its state."""

from index.changes import note_many

from .models import Action, ActionItem


def note_actions_of(sender, record, **facts) -> None:
    """Tell the index of the actions that name `record`: what they show of it depends on its state."""
    try:
        items = ActionItem.objects.of(record)
    except LookupError:
        return
    note_many(Action.kind(), sorted(set(items.values_list("action_id", flat=True))))
