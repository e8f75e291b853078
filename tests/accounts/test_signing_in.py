"""The sign-in in two steps: who gets in, who is led where, and what a half-open session can do."""

import base64
import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import second_factor
from accounts.models import RecoveryCode, User
from proposals.models import Proposal, ProposalPhotograph

from ..conftest import sign_in
from ..proposals.test_reviewing import upload
from ..publishing.test_files import picture
from .conftest import CODE, LOGIN, PASSWORD, SET_UP, App, give_password, page_of, said

pytestmark = pytest.mark.django_db
NEWS = "/admin/news/newsitem/"


def test_admin_and_login_url_lead_to_the_portals_own_sign_in(client, settings):
    assert reverse("admin:login") == reverse(settings.LOGIN_URL) == LOGIN
    assert client.get(NEWS)["Location"] == f"{LOGIN}?next={NEWS}"

    page = page_of(client.get(LOGIN))

    assert page.select_one("input[name=username]")["autocomplete"] == "username"
    assert page.select_one("input[name=password]")["autocomplete"] == "current-password"
    assert page.select_one(".site-header")


def test_staff_without_powers_signs_in_by_password(client, reader):
    answer = give_password(client, reader, next="/admin/account/")

    assert answer["Location"] == "/admin/account/"
    assert client.get("/admin/").status_code == 200
    assert client.get(LOGIN)["Location"] == "/admin/"


def test_wrong_password_keeps_the_name_and_tells_nothing(client, reader):
    wrong = client.post(LOGIN, {"username": "reader", "password": "wrong"})
    nobody = client.post(LOGIN, {"username": "nobody", "password": "wrong"})

    assert said(wrong) == said(nobody)
    assert "Name and password do not fit together" in said(wrong)
    assert page_of(wrong).select_one("input[name=username]")["value"] == "reader"
    assert not page_of(wrong).select_one("input[name=password]").has_attr("value")


def test_empty_fields_are_named_in_the_summary_and_beside_the_fields(client, db):
    page = page_of(client.post(LOGIN, {}))

    assert page.title.get_text().startswith("Error: ")
    assert page.select_one("[role=alert] a[href='#id_username']")
    assert "Write your password." in page.select_one("#field-password").get_text()


def test_next_page_of_another_site_is_not_followed(client, reader):
    assert give_password(client, reader, next="https://evil.example/")["Location"] == "/admin/"


def test_publisher_without_an_app_is_led_to_set_it_up_and_reaches_nothing_else(client, publisher):
    answer = give_password(client, publisher, next=NEWS)
    assert answer["Location"] == f"{SET_UP}?next=%2Fadmin%2Fnews%2Fnewsitem%2F"

    for path in ["/admin/", NEWS, "/admin/account/", "/admin/password_change/", "/admin/jsi18n/"]:
        answer = client.get(path)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, LOGIN), path
    for path in ["/admin/account/recovery-codes/", "/admin/logout/everywhere/"]:
        assert client.post(path)["Location"] == LOGIN
    assert client.get(LOGIN)["Location"] == SET_UP
    assert client.get("/en/").status_code == 200


def test_half_open_session_has_no_power_over_any_page(client, complete_file, reviewer):
    client.force_login(reviewer)
    answer = client.get(complete_file)
    assert (answer.status_code, b"".join(answer.streaming_content)[:4]) == (200, b"RIFF")

    reviewer.is_superuser = True
    reviewer.save()

    assert client.get(complete_file).status_code == 403


@pytest.fixture
def reviewer(db):
    user = User.objects.create_user("reviewer", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="review_proposal"))
    return user


@pytest.fixture
def complete_file(db, client):
    proposal, _token = Proposal.objects.start("en", {"title": "Buddies"})
    photograph = ProposalPhotograph(owner=proposal, alt="Two", credit="Ada", file=upload(picture()))
    photograph.save()
    return photograph.url


