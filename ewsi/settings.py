"""Settings of the portal: one file, every value that may differ comes from the environment."""

import datetime as dt
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

from .secret import kept_secret
from .storage import files_of

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

DEBUG = env.bool("DEBUG", False)
DATA_DIR = Path(env.str("DATA_DIR", "") or "var")
if not DATA_DIR.is_absolute():
    DATA_DIR = BASE_DIR / DATA_DIR
INDEX_DIR = Path(env.str("INDEX_DIR", str(DATA_DIR / "index")))
CONTENT_DIR = BASE_DIR / "content"

# The embedded case (`make run`) keeps its own key in DATA_DIR; production brings one.
EMBEDDED = env.bool("EMBEDDED", False)
SECRET_KEY = env.str("SECRET_KEY", "") or (kept_secret(DATA_DIR / "secret_key") if EMBEDDED or DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Set it to a long random text of at least 50 characters; "
        "`python -c 'import secrets; print(secrets.token_urlsafe(50))'` makes one."
    )
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])

PORTAL_NAME = env.str("PORTAL_NAME", "Integration Networks Portal")
PORTAL_DOMAIN = env.str("PORTAL_DOMAIN", f"{env.str('HOST', '127.0.0.1')}:{env.str('PORT', '8000')}")
HTTPS = env.bool("HTTPS", False)
PORTAL_ADDRESS = f"{'https' if HTTPS else 'http'}://{PORTAL_DOMAIN}"  # heads addresses in files and mails
PORTAL_OWNER = env.str("PORTAL_OWNER", "")
PORTAL_DISCLAIMER = env.str("PORTAL_DISCLAIMER", "")
PORTAL_CONTACT_EMAIL = env.str("PORTAL_CONTACT_EMAIL", "")
PORTAL_SECURITY_CONTACT = env.str("PORTAL_SECURITY_CONTACT", "") or PORTAL_CONTACT_EMAIL

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.redirects",
    "django.contrib.sitemaps",
    "django_filters",
    "django_prose_editor",
    "csp",
    "audit",
    "mails",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "accounts",
    "directory",
    "index",
    "edge",
    "publishing",
    "networks",
    "practices",
    "news",
    "events",
    "reporting",
    "tracker",
    "proposals",
    "search",
    "intake",
    "operations",
    "desk",
    "ewsi",
]
PORTAL_ROOMS = [app for app in INSTALLED_APPS if (BASE_DIR / app).is_dir()]
MIDDLEWARE = [
    "ewsi.protection.ProtectionMiddleware",
    "operations.requests.RequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.presence.PresenceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.contrib.redirects.middleware.RedirectFallbackMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "ewsi.urls"
WSGI_APPLICATION = "ewsi.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ewsi.context.portal",
            ],
        },
    }
]

SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
# How long PostgreSQL is waited for that is there no more: seconds, but for the milliseconds of the user timeout.
# Without these, a machine that lost its power would hold each thread that asks it for a quarter of an hour.
PATIENCE = {
    "connect_timeout": 3,
    "tcp_user_timeout": 5000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'portal.sqlite3'}", conn_max_age=600)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = PATIENCE | DATABASES["default"].get("OPTIONS", {})
# Streaming replicas, which answer the reads of public pages (`replicas/reading.py` says when).
REPLICAS = []
for number, address in enumerate(env.list("DATABASE_REPLICA_URLS", []), start=1):
    if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        raise ImproperlyConfigured("DATABASE_REPLICA_URLS wants PostgreSQL. Set DATABASE_URL to its primary server.")
    REPLICAS.append(f"replica{number}")
    DATABASES[REPLICAS[-1]] = dj_database_url.parse(address, conn_max_age=600) | {"TEST": {"MIRROR": "default"}}
    DATABASES[REPLICAS[-1]]["OPTIONS"] = PATIENCE | {"connect_timeout": 2}
if REPLICAS:
    DATABASE_ROUTERS = ["replicas.router.ReplicaRouter"]
    MIDDLEWARE.insert(1, "replicas.middleware.ReplicaMiddleware")
