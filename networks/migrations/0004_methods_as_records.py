"""Methods become records of their own. What stood in lines of a network is put aside first, and moved in the next one."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import directory.dates


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0001_initial"),
        ("networks", "0003_outdated_translations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        # Without their indexes: PostgreSQL would keep the names that those of the new table take.
        migrations.AlterField(
            "method",
            "network",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="networks.network",
            ),
        ),
        migrations.AlterField(
            "method",
            "source",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.source",
            ),
        ),
        migrations.AlterField(
            "method", "adopted_by", models.ManyToManyField(blank=True, related_name="+", to="networks.network")
        ),
        migrations.RenameModel("Method", "FormerMethod"),
        migrations.CreateModel(
            name='Method',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('review', 'in review'), ('published', 'published'), ('archived', 'archived')], db_index=True, default='draft', max_length=12, verbose_name='state')),
                ('published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='published at')),
                ('publish_at', models.DateTimeField(blank=True, help_text='Goes public by itself at this moment, if nobody stops it.', null=True, verbose_name='publish at')),
                ('expire_at', models.DateTimeField(blank=True, help_text='Leaves the site by itself at this moment.', null=True, verbose_name='archive at')),
                ('checked_on', models.DateField(blank=True, help_text='When somebody last compared it with its sources.', null=True, verbose_name='facts checked on')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('slug', models.SlugField(help_text='The last part of the address. It stays once published.', max_length=200, unique=True, verbose_name='address')),
                ('summary', models.TextField(blank=True, help_text='Two or three sentences for lists and search.', verbose_name='summary')),
                ('language', models.CharField(default='en', help_text='The language of this text, as en, fr, de or el.', max_length=12, verbose_name='language')),
                ('note', models.TextField(blank=True, help_text='One point a line.', verbose_name='what else is known')),
                ('author', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('countries', models.ManyToManyField(blank=True, related_name='+', to='directory.country', verbose_name='countries')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='methods', to='networks.network', verbose_name='made by')),
                ('scheduled_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('target_groups', models.ManyToManyField(blank=True, related_name='+', to='directory.targetgroup', verbose_name='target groups')),
                ('topics', models.ManyToManyField(blank=True, related_name='+', to='directory.topic', verbose_name='topics')),
            ],
            options={
                'verbose_name': 'method',
                'verbose_name_plural': 'methods',
                'ordering': ['title', 'pk'],
                'abstract': False,
                'default_permissions': ['add', 'change', 'delete', 'view', 'publish', 'draft', 'translate'],
            },
        ),
        migrations.CreateModel(
            name='MethodAdoption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', directory.dates.EDTFField(blank=True, default='', help_text='As 2016, 2016-10, 2016-10-11, 2016-10-11/2016-10-12, 2025/2026, 2021-22 (summer), 2024-41 (late), 2015~ (about).', max_length=60, verbose_name='since')),
                ('note', models.TextField(blank=True, verbose_name='how')),
                ('since_as_written', models.CharField(blank=True, default='', help_text="The source's own words, where they say it otherwise.", max_length=120, verbose_name='date as written')),
                ('since_from', models.DateField(blank=True, db_index=True, editable=False, null=True, verbose_name='earliest day')),
                ('since_until', models.DateField(blank=True, db_index=True, editable=False, null=True, verbose_name='latest day')),
                ('method', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adoptions', to='networks.method')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='method_adoptions', to='networks.network', verbose_name='network that adopted it')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.source')),
            ],
            options={
                'verbose_name': 'adoption of a method',
                'verbose_name_plural': 'adoptions of a method',
                'ordering': ['since_from', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MethodCitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('locator', models.CharField(blank=True, help_text='Page, section, line.', max_length=200, verbose_name='place in the source')),
                ('as_of', directory.dates.EDTFField(blank=True, default='', help_text='As 2016, 2016-10, 2016-10-11, 2016-10-11/2016-10-12, 2025/2026, 2021-22 (summer), 2024-41 (late), 2015~ (about).', max_length=60, verbose_name='held when')),
                ('claim', models.TextField(blank=True, help_text='What the source says, in your own words.', verbose_name='claim')),
                ('question', models.CharField(blank=True, help_text='Give it only where sources disagree, and give the same question to each side.', max_length=200, verbose_name='question in dispute')),
                ('remark', models.TextField(blank=True, help_text='Why the sources may differ.', verbose_name='remark')),
                ('as_of_as_written', models.CharField(blank=True, default='', help_text="The source's own words, where they say it otherwise.", max_length=120, verbose_name='date as written')),
                ('as_of_from', models.DateField(blank=True, db_index=True, editable=False, null=True, verbose_name='earliest day')),
                ('as_of_until', models.DateField(blank=True, db_index=True, editable=False, null=True, verbose_name='latest day')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='networks.method')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'source of a fact',
                'verbose_name_plural': 'sources of the facts',
                'ordering': ['question', 'as_of_from', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MethodStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('text', models.TextField(verbose_name='what is done')),
                ('method', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='networks.method')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'steps',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MethodTranslation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('machine', 'machine draft'), ('approved', 'approved')], default='draft', max_length=8, verbose_name='state')),
                ('texts', models.JSONField(default=dict, verbose_name='texts')),
                ('source', models.JSONField(default=dict, editable=False)),
                ('made_from', models.PositiveIntegerField(default=0, editable=False, verbose_name='made from version')),
                ('credit', models.CharField(blank=True, max_length=120, verbose_name='translated by')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed at')),
                ('outdated_at', models.DateTimeField(editable=False, null=True, verbose_name='out of date since')),
                ('told_at', models.DateTimeField(editable=False, null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='networks.method')),
                ('translator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='translator')),
            ],
            options={
                'verbose_name': 'translation',
                'verbose_name_plural': 'translations',
                'ordering': ['language'],
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='method',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='networks_method_published_has_a_date'),
        ),
        migrations.AddConstraint(
            model_name='methodadoption',
            constraint=models.UniqueConstraint(fields=('method', 'network'), name='method_is_adopted_once_by_a_network', violation_error_message='This network is named already. Keep one of the two lines.'),
        ),
        migrations.AddConstraint(
            model_name='methodtranslation',
            constraint=models.UniqueConstraint(fields=('owner', 'language'), name='networks_methodtranslation_is_one_a_language', violation_error_message='There is a translation into this language already.'),
        ),
    ]