def test_first_set_up_lets_in_and_shows_the_codes_once(client, publisher):
    give_password(client, publisher)
    page = page_of(client.get(f"{SET_UP}?next={NEWS}"))
    svg = page.select_one("svg.qr")
    assert svg["aria-label"] == "Code to scan with the app"
    assert not svg.find_all(style=True)
    assert page.select_one("input[name=code]")["autocomplete"] == "one-time-code"
    app = App(base64.b32decode(page.select_one(".secret").get_text().replace(" ", "")))

    wrong = client.post(SET_UP, {"code": "000000", "next": NEWS})
    assert "This code does not fit the secret" in said(wrong)
    assert page_of(wrong).select_one(".secret").get_text() == page.select_one(".secret").get_text()
    answer = client.post(SET_UP, {"code": app.code(), "next": NEWS})

    codes = [code.get_text() for code in page_of(answer).select(".codes code")]
    assert len(set(codes)) == second_factor.HOW_MANY
    assert all(re.fullmatch(r"([a-km-np-z2-9]{4}-){3}[a-km-np-z2-9]{4}", code) for code in codes)
    assert page_of(answer).select_one(f"a[href='{NEWS}']")
    assert "no-store" in answer["Cache-Control"]
    assert client.get(NEWS).status_code == 200
    for code in codes:
        assert not RecoveryCode.objects.filter(digest__contains=code).exists()

    file = client.post("/admin/account/recovery-codes/file/", {"codes": " ".join(codes)})
    assert file.content.decode().split() == codes
    assert file["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert client.post("/admin/account/recovery-codes/file/", {"codes": "<script>"}).status_code == 404


def test_code_of_the_app_lets_in_once(client, publisher, app):
    assert give_password(client, publisher, next=NEWS)["Location"].startswith(CODE)
    before = client.session.session_key
    code = app.code()

    assert client.post(CODE, {"code": f"{code[:3]} {code[3:]}", "next": NEWS})["Location"] == NEWS
    assert client.get(NEWS).status_code == 200
    assert client.session.session_key != before

    client.post("/admin/logout/")
    assert client.get(NEWS).status_code == 302
    give_password(client, publisher)
    assert "used already" in said(client.post(CODE, {"code": code}))


def test_wrong_codes_make_wait_and_the_wait_is_said(client, publisher, app):
    give_password(client, publisher)

    assert "This code is not right" in said(client.post(CODE, {"code": "abc"}))
    answer = client.post(CODE, {"code": app.code()})

    assert "Wait 1 second and try again" in said(answer)
    device = TOTPDevice.objects.get()
    device.throttling_failure_count, device.throttling_failure_timestamp = 9, device.throttling_failure_timestamp
    device.save()
    assert "Wait 5 minutes and try again" in said(client.post(CODE, {"code": "123456"}))


def test_recovery_code_lets_in_once_however_it_is_typed(client, publisher, app):
    codes = second_factor.new_recovery_codes(publisher)
    give_password(client, publisher)
    assert page_of(client.get(f"{CODE}?recovery=1")).h1.get_text() == "Use a recovery code"

    answer = client.post(f"{CODE}?recovery=1", {"code": codes[0].upper().replace("-", " ")})

    assert answer["Location"] == "/admin/"
    assert publisher.recovery_codes.count() == 9
    client.post("/admin/logout/")
    give_password(client, publisher)
    assert "used already" in said(client.post(f"{CODE}?recovery=1", {"code": codes[0]}))


def test_last_codes_are_counted_out(client, publisher, app):
    codes = second_factor.new_recovery_codes(publisher)
    RecoveryCode.objects.exclude(digest__in=[second_factor.digest_of(publisher, code) for code in codes[:3]]).delete()
    give_password(client, publisher)

    answer = client.post(f"{CODE}?recovery=1", {"code": codes[0]}, follow=True)

    assert "You have 2 recovery codes left" in answer.content.decode()


def test_codes_of_somebody_else_open_nothing(client, publisher, app, reader):
    TOTPDevice.objects.create(user=reader, name="app")
    code = second_factor.new_recovery_codes(reader)[0]
    give_password(client, publisher)

    assert said(client.post(f"{CODE}?recovery=1", {"code": code}))


def test_password_alone_replaces_no_app(client, publisher, app):
    give_password(client, publisher)

    assert client.get(SET_UP)["Location"] == CODE
    assert client.post(SET_UP, {"code": "123456"})["Location"] == CODE
    assert second_factor.set_up(publisher, second_factor.new_key(), "123456", replaces=False) is None
    assert TOTPDevice.objects.get().bin_key == app.key


def test_app_set_up_in_another_window_first_is_the_one_that_counts(client, publisher):
    give_password(client, publisher)
    secret = page_of(client.get(SET_UP)).select_one(".secret").get_text().replace(" ", "")
    slow = App(base64.b32decode(secret))
    fast = second_factor.new_key()
    assert second_factor.set_up(publisher, fast, App(bytes.fromhex(fast)).code(), replaces=False)

    assert second_factor.set_up(publisher, slow.key.hex(), slow.code(), replaces=False) is None
    assert TOTPDevice.objects.get().key == fast


def test_user_changes_the_app_and_the_old_one_works_no_longer(client, publisher, app):
    sign_in(client, publisher)
    secret = page_of(client.get(SET_UP)).select_one(".secret").get_text().replace(" ", "")

    client.post(SET_UP, {"code": App(base64.b32decode(secret)).code()})

    assert client.get(NEWS).status_code == 200
    client.post("/admin/logout/")
    give_password(client, publisher)
    assert said(client.post(CODE, {"code": app.code()}))


def test_whoever_set_up_an_app_by_choice_is_asked_for_it_too(client, reader):
    TOTPDevice.objects.create(user=reader, name="app")

    assert give_password(client, reader)["Location"].startswith(CODE)
    assert client.get("/admin/").status_code == 302


def test_who_needs_a_second_factor(db):
    def made(name, *codenames, **more):
        user = User.objects.create_user(name, **more)
        user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
        return user

    member = made("member")
    group = Group.objects.create(name="Publishers")
    group.permissions.add(*Permission.objects.filter(codename="publish_practice"))
    member.groups.add(group)

    needs = second_factor.needs_second_factor
    assert needs(made("root", is_superuser=True))
    assert needs(made("publisher", "publish_meetingreport"))
    assert needs(made("giver", "change_group"))
    assert needs(member)
    assert not needs(made("writer", "change_newsitem", "add_newsitem"))


def test_power_given_while_signed_in_asks_for_the_second_step_at_once(client, reader):
    give_password(client, reader)
    assert client.get("/admin/").status_code == 200

    reader.user_permissions.add(Permission.objects.get(codename="publish_newsitem"))

    assert client.get("/admin/")["Location"].startswith(LOGIN)
    assert client.get(LOGIN)["Location"] == SET_UP


def test_account_that_may_not_enter_the_admin_is_told_so(client, db):
    user = User.objects.create_user("guest", password=PASSWORD)
    assert give_password(client, user)["Location"] == "/admin/account/"

    answer = client.get("/admin/", follow=True)

    assert page_of(answer).h1.get_text() == "This account may not open that page"
    assert client.get(LOGIN)["Location"] == "/admin/account/"
    assert client.get(f"{LOGIN}?next=/admin/password_change/")["Location"] == "/admin/password_change/"
    assert client.get(f"{LOGIN}?next=/nowhere")["Location"] == "/nowhere"


def test_administrator_resets_the_second_factor_of_another(client, publisher, app, caplog):
    other = client.__class__()
    sign_in(other, publisher)
    second_factor.new_recovery_codes(publisher)
    root = User.objects.create_superuser("root")
    sign_in(client, root)
    ask = {"action": "reset_second_factor", "_selected_action": [publisher.pk]}

    answer = client.post("/admin/accounts/user/", ask, follow=True)

    assert "The second factor of publisher is reset" in answer.content.decode()
    assert f"The second factor of account {publisher.pk} was reset" in caplog.text
    assert other.get(NEWS).status_code == 302
    assert not publisher.recovery_codes.exists()


def test_helper_without_all_powers_resets_no_administrator(client, db):
    helper = User.objects.create_user("helper", is_staff=True)
    helper.user_permissions.add(*Permission.objects.filter(codename__in=["change_user", "view_user"]))
    root = User.objects.create_superuser("root")
    TOTPDevice.objects.create(user=root, name="app")
    sign_in(client, helper)
    ask = {"action": "reset_second_factor", "_selected_action": [root.pk]}

    answer = client.post("/admin/accounts/user/", ask, follow=True)

    assert "Only an administrator with all powers" in answer.content.decode()
    assert second_factor.device_of(root)


def test_command_resets_and_says_what_it_did(publisher, app, capsys):
    call_command("reset_second_factor", "publisher")
    call_command("reset_second_factor", "publisher")

    assert capsys.readouterr().out.splitlines() == [
        "The second factor of publisher is reset. The next sign-in sets it up anew.",
        "publisher had no second factor. Nothing was changed.",
    ]
    with pytest.raises(CommandError, match="No user is called “nobody”"):
        call_command("reset_second_factor", "nobody")


def test_secrets_of_others_stand_on_no_page_of_the_admin(client, publisher, app):
    sign_in(client, User.objects.create_superuser("root"))

    assert client.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert app.key.hex() not in client.get(f"/admin/accounts/user/{publisher.pk}/change/").content.decode()


@pytest.mark.parametrize(("language", "heading"), [("fr", "Connexion"), ("de", "Anmelden"), ("el", "Sign in")])
def test_sign_in_speaks_the_readers_language(client, db, language, heading):
    assert page_of(client.get(LOGIN, headers={"accept-language": language})).h1.get_text() == heading
