"""XLIFF that comes back: from programs of translators, from careless hands and from hostile ones."""

from dataclasses import replace

import pytest
from translate.storage.xliff2 import Xliff2File

from xliff import Unit, XliffFault, check, doubts, read_xliff, write_xliff
from xliff.reading import MAX_BYTES

from .test_xliff import RICH, job, rich, title

PARAGRAPH = '<p>See <a href="https://example.org/">this page</a> <strong>now</strong>.</p>'


def faults_of(content: bytes, **how) -> list[str]:
    with pytest.raises(XliffFault) as refused:
        read_xliff(content, **({"kinds": {"practices.practice"}} | how))
    return refused.value.faults


def changed(content: bytes, old: str, new: str) -> bytes:
    assert old in content.decode()
    return content.decode().replace(old, new).encode()


def sent(*units: Unit, **how) -> bytes:
    return write_xliff([job(*units, **how)])


def text(source: str, target: str, **how) -> Unit:
    return Unit("text", "Text", source, target, **how)


# ---- what programs make of a file

CAT = """<?xml version="1.0" encoding="utf-8"?>
<!-- exported by a translation program -->
<x:xliff xmlns:x="urn:oasis:names:tc:xliff:document:2.0" xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0"
         version="2.1" srcLang="en-GB" trgLang="de-DE">
  <x:file id="f1" original="practices.practice/job-guides@3">
    <mda:metadata><mda:metaGroup><mda:meta type="tool">Some CAT 12</mda:meta></mda:metaGroup></mda:metadata>
    <x:group id="g1">
      <x:unit id="summary" canResegment="yes">
        <x:notes><x:note id="n1">checked twice</x:note></x:notes>
        <x:segment id="s1" state="final" subState="cat:approved">
          <x:source xml:lang="en-GB">Guides meet <x:mrk id="m1" type="term">newcomers</x:mrk>.</x:source>
          <x:target xml:lang="de-DE">Lotsen treffen <x:mrk id="m1" type="term">Zugewanderte</x:mrk>.</x:target>
        </x:segment>
        <x:ignorable><x:source> </x:source></x:ignorable>
        <x:segment id="s2" state="translated">
          <x:source><![CDATA[They help for 6 months & more.]]></x:source>
          <x:target order="5">Mehr nicht.</x:target>
        </x:segment>
        <x:ignorable><x:source>
</x:source><x:target>
</x:target></x:ignorable>
        <x:segment id="s3" state="reviewed">
          <x:source>No more.</x:source>
          <x:target order="3">Sie helfen 6 Monate &amp; länger.</x:target>
        </x:segment>
      </x:unit>
      <x:unit id="text">
        <x:originalData>
          <x:data id="d1">&lt;p&gt;</x:data><x:data id="d2">&lt;/p&gt;</x:data>
          <x:data id="d3">&lt;strong&gt;</x:data><x:data id="d4">&lt;/strong&gt;</x:data>
        </x:originalData>
        <x:ignorable><x:source><x:ph id="1" dataRef="d1"/></x:source></x:ignorable>
        <x:segment state="translated">
          <x:source>Bring <x:sc id="2" dataRef="d3"/>a friend. </x:source>
          <x:target>Bringen Sie <x:sc id="2"/>jemanden mit, </x:target>
        </x:segment>
        <x:segment state="translated">
          <x:source>Or two<x:ec startRef="2" dataRef="d4"/>.</x:source>
          <x:target>oder zwei<x:ec startRef="2"/>.</x:target>
        </x:segment>
        <x:ignorable><x:source><x:ph id="3" dataRef="d2"/></x:source></x:ignorable>
      </x:unit>
    </x:group>
  </x:file>
</x:xliff>
""".encode()


