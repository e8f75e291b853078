"""How content comes in from files, and what was loaded, so that an editor's change is never overwritten.

Knows every room whose records it writes; none of them knows it.
"""

from django.db import models


class LoadedRecord(models.Model):
    """One record that came from a file: what the file said, and how the record stood after the last load."""

    model = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    record_digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "loaded record"
        constraints = [models.UniqueConstraint(fields=["model", "key"], name="loaded_record_once")]

    def __str__(self):
        return f"{self.model} {self.key}"
