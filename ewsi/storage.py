"""Where uploads lie: in a folder of this machine, or in an object store that several servers share."""

from django.core.exceptions import ImproperlyConfigured
from environs import Env

try:
    import storages
except ImportError:
    storages = None


def files_of(env: Env) -> dict:
    """Return the storage of uploads that the environment names.

    The bucket stays private: files go out through views that ask whether their owner is published. Raises
    ImproperlyConfigured where S3_BUCKET is set and the packages for it are not installed.
    """
    bucket = env.str("S3_BUCKET", "")
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if storages is None:
        raise ImproperlyConfigured(
            "S3_BUCKET is set, but the packages for it are not installed. Install requirements-s3.lock."
        )
    given = {
        "endpoint_url": env.str("S3_ENDPOINT_URL", ""),
        "region_name": env.str("S3_REGION", ""),
        "access_key": env.str("S3_ACCESS_KEY", ""),
        "secret_key": env.str("S3_SECRET_KEY", ""),
    }
    options = {name: value for name, value in given.items() if value}
    options |= {"bucket_name": bucket, "location": env.str("S3_PREFIX", ""), "default_acl": None}
    options |= {"file_overwrite": False, "signature_version": "s3v4"}
    if "endpoint_url" in options:
        options["addressing_style"] = "path"
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