def test_segments_of_a_program_are_joined_in_the_order_of_the_translation():
    [came] = read_xliff(CAT)

    assert [(unit.key, unit.source, unit.target, unit.is_rich) for unit in came.units] == [
        (
            "summary",
            "Guides meet newcomers. They help for 6 months & more.\nNo more.",
            "Lotsen treffen Zugewanderte. Sie helfen 6 Monate & länger.\nMehr nicht.",
            False,
        ),
        (
            "text",
            "<p>Bring <strong>a friend. Or two</strong>.</p>",
            "<p>Bringen Sie <strong>jemanden mit, oder zwei</strong>.</p>",
            True,
        ),
    ]


def test_programs_may_name_the_region_of_a_language():
    [came] = read_xliff(CAT)
    units = tuple(replace(unit, target="") for unit in came.units)

    assert check(came, job(*units, source_language="en", target_language="de")) == []
    assert len(check(came, job(*units, source_language="en", target_language="fr"))) == 1


def test_sentence_drawn_into_the_one_before_leaves_an_empty_segment():
    done = changed(CAT, '<x:target order="5">Mehr nicht.</x:target>', "<x:target/>")

    assert read_xliff(done)[0].units[0].target.startswith("Lotsen treffen")
    assert (
        "has no translation"
        in faults_of(changed(done, 'state="translated">\n          <x:source><!', ">\n<x:source><!"))[0]
    )


def test_weblate_translates_plain_texts_and_single_paragraphs():
    body = Unit("body", "Body", "<p>First.</p><p>Second.</p>", is_rich=True)
    content = sent(title(""), Unit("summary", "", "One line.\n  And another.", max_length=80), body)
    store = Xliff2File.parsestring(content)
    for unit in store.units:
        unit.target = unit.source.upper()
        unit.marktranslated()

    assert [unit.target for unit in read_xliff(bytes(store))[0].units] == [
        "JOB GUIDES",
        "ONE LINE.\n  AND ANOTHER.",
        "<p>FIRST.</p><p>SECOND.</p>",
    ]


def test_record_is_known_by_its_id_where_a_program_renamed_the_file():
    content = changed(sent(title()), 'original="practices.practice/job-guides@3"', 'original="C:\\in\\guides.xlf"')

    assert read_xliff(content) == [job(title())]


def test_notes_and_types_may_get_lost():
    content = changed(sent(rich()), ' type="portal:html"', "")
    content = content.replace(b'category="source-digests"', b"").replace(b'category="label"', b"")

    assert read_xliff(content) == [job(replace(rich(), label=""))]


