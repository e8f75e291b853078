"""Single sign-on, end to end, with a real provider: who gets in, and what is refused."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core.cache import cache
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from accounts.second_factor import device_of

from .conftest import CODE, LOGIN, PASSWORD, SET_UP, App, page_of
from .provider import CLIENT, SECRET, Provider

pytestmark = pytest.mark.django_db
START, BACK = "/admin/login/provider/", "/admin/login/provider/back/"


@pytest.fixture(scope="module")
def running():
    provider = Provider()
    yield provider
    provider.stop()


@pytest.fixture
def provider(running, settings):
    """Return a provider that the portal is set to."""
    running.reset()
    cache.clear()
    settings.OIDC_ISSUER, settings.OIDC_RP_CLIENT_ID, settings.OIDC_RP_CLIENT_SECRET = running.issuer, CLIENT, SECRET
    return running


@pytest.fixture
def ada(db):
    """Somebody on the staff whom the provider knows."""
    return User.objects.create_user("ada", "ada@example.org", PASSWORD, is_staff=True, oidc_subject="ada-1")


def sign_on(client, path=START):
    """Follow the way to the provider and back as a browser does; return the portal's last answer."""
    there = client.get(path)
    assert there.status_code == 302, there.content
    back = requests.get(there["Location"], allow_redirects=False, timeout=5).headers["Location"]
    return client.get(back.removeprefix("http://testserver"))


def refused(client, answer) -> str:
    """Return what the sign-in page says after a refusal, from which nobody is signed in."""
    assert answer["Location"].startswith(f"{LOGIN}?refused="), answer["Location"]
    page = page_of(client.get(answer["Location"]))
    assert client.get("/admin/account/").status_code == 302
    return page.select_one(".alert--error").get_text()


def test_known_subject_gets_in_and_on_to_where_it_was_going(client, provider, ada):
    page = page_of(client.get(f"{LOGIN}?next=/admin/account/"))
    link = page.find("a", string="Sign in with EU Login")

    answer = sign_on(client, link["href"])

    assert answer["Location"] == "/admin/account/"
    assert "ada@example.org" in client.get("/admin/account/").content.decode()
    asked = provider.asked[0]
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid email profile"
    assert len(asked["nonce"]) >= 32


def test_keys_of_elliptic_curves_are_taken_too(client, provider, ada):
    provider.signed_by = "ES256"

    assert sign_on(client)["Location"] == "/admin/"


def test_endpoints_may_stand_in_the_settings(client, provider, ada, settings):
    issuer = provider.issuer
    settings.OIDC_OP_AUTHORIZATION_ENDPOINT = f"{issuer}/authorize"
    settings.OIDC_OP_TOKEN_ENDPOINT, settings.OIDC_OP_JWKS_ENDPOINT = f"{issuer}/token", f"{issuer}/jwks"
    settings.OIDC_OP_USER_ENDPOINT = f"{issuer}/userinfo"
    cache.set(f"{issuer}/.well-known/openid-configuration", {})

    assert sign_on(client)["Location"] == "/admin/"


@pytest.mark.parametrize(
    "fault",
    [
        {"signed_by": "stranger"},
        {"signed_by": "none"},
        {"signed_by": "HS256"},
        {"token": {"nonce": "another"}},
        {"token": {"nonce": None}},
        {"token": {"aud": "another application"}},
        {"token": {"aud": [CLIENT, "another"], "azp": "another"}},
        {"token": {"iss": "https://evil.example"}},
        {"token": {"exp": 1_500_000_000}},
        {"token": {"exp": None}},
        {"token": {"iat": 4_000_000_000}},
        {"token": {"sub": None}},
        {"token": {"sub": 1}},
        {"userinfo": {"sub": "somebody-else"}},
        {"head": {"kid": "unknown"}},
    ],
    ids=str,
)
def test_token_that_is_not_to_be_trusted_lets_nobody_in(client, provider, ada, fault):
    for name, value in fault.items():
        setattr(provider, name, value)

    assert "could not be trusted" in refused(client, sign_on(client))


def test_state_of_another_browser_is_refused(client, provider, ada):
    there = client.get(START)
    back = requests.get(there["Location"], allow_redirects=False, timeout=5).headers["Location"]
    victim = client.__class__()
    victim.get(START)

    answer = victim.get(back.removeprefix("http://testserver"))

    assert "in another window" in refused(victim, answer)


def test_state_works_once(client, provider, ada):
    there = client.get(START)
    back = requests.get(there["Location"], allow_redirects=False, timeout=5).headers["Location"]
    back = back.removeprefix("http://testserver")
    assert client.get(back)["Location"] == "/admin/"
    client.post("/admin/logout/")

    assert refused(client, client.get(back))


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=y", "?state=&code="])
def test_answer_that_nobody_asked_for_is_refused(client, provider, query):
    assert "in another window" in refused(client, client.get(f"{BACK}{query}"))


def test_code_without_its_verifier_is_worth_nothing(client, provider, ada):
    there = client.get(START)
    back = requests.get(there["Location"], allow_redirects=False, timeout=5).headers["Location"]
    session = client.session
    state = parse_qs(urlsplit(back).query)["state"][0]
    session["oidc_states"][state]["code_verifier"] = "x" * 64
    session.save()

    assert refused(client, client.get(back.removeprefix("http://testserver")))


