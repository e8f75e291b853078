"""The people who hold a power over a record."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q


def who_may(power: str, record) -> list:
    """Return the active people who hold `power` over this record, by their names."""
    app, name = record._meta.app_label, record._meta.model_name
    codes = Permission.objects.filter(codename=f"{power}_{name}", content_type__app_label=app)
    permitted = Q(groups__permissions__in=codes) | Q(user_permissions__in=codes) | Q(is_superuser=True)
    people = get_user_model().objects.filter(permitted, is_active=True).order_by("username").distinct()
    return [person for person in people if record.allows(person, power)]