# ---- what is refused, and with which words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not XML"),
        (b"PK\x03\x04 a package", "not XML"),
        (b"<xliff", "not XML"),
        (b"<xliff>&undefined;</xliff>", "not XML"),
        (b"<?xml version='1.0' encoding='no-such'?><xliff/>", "not XML"),
        (sent(title())[:-20], "not XML"),
        (changed(sent(title()), "Lotsen", "&#2;"), "not XML"),
        (b"<html/>", "not an XLIFF file"),
        (b"<xliff version='2.0' xmlns='urn:other'/>", "not an XLIFF file"),
        (
            b"<xliff version='1.2' xmlns='urn:oasis:names:tc:xliff:document:1.2'/>",
            "version “1.2”. Export it as XLIFF 2.0.",
        ),
        (
            b"<xliff version='2.2' xmlns='urn:oasis:names:tc:xliff:document:2.2'/>",
            "version “2.2”. Export it as XLIFF 2.0.",
        ),
        (b"<xliff/>", "version “?”"),
        (b"x" * (MAX_BYTES + 1), "larger than 10 MB"),
        (changed(sent(title()), ' trgLang="de"', ""), "from which language into which"),
        (changed(sent(title()), 'trgLang="de"', 'trgLang="xx-yy-zz"'), "“xx-yy-zz” is no known language"),
        (changed(sent(title()), 'trgLang="de"', 'trgLang="en-GB"'), "into the same language"),
        (
            b"<xliff version='2.0' srcLang='en' trgLang='de' xmlns='urn:oasis:names:tc:xliff:document:2.0'/>",
            "no record",
        ),
        (changed(sent(title()), "practices.practice", "practices.secret"), "names no record of the portal"),
        (changed(sent(title()), "practices.practice", "accounts.user"), "names no record of the portal"),
        (changed(sent(title()), "job-guides", "../../etc"), "names no record of the portal"),
        (changed(sent(title()), 'id="title"', 'id="name"'), "text “title” is missing"),
        (changed(sent(title()), "<source>Job guides", "<source>Jobs"), "“Title (title)”: the original was changed"),
        (sent(title("")), "“practices.practice/job-guides”, text “Title (title)” has no translation."),
        (sent(title(" \n")), "has no translation"),
        (sent(rich("")), "has no translation"),
        (sent(title("x" * 301)), "has 301 characters; 300 are possible"),
        (sent(title("Lot\x85sen")), "control characters"),
        (sent(title("Lot\x7fsen")), "control characters"),
        (changed(sent(title()), "Lotsen", '<cp hex="0002"/>'), "control characters"),
        (changed(sent(title()), "Lotsen", '<ph id="1"/>'), "a formatting code is damaged or new"),
        (changed(sent(title()), "Lotsen", "<b>Lotsen</b>"), "a formatting code is damaged or new"),
        (changed(sent(rich()), ">&lt;p&gt;<", ">&lt;script&gt;alert()<"), "a formatting code is damaged or new"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_fault_has_its_sentence(content, words):
    faults = faults_of(content)

    assert len(faults) == 1
    assert words in faults[0]
    assert faults[0].endswith(".")


def test_all_faults_are_told_at_once():
    content = write_xliff([job(title(""), rich("")), job(title("x" * 301), reference="other")])

    assert len(faults_of(changed(content, 'srcLang="en"', 'srcLang="qqq"'))) == 4


def test_record_or_text_that_stands_twice_is_refused():
    content = write_xliff([job(title()), job(title(), reference="other")])

    assert faults_of(changed(content, "other", "job-guides")) == [
        "“practices.practice/job-guides” is in the file twice. Send each record once."
    ]
    twice = changed(sent(title(), text("A", "B")), 'id="text"', 'id="title"')
    assert any("is in the file twice. Keep one of the two." in fault for fault in faults_of(twice))


def test_caller_may_say_which_kinds_it_takes():
    assert (
        read_xliff(changed(sent(title()), "practices.practice", "pages.page"), kinds={"pages.page"})[0].kind
        == "pages.page"
    )
    assert "names no record" in faults_of(sent(title()), kinds={"pages.page"})[0]


@pytest.mark.parametrize(
    "target",
    [
        "<p>Siehe <strong>jetzt</strong> diese Seite.</p>",
        '<p>Siehe <a href="https://evil.example/">diese Seite</a> <strong>jetzt</strong>.</p>',
        '<p>Siehe <strong><a href="https://example.org/">diese Seite</a></strong> jetzt.</p>',
        '<p>Siehe <a href="https://example.org/" onclick="steal()">diese Seite</a> <strong>jetzt</strong>.</p>',
        '<p>Siehe <a href="https://example.org/">diese Seite</a> <strong>jetzt.</p>',
        '<p>Siehe <a href="https://example.org/">diese Seite</a> <strong>jetzt</strong>.</p><script>x</script>',
        '<p>Siehe <a href="https://example.org/">diese Seite</a> <strong>jetzt</strong> <strong>!</strong></p>',
    ],
)
def test_translation_with_other_tags_or_links_is_refused(target):
    faults = check(job(text(PARAGRAPH, target, is_rich=True)), job(text(PARAGRAPH, "", is_rich=True)))

    assert faults == [
        "“practices.practice/job-guides”, text “Text (text)”: tags or links differ from the original. "
        "Set each as it stands there."
    ]


def test_order_of_tags_may_differ_between_languages():
    target = '<p><strong>Jetzt</strong> auf <a href="https://example.org/">dieser Seite</a>.</p>'
    content = sent(text(PARAGRAPH, target, is_rich=True))

    assert read_xliff(content)[0].units[0].target == target


# ---- against the record as it is now


def test_translation_of_the_text_as_it_is_has_no_fault():
    assert check(job(title(), rich()), job(title(""), rich(""))) == []
    assert check(job(title(), version=2), job(title(""))) == []


def test_white_space_and_composed_letters_do_not_make_another_text():
    came = job(text("Un cafe\u0301  noir", "Ein Kaffee"))

    assert check(came, job(text("Un café\nnoir", ""))) == []


@pytest.mark.parametrize(
    ("came", "words"),
    [
        (job(title(), reference="other"), "is not the translation of “practices.practice/job-guides”"),
        (job(title(), target_language="fr"), "is in the language “fr”, not “de”"),
        (job(title(), text("A", "B")), "text “Text (text)” is not in the original. Take it out"),
        (job(), "text “Title (title)” is missing"),
        (job(replace(title(), source="Old")), "the original was changed in the file"),
        (
            job(replace(title(), source="Old"), version=2),
            "changed in the portal since it went out. Fetch the file anew.",
        ),
        (job(replace(title("x" * 301), max_length=None)), "has 301 characters; 300 are possible"),
        (job(title("")), "has no translation"),
    ],
)
def test_check_trusts_the_record_and_not_the_file(came, words):
    [fault] = check(came, job(title("")))

    assert words in fault


def test_empty_text_of_the_record_needs_no_translation():
    assert check(job(title()), job(title(""), text("", ""))) == []


def test_text_that_claims_to_be_plain_is_judged_by_the_record():
    hostile = Unit("agenda.12.text", "", RICH, RICH.replace("<br>", '<img src="x" onerror="y()">'))

    assert "tags or links differ" in check(job(hostile), job(rich("")))[0]


# ---- what an editor should look at


def test_lost_figures_and_addresses_are_told_without_refusing():
    source = "In 2019, 1,250.5 people wrote to info@example.org or https://example.org/a, 12 rang 0800."

    assert doubts(job(text(source, "Viele riefen 12 mal an."))) == [
        "“practices.practice/job-guides”, text “Text (text)”: info@example.org, https://example.org/a, 2019, 12505, "
        "0800 is in the original only. Is that right?"
    ]


def test_text_that_was_not_translated_is_told():
    assert len(doubts(job(text("This one stayed as it was", "This one stayed as it was")))) == 1
    assert doubts(job(text("Stadt Wien", "Stadt Wien"))) == []


# ---- hostile files

XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
)


