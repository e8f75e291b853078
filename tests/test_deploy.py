"""What stands in deploy/ fits the portal: settings that it reads, commands that it has, users without power."""

import configparser
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

DEPLOY = Path(settings.BASE_DIR) / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
# What others than the portal's settings read: the compose file, the database's image, Python.
FOREIGN = {
    "DATABASE_PASSWORD", "PORTAL_ENV_FILE", "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "PYTHONUNBUFFERED",
}  # fmt: skip


class Unit(configparser.RawConfigParser):
    """A unit of systemd: names in their case."""

    def optionxform(self, name: str) -> str:
        return name


def unit(path: Path) -> Unit:
    read = Unit(strict=False, delimiters="=", interpolation=None)
    read.read(path)
    return read


def objects() -> list[dict]:
    return [thing for path in MANIFESTS for thing in yaml.safe_load_all(path.read_text())]


def pod_of(thing: dict) -> dict:
    """Return the description of the pods of a deployment, job or scheduled job."""
    spec = thing["spec"]
    return spec.get("jobTemplate", {"spec": spec})["spec"]["template"]["spec"]


def pods() -> list[dict]:
    return [pod_of(thing) for thing in objects() if thing["kind"] in ("Deployment", "Job", "CronJob")]


@cache
def known_settings() -> set[str]:
    """Return the settings that README.md names."""
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]*)` \|", (settings.BASE_DIR / "README.md").read_text(), re.MULTILINE))


def read_settings() -> set[str]:
    """Return the names that the code reads from the environment."""
    code = "".join((settings.BASE_DIR / "ewsi" / name).read_text() for name in ("settings.py", "storage.py"))
    return set(re.findall(r"env\.\w+\(\s*\"([A-Z][A-Z0-9_]*)\"", code))


def named_in_deploy() -> set[str]:
    """Return the settings that the files of deploy/ set."""
    production = (DEPLOY / "production.env").read_text()
    names = set(re.findall(r"^#?([A-Z][A-Z0-9_]*)=", production, re.MULTILINE))
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    for service in compose["services"].values():
        names |= set(service.get("environment", {}))
    names |= set(re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose.yaml").read_text()))
    for thing in objects():
        names |= set(thing.get("data", {})) | set(thing.get("stringData", {}))
    for line in re.findall(r"^ENV (.*)$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE):
        names |= {pair.partition("=")[0] for pair in shlex.split(line)}
    return names


def commands_in_deploy() -> set[str]:
    """Return the commands of manage.py that anything in deploy/ or the page about it runs."""
    files = [*UNITS, *MANIFESTS, DEPLOY / "compose.yaml", DEPLOY / "Containerfile"]
    text = "\n".join(path.read_text() for path in [*files, settings.BASE_DIR / "docs" / "deploying.md"])
    return set(re.findall(r"(?:manage\.py|as_portal)[\s,]+([a-z_]+)", text))


def test_settings_of_the_code_and_of_the_readme_are_the_same():
    started = {"HOST", "PORT", "WEB_CONCURRENCY", "APP_PORT"}  # read by `serve`, `edge` and gunicorn

    assert read_settings() - known_settings() - {"CACHE_URL"} == set()
    assert known_settings() - read_settings() - started == set()


def test_deploy_sets_only_what_the_portal_reads():
    named = named_in_deploy()

    assert {"SECRET_KEY", "DATABASE_URL", "DATABASE_REPLICA_URLS", "S3_BUCKET", "STATIC_DIR"} <= named
    assert named - known_settings() - FOREIGN == set()


def test_production_settings_are_taken_as_they_stand():
    lines = (DEPLOY / "production.env").read_text().splitlines()
    values = {}
    for line in lines:
        if line and not line.startswith("#"):
            name, value = line.split("=", 1)
            assert value == shlex.quote(value) or value[0] == value[-1] == "'"
            values[name] = value.strip("'")
    asked = "PORTAL_ADDRESS DATABASES['default']['HOST'] SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS SESSION_COOKIE_SECURE"
    names = ", ".join(f"settings.{name}" for name in asked.split())
    code = f"from django.conf import settings; print({names})"

    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR, capture_output=True, text=True, env=values | {"DJANGO_SETTINGS_MODULE": "ewsi.settings"},
    )  # fmt: skip

    assert told.stdout == "https://portal.example.org 127.0.0.1 True 31536000 True\n", told.stderr


def test_commands_exist():
    commands = commands_in_deploy()

    assert {"tick", "check_links", "backup", "migrate", "collectstatic"} <= commands
    assert commands - set(get_commands()) == set()


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_unit_runs_without_power_and_each_timer_has_its_service(path):
    read = unit(path)

    if path.suffix == ".timer":
        assert path.with_suffix(".service") in UNITS
        assert read["Timer"]["OnCalendar"]
    elif path.suffix == ".socket":
        assert path.with_suffix(".service") in UNITS
        assert read["Socket"]["ListenStream"].startswith("127.0.0.1:")  # nginx stands before it
    else:
        assert read["Service"]["User"] == "portal"
        assert read["Service"]["NoNewPrivileges"] == "yes"
        assert read["Service"]["ProtectSystem"] == "strict"
        assert read["Service"]["EnvironmentFile"] == "/srv/portal/production.env"


def test_everything_by_the_clock_is_there_for_systemd_and_kubernetes():
    scheduled = {thing["metadata"]["name"] for thing in objects() if thing["kind"] == "CronJob"}

    assert {path.stem for path in UNITS if path.suffix == ".timer"} == scheduled | {"portal-mirror"}


def test_pods_run_without_power():
    for pod in pods():
        assert pod["securityContext"]["runAsNonRoot"] is True
        for container in [*pod.get("initContainers", []), *pod["containers"]]:
            assert container["securityContext"]["readOnlyRootFilesystem"] is True
            assert container["securityContext"]["allowPrivilegeEscalation"] is False
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
            assert container["resources"]["limits"]["memory"]
    assert len(pods()) == 5


def test_probes_ask_addresses_that_answer_under_the_host_that_is_allowed(client, db, settings):
    [pod] = [pod_of(thing) for thing in objects() if thing["kind"] == "Deployment"]
    values = next(thing["data"] for thing in objects() if thing["kind"] == "ConfigMap")
    settings.ALLOWED_HOSTS = values["ALLOWED_HOSTS"].split(",")
    settings.SECURE_SSL_REDIRECT, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")

    for name in ("startupProbe", "livenessProbe", "readinessProbe"):
        asked = pod["containers"][0][name]["httpGet"]
        headers = {header["name"]: header["value"] for header in asked["httpHeaders"]}
        assert client.get(asked["path"], headers=headers).status_code == 200
    assert client.get("/healthz").status_code == 400


def test_image_is_built_from_the_lock_and_runs_as_nobody_in_particular():
    lines = (DEPLOY / "Containerfile").read_text()

    assert "pip install --no-cache-dir --require-hashes -r requirements-s3.lock" in lines
    assert re.search(r"^USER \d+$", lines, re.MULTILINE)
    assert lines.index("collectstatic") < lines.index("USER ")
    assert 'CMD ["python", "deploy/healthcheck.py"]' in lines


def test_lock_of_several_servers_holds_the_packages_and_no_address():
    lock = (settings.BASE_DIR / "requirements-s3.lock").read_text()

    for package in ("django==", "django-storages==", "boto3==", "redis=="):
        assert re.search(f"^{package}", lock, re.MULTILINE)
    assert "://" not in lock
    assert "index-url" not in lock


def test_health_check_of_the_container_asks_as_the_proxy_does(live_server, settings):
    settings.ALLOWED_HOSTS = ["portal.example.org"]
    port = str(live_server.thread.port)

    def asked(**values) -> int:
        check = [sys.executable, str(DEPLOY / "healthcheck.py")]
        return subprocess.run(check, env={"PORT": port} | values, capture_output=True).returncode

    assert asked(PORTAL_DOMAIN="portal.example.org") == 0
    assert asked(ALLOWED_HOSTS="portal.example.org,other.example.org") == 0
    assert asked(PORTAL_DOMAIN="elsewhere.example.org") == 1
    assert asked(PORTAL_DOMAIN="portal.example.org", PORT="1") == 1
