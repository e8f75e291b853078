"""Questions to the database whose SQL is made once: Django takes ten times as long to make it as to have it run.

A question is a queryset with stand-ins where each asking has values of its own.
"""

from collections.abc import Callable, Hashable, Mapping

from django.db.models import QuerySet

from replicas.reading import reads

_made: dict[tuple, tuple[str, tuple]] = {}


def ask(name: Hashable, question: Callable[[], QuerySet], given: Mapping) -> list[tuple]:
    """Return the rows of a question as the database hands them out, raw.

    `name` tells this question from all others of the process. `question` gives the queryset of `values_list`; `given`
    maps its stand-ins, as they stand among the parameters of the SQL, to this asking's values.
    """
    connection = reads()
    key = (name, connection.vendor)
    if key not in _made:
        _made[key] = question().query.sql_with_params()
    sql, params = _made[key]
    with connection.cursor() as cursor:
        cursor.execute(sql, [given.get(param, param) for param in params])
        return cursor.fetchall()
