"""Settings: embedded defaults that need nothing, and everything else from the environment.

Each variable stands in `.env.example` with its meaning. `X_FILE` gives the path of a file that holds
the value of `X`, for secrets.
"""

from __future__ import annotations

from pathlib import Path

from config.environment import (
    allowed_hosts,
    broker_options,
    database,
    email,
    folder,
    language_list,
    public_url,
    reader,
    refuse_in_production,
    secret_key,
    storage,
    time_zone,
)

BASE_DIR = Path(__file__).resolve().parent.parent
env = reader(BASE_DIR)

VERSION = "0.1.0"
ENVIRONMENT = env.one_of("TANGGAP_ENV", "development", ["development", "production"])
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.flag("DEBUG", default=False)
DEMO = env.flag("DEMO", default=not PRODUCTION)
VAR = Path(env.text("TANGGAP_VAR", str(BASE_DIR / "var"))).resolve()
HOST = env.text("HOST", "127.0.0.1")
PORT = env.whole("PORT", 8000, least=1, most=65535)
WEB_WORKERS = env.whole("WEB_WORKERS", 2, least=1, most=64)
WEB_THREADS = env.whole("WEB_THREADS", 4, least=1, most=64)
WORKER_THREADS = env.whole("WORKER_THREADS", 4, least=1, most=64)
PUBLIC_URL = public_url(env, production=PRODUCTION, port=PORT)
SECRET_KEY = secret_key(env, VAR, production=PRODUCTION)
SECRET_KEY_FALLBACKS = env.listing("SECRET_KEY_FALLBACKS", [])
PERSONAL_KEY = env.text("PERSONAL_KEY")
PERSONAL_KEY_FALLBACKS = env.listing("PERSONAL_KEY_FALLBACKS", [])
ALLOWED_HOSTS = allowed_hosts(env, production=PRODUCTION, public=PUBLIC_URL, host=HOST)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
if PRODUCTION:
    refuse_in_production(secret=SECRET_KEY, debug=DEBUG, hosts=ALLOWED_HOSTS)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "lib",
    "accounts",
    "records",
    "followups",
    "compliance",
    "incidents",
    "config",
]

MIDDLEWARE = [
    "config.middleware.ProbeMiddleware",
    "lib.middleware.UnavailableMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "lib.middleware.PrivacyHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.ActorMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lib.middleware.DomainErrorMiddleware",
    "lib.middleware.NotAllowedMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "config.context.portal",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database(env, VAR)}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STORAGES = {
    "default": storage(env, VAR),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR / "blobs"
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
EVIDENCE_LIMIT = env.whole("EVIDENCE_LIMIT_MB", 100, least=1, most=10_000) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_TEMP_DIR = folder(VAR / "uploads")
FILE_UPLOAD_HANDLERS = ["records.uploads.BoundedUploadHandler"]

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.PersonBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "position", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:signin"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:signin"
PASSWORD_RESET_TIMEOUT = 60 * 60
SESSION_COOKIE_AGE = env.whole("SESSION_HOURS", 12, least=1, most=720) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.views.errors.csrf_failed"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
AXES_CLIENT_IP_CALLABLE = "lib.addresses.client_address"
PROXY_COUNT = env.whole("PROXY_COUNT", 0, most=9)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.whole("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LANGUAGE_CODE = env.one_of("TANGGAP_LANGUAGE", "id", ["id", "en"])
LANGUAGES = language_list()
LOCALE_PATHS = sorted(path for path in (BASE_DIR / "locale").iterdir() if path.is_dir())
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = time_zone(env)

MAIL = email(env, VAR)
vars().update(MAIL)
MAIL_TO_FOLDER = bool(MAIL["MAIL_TO_FOLDER"])
EMAIL_FILE_PATH = str(MAIL.get("EMAIL_FILE_PATH", ""))
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Tanggap <tanggap@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

CELERY = broker_options(env, VAR)
SWEEP_SECONDS = env.number("SWEEP_SECONDS", 5, least=0.2, most=300)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.Declared"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["lib.api.bodies.JsonBody"],
    "DEFAULT_SCHEMA_CLASS": "lib.api.schema.Description",
    "DEFAULT_PAGINATION_CLASS": "lib.api.pages.NewestFirst",
    "EXCEPTION_HANDLER": "lib.api.problems.answer",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_VERSIONING_CLASS": None,
    "DEFAULT_THROTTLE_CLASSES": ["accounts.api.limits.PerActor"],
}
API_REQUESTS_A_MINUTE = env.whole("API_REQUESTS_A_MINUTE", 1200, least=1)
SPECTACULAR_SETTINGS = {
    "TITLE": "Tanggap",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["lib.api.schema_words.translated"],
    "TAGS": [
        {"name": "incidents", "description": "Incidents"},
        {"name": "events", "description": "Events"},
        {"name": "follow-ups", "description": "Follow-ups"},
        {"name": "evidence", "description": "Evidence"},
        {"name": "reports", "description": "Reports"},
        {"name": "assets", "description": "Assets"},
        {"name": "requirements", "description": "Requirements"},
        {"name": "people", "description": "People"},
        {"name": "organisations", "description": "Organisations"},
    ],
}

LOG_LEVEL = env.one_of("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "lib.logs.OneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "axes": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
        "kombu": {"level": "ERROR"},
        # A line for every sweep would bury all others.
        "celery": {"level": "WARNING" if LOG_LEVEL == "INFO" else LOG_LEVEL},
    },
}