def test_refusal_at_the_provider_leads_back_with_a_sentence(client, provider, ada):
    provider.consents = False

    assert "was broken off" in refused(client, sign_on(client))


def test_portal_works_without_the_provider(client, ada, settings):
    cache.clear()
    settings.OIDC_ISSUER, settings.OIDC_RP_CLIENT_ID = "http://127.0.0.1:1", CLIENT

    assert client.get(LOGIN).status_code == 200
    assert "does not answer just now" in refused(client, client.get(START))
    assert client.post(LOGIN, {"username": "ada", "password": PASSWORD})["Location"] == "/admin/"


def test_ill_provider_and_wrong_issuer_are_named_in_the_log(client, provider, settings, caplog):
    provider.is_ill = True
    assert "does not answer just now" in refused(client, client.get(START))
    provider.is_ill = False
    settings.OIDC_ISSUER = f"{provider.issuer}/"

    assert refused(client, client.get(START))
    assert "Set OIDC_ISSUER to the one it names." in caplog.text


def test_single_sign_on_is_off_until_it_is_set(client, db):
    assert client.get(START).status_code == client.get(BACK).status_code == 404
    assert "Single sign-on" not in client.get(LOGIN).content.decode()


# Whose account it is


def test_unknown_person_is_refused(client, provider):
    assert "no account of this portal is yours" in refused(client, sign_on(client))
    assert not User.objects.exists()


def test_account_that_was_closed_stays_closed(client, provider, ada):
    ada.is_active = False
    ada.save()

    assert "no account of this portal" in refused(client, sign_on(client))


def test_address_ties_an_account_only_where_that_is_wanted(client, provider, ada, settings):
    User.objects.update(oidc_subject=None)
    assert refused(client, sign_on(client))
    settings.OIDC_MATCH_BY_EMAIL = True

    assert sign_on(client)["Location"] == "/admin/"
    assert User.objects.get().oidc_subject == "ada-1"
    provider.claims["email"] = "married@example.org"
    client.post("/admin/logout/")
    assert sign_on(client)["Location"] == "/admin/"


@pytest.mark.parametrize("verified", [False, None, "false", 1])
def test_unconfirmed_address_ties_nobody(client, provider, ada, settings, verified):
    User.objects.update(oidc_subject=None)
    settings.OIDC_MATCH_BY_EMAIL = True
    provider.claims["email_verified"] = verified

    answer = refused(client, sign_on(client))

    assert "your e-mail address is not confirmed there" in answer
    assert User.objects.get().oidc_subject is None


def test_address_of_two_accounts_or_of_one_tied_to_another_ties_nobody(client, provider, ada, settings):
    settings.OIDC_MATCH_BY_EMAIL = True
    User.objects.update(oidc_subject="another")
    assert "no account of this portal" in refused(client, sign_on(client))
    User.objects.update(oidc_subject=None)
    User.objects.create_user("twin", "ADA@example.org")

    assert "no account of this portal" in refused(client, sign_on(client))


def test_new_account_has_no_power(client, provider, settings):
    settings.OIDC_CREATE_USERS = True
    User.objects.create_user("ada")

    assert sign_on(client)["Location"] == "/admin/account/"

    user = User.objects.get(oidc_subject="ada-1")
    assert (user.username, user.is_staff, user.is_superuser, user.has_usable_password()) == (
        "ada-2",
        False,
        False,
        False,
    )
    assert "you sign in by the single sign-on" in client.get("/admin/account/").content.decode()
    assert client.get("/admin/password_change/")["Location"] == "/admin/account/"


# The second factor


@pytest.fixture
def root(ada):
    ada.is_superuser = True
    ada.save()
    return ada


def test_provider_alone_is_no_second_factor(client, provider, root):
    provider.claims |= {"acr": "mfa", "amr": ["pwd", "mfa"]}

    assert sign_on(client)["Location"] == f"{SET_UP}?next=%2Fadmin%2F"
    assert client.get("/admin/").status_code == 302


def test_own_app_is_asked_for_after_the_provider(client, provider, root):
    app = App(TOTPDevice.objects.create(user=root, name="app").bin_key)

    assert sign_on(client)["Location"].startswith(CODE)
    assert client.post(CODE, {"code": app.code()})["Location"] == "/admin/"


@pytest.mark.parametrize("claim", [{"acr": "https://loa.example/high"}, {"amr": ["pwd", "mfa"]}])
def test_second_factor_of_the_provider_counts_where_it_is_trusted(client, provider, root, settings, claim):
    settings.OIDC_TRUST_SECOND_FACTOR = True
    settings.OIDC_SECOND_FACTOR_VALUES = ["mfa", "https://loa.example/high"]
    settings.OIDC_AUTH_REQUEST_EXTRA_PARAMS = {"acr_values": "https://loa.example/high"}
    provider.claims |= claim

    assert sign_on(client)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert provider.asked[0]["acr_values"] == "https://loa.example/high"
    assert device_of(root) is None

    settings.OIDC_TRUST_SECOND_FACTOR = False
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("claim", [{"acr": "password"}, {"amr": ["pwd"]}, {"amr": "mfa-not"}, {}])
def test_provider_that_asked_for_a_password_only_is_not_enough(client, provider, root, settings, claim):
    settings.OIDC_TRUST_SECOND_FACTOR = True
    provider.claims |= claim

    assert sign_on(client)["Location"].startswith(SET_UP)