@pytest.mark.parametrize("prolog", [XXE, LAUGHS, b"<!DOCTYPE x>", b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_type_is_refused_before_anything_is_read(prolog, encoding):
    body = sent(title()).split(b"?>", 1)[1]
    content = (prolog.split(b"?>", 1)[-1] + body).decode().encode(encoding)

    assert faults_of(content) == ["The file has a document type (DOCTYPE), which can hide harm. Export it without one."]


def test_file_in_utf_16_is_read():
    assert read_xliff(sent(title()).split(b"?>", 1)[1].decode().encode("utf-16")) == [job(title())]


def test_one_long_tag_named_often_does_not_fill_the_memory():
    code = f'&lt;a href="{"x" * 100_000}"&gt;'
    many = '<ph id="1" dataRef="d1"/>' * 50_000
    units = "".join(
        f'<unit id="u{n}" type="portal:html"><originalData><data id="d1">{code}</data></originalData>'
        f"<segment><source>{many}</source></segment></unit>"
        for n in range(3)
    )
    head, _unit, _rest = sent(title()).decode().partition("<unit")

    assert "formatting code is damaged" in faults_of(f"{head}{units}</file></xliff>".encode())[0]


def test_tags_without_end_are_counted_in_no_time():
    opens = "<b>" * 200_000

    assert (
        "tags or links differ"
        in check(job(text("<p>a</p>", f"{opens}a", is_rich=True)), job(text("<p>a</p>", "", is_rich=True)))[0]
    )


def test_deep_nesting_is_refused():
    deep = '<mrk id="1">' * 5_000 + "x" + "</mrk>" * 5_000

    assert "not XML" in faults_of(changed(sent(title()), "Lotsen", deep))[0]
