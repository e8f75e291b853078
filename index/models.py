"""The log of changes that the index follows. Knows no other room and no type by name."""

from django.db import models


class Change(models.Model):
    """Record `object_id` of type `kind` is to be read again: it was saved, published, withdrawn or deleted."""

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "change"

    def __str__(self):
        return f"{self.kind} {self.object_id}"
