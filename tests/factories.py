"""One factory for each published type; `published=True` makes a record that everybody sees."""

import factory
from django.utils import timezone

from directory.models import Country, Source, Topic
from events import models as events
from networks.models import Method, Network
from news.models import Analysis, NewsItem
from practices.models import Practice
from publishing.models import State
from tracker import models as tracker


class CountryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Country
        django_get_or_create = ("code",)

    code, code3, name = "SE", "SWE", "Sweden"


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic
        django_get_or_create = ("slug",)

    name = "Housing"
    slug = "housing"


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Source
        django_get_or_create = ("reference",)

    reference = "page"
    title = "A page"
    kind = Source.Kind.WEB_PAGE


class PublicationFactory(factory.django.DjangoModelFactory):
    """What all published types share."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    class Params:
        published = factory.Trait(state=State.PUBLISHED, published_at=factory.LazyFunction(timezone.now))

    title = factory.Sequence(lambda n: f"Zebra record {n}")
    slug = factory.Sequence(lambda n: f"zebra-record-{n}")
    summary = "A summary about zebras."

    @factory.post_generation
    def topics(self, create, extracted):
        if create and extracted:
            self.topics.set(extracted)
            self.note_change()

    @factory.post_generation
    def countries(self, create, extracted):
        if create and extracted:
            self.countries.set(extracted)
            self.note_change()


class NetworkFactory(PublicationFactory):
    class Meta:
        model = Network

    kind_of_body = Network.Kind.NGO


class MethodFactory(PublicationFactory):
    class Meta:
        model = Method

    network = factory.SubFactory(NetworkFactory, published=True, title="The network behind")


class PracticeFactory(PublicationFactory):
    class Meta:
        model = Practice

    kind_of_practice = Practice.Kind.PROJECT


class NewsItemFactory(PublicationFactory):
    class Meta:
        model = NewsItem


class AnalysisFactory(PublicationFactory):
    class Meta:
        model = Analysis

    study = "A study"


class MeetingFactory(PublicationFactory):
    class Meta:
        model = events.Meeting

    kind_of_meeting = events.Meeting.Kind.NETWORK
    when = "2016-10"


class StudyVisitFactory(PublicationFactory):
    class Meta:
        model = events.StudyVisit


class ExchangeFactory(PublicationFactory):
    class Meta:
        model = events.Exchange

    kind_of_exchange = events.Exchange.Kind.LEARNING


class AdoptionFactory(PublicationFactory):
    class Meta:
        model = events.Adoption

    origin_text = "A practice elsewhere"
    adopter_name = "A city"
    status = events.Adoption.Status.ADOPTED


class OfPublishedMeeting(PublicationFactory):
    class Meta:
        abstract = True

    meeting = factory.SubFactory(MeetingFactory, published=True, title="The meeting behind")


class MeetingReportFactory(OfPublishedMeeting):
    class Meta:
        model = events.MeetingReport


class LessonFactory(OfPublishedMeeting):
    class Meta:
        model = events.Lesson

    text = "What was learnt."


class RecommendationFactory(OfPublishedMeeting):
    class Meta:
        model = events.Recommendation

    text = "What to do."


class ActionPlanFactory(PublicationFactory):
    class Meta:
        model = tracker.ActionPlan

    period = "2021/2027"


class AreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = tracker.Area
        django_get_or_create = ("slug",)

    plan = factory.SubFactory(ActionPlanFactory)
    kind = tracker.Area.Kind.SECTORAL
    name, slug = "Housing", "housing"


class ActionFactory(PublicationFactory):
    class Meta:
        model = tracker.Action

    area = factory.SubFactory(AreaFactory)
    number = factory.Sequence(lambda n: n + 1)


FACTORIES = {
    factory_._meta.model: factory_
    for factory_ in [
        NetworkFactory, MethodFactory, PracticeFactory, NewsItemFactory, AnalysisFactory, MeetingFactory,
        StudyVisitFactory, ExchangeFactory, MeetingReportFactory, LessonFactory, RecommendationFactory,
        AdoptionFactory, ActionPlanFactory, ActionFactory,
    ]
}  # fmt: skip