# "parts" keeps what is the same on thousands of pages, header and footer, in the memory of each process.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"},
    "parts": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "parts", "TIMEOUT": None},
}
# The page cache of each process, in MB (0: none), and the Redis through which processes and machines share pages.
PAGE_CACHE_MB = env.int("PAGE_CACHE_MB", 0 if DEBUG else 16)
REDIS_URL = env.str("REDIS_URL", "")
EDGE_PUBLIC_PATHS = ["/robots.txt", "/sitemap"]  # public, and the same in every language; all others stand under one
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.password_rules.MaximumLengthValidator", "OPTIONS": {"max_length": 128}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SITE_ID = 1

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "ewsi.formats"
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "Europe/Brussels")

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_DIR", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "uploads"
STORAGES = {
    "default": files_of(env),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# Warnings and errors go to stderr, a failed request with its traceback; a page that is not there is no fault.
# With LOG_FORMAT=json each line is an object, and each request leaves one.
LOG_FORMAT = env.str("LOG_FORMAT", "line", validate=validate.OneOf(["line", "json"]))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "operations.lines.RequestFilter"}},
    "formatters": {
        "line": {
            "()": "operations.lines.FaultFormatter",
            "format": "{asctime} {levelname} {name}: {message} [{request_id}]",
            "style": "{",
        },
        "json": {
            "()": "operations.structured.JsonFormatter",
            "format": "{asctime}{levelname}{name}{message}{request_id}",
            "style": "{",
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # refused with a 400: anybody can ask for any host
        "accounts": {"level": "INFO"},
        "operations.requests": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
    },
}

METRICS_TOKEN = env.str("METRICS_TOKEN", "")
SENTRY_DSN = env.str("SENTRY_DSN", "")

# Mails go to the console where nothing is set and the portal runs by itself.
EMAIL = env.dj_email_url("EMAIL_URL", "console:")
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = EMAIL["EMAIL_BACKEND"], EMAIL["EMAIL_HOST"], EMAIL["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL["EMAIL_HOST_USER"], EMAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = EMAIL["EMAIL_USE_TLS"], EMAIL["EMAIL_USE_SSL"], 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"portal@{PORTAL_DOMAIN.partition(':')[0]}")
TICK_SECONDS = env.int("TICK_SECONDS", 60)  # between two looks at what is due, where the portal runs by itself
EDITORS_EMAIL = env.str("EDITORS_EMAIL", "")
TRUST_FORWARDED_FOR = env.bool("TRUST_FORWARDED_FOR", False)

# Signing in: a session ends, failures lock, codes of the app work once.
SESSION_HOURS = env.int("SESSION_HOURS", 8)
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 60)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
PASSWORD_RESET_TIMEOUT = 3600
LOCKOUT_ADDRESS_LIMIT = env.int("LOCKOUT_ADDRESS_LIMIT", 50)
AXES_HANDLER = "accounts.lockout.LockOut"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_FAILURE_LIMIT = env.int("LOCKOUT_LIMIT", 5)
AXES_COOLOFF_TIME = dt.timedelta(minutes=env.int("LOCKOUT_MINUTES", 15))
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "accounts.lockout.address_for_axes"
AXES_LOCKOUT_CALLABLE = "accounts.lockout.answer_of_the_page"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
OTP_TOTP_SYNC = False

# Single sign-on: off until a client and a provider are named. Endpoints left empty are asked from the issuer.
OIDC_ISSUER = env.str("OIDC_ISSUER", "")
OIDC_RP_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
OIDC_RP_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")
OIDC_OP_AUTHORIZATION_ENDPOINT = env.str("OIDC_AUTHORIZATION_ENDPOINT", "")
OIDC_OP_TOKEN_ENDPOINT = env.str("OIDC_TOKEN_ENDPOINT", "")
OIDC_OP_USER_ENDPOINT = env.str("OIDC_USERINFO_ENDPOINT", "")
OIDC_OP_JWKS_ENDPOINT = env.str("OIDC_JWKS_ENDPOINT", "")
OIDC_NAME = env.str("OIDC_NAME", "EU Login")
OIDC_MATCH_BY_EMAIL = env.bool("OIDC_MATCH_BY_EMAIL", False)
OIDC_CREATE_USERS = env.bool("OIDC_CREATE_USERS", False)
OIDC_TRUST_SECOND_FACTOR = env.bool("OIDC_TRUST_SECOND_FACTOR", False)
OIDC_SECOND_FACTOR_VALUES = env.list("OIDC_SECOND_FACTOR_VALUES", ["mfa"])
OIDC_ACR_VALUES = env.str("OIDC_ACR_VALUES", "")
OIDC_AUTH_REQUEST_EXTRA_PARAMS = {"acr_values": OIDC_ACR_VALUES} if OIDC_ACR_VALUES else {}
OIDC_RP_SCOPES = env.str("OIDC_SCOPES", "openid email profile")
OIDC_RP_SIGN_ALGO, OIDC_USE_PKCE, OIDC_TIMEOUT = "RS256", True, 5
OIDC_AUTHENTICATION_CALLBACK_URL = "accounts:sign-on-back"

X_FRAME_OPTIONS = "DENY"
# What no page may ask of a browser.
POWERS = [
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi",
    "payment", "usb",
]  # fmt: skip
PERMISSIONS_POLICY = ", ".join(f"{power}=()" for power in POWERS)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # ends with the browser: whoever holds it is served past the page cache
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-session", "__Host-csrf") if HTTPS else ("session", "csrf")
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
