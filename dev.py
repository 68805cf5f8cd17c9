#!/usr/bin/env python3
"""What the Makefile calls. Needs Python 3.11 and a package index, nothing else.

python3 dev.py run | demo | test [pytest args] | check | e2e | words | faults [pytest args] | bench | screenshots
               | install [dev]
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
TESTING = {"DJANGO_SETTINGS_MODULE": "tests.settings"}


def install(lock: str) -> None:
    """Make .venv hold exactly what the lock says; done once per lock and Python."""
    path = ROOT / lock
    want = hashlib.sha256(path.read_bytes() + sys.version.encode()).hexdigest()
    stamp = VENV / f"{lock}.sha256"
    if stamp.exists() and stamp.read_text() == want:
        return
    print(f"Installing {lock} into .venv …", flush=True)
    arguments = ["--require-hashes", "-r", str(path)]
    uv = shutil.which("uv")
    uv_failed = False
    if uv:  # ten times faster, never required
        if not PYTHON.exists():
            venv.create(VENV, with_pip=False)
        environment = {"UV_SYSTEM_CERTS": "1", **os.environ}
        command = [uv, "pip", "install", "-q", "--python", str(PYTHON), *arguments]
        uv_failed = subprocess.run(command, env=environment).returncode != 0
    if not uv or uv_failed:
        venv.create(VENV, with_pip=True)
        if python("-m", "pip", "install", "-q", "--disable-pip-version-check", *arguments):
            sys.exit(f"Could not install {lock}. The lines above say why.")
    stamp.write_text(want)


def python(*arguments: str, **environment: str) -> int:
    """Run the project's own Python; returns its exit code."""
    return subprocess.run(
        [str(PYTHON), *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
    ).returncode


def must(*arguments: str, **environment: str) -> None:
    """As `python`, but a failure ends everything."""
    if code := python(*arguments, **environment):
        sys.exit(code)


def prepare() -> None:
    """A database that is up to date; a first run gets its development settings."""
    install("requirements.txt")
    if not (ROOT / ".env").exists():
        shutil.copy(ROOT / ".env.example", ROOT / ".env")
    (ROOT / "var" / "static").mkdir(parents=True, exist_ok=True)
    must("manage.py", "migrate", "-v0")


def address() -> str:
    """Where this machine's Bowout is: the SITE_URL that somebody set, else loopback at PORT."""
    port = os.environ.setdefault("PORT", "8000")
    if not port.isdecimal():
        sys.exit(f"PORT is {port!r}. Write a number such as 8000.")
    written = (ROOT / ".env").read_text(encoding="utf-8").splitlines() if (ROOT / ".env").exists() else []
    set_there = [line.partition("=")[2] for line in written if line.startswith("SITE_URL=")]
    return os.environ.setdefault("SITE_URL", set_there[-1] if set_there else f"http://127.0.0.1:{port}")


def run() -> None:
    """Web server and reminder worker together, until Ctrl+C."""
    prepare()
    print(f"\n  Bowout runs on {address()}\n  First time? Open it: the first account you make is the operator.")
    print("  Just looking? `make demo` in another terminal prints a sign-in.\n", flush=True)
    processes = ROOT / "Procfile"
    try:
        sys.exit(
            python(
                "-m",
                "honcho",
                "-e",
                os.devnull,
                "-f",
                str(processes),
                "start",
                PYTHONUNBUFFERED="1",
            )
        )
    except KeyboardInterrupt:
        sys.exit(0)


def machine_packages() -> None:
    """What tests need besides Python packages: a browser, PostgreSQL, Redis; from Debian where we may."""
    wanted = {
        "chromium": shutil.which("chromium") or shutil.which("chromium-browser"),
        "postgresql": next(Path("/usr/lib/postgresql").glob("*/bin/initdb"), None),
        "redis-server": shutil.which("redis-server"),
    }
    missing = [name for name, found in wanted.items() if not found]
    if not missing:
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing {', '.join(missing)} …", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    elif "chromium" in missing:
        python("-m", "playwright", "install", "chromium")


def test(arguments: list[str]) -> None:
    """Unit tests on SQLite and on PostgreSQL, then the browser tests, one after another."""
    install("requirements-dev.txt")
    machine_packages()
    if arguments:
        sys.exit(python("-m", "pytest", *arguments))
    must("-m", "pytest", "-q", "-n", "auto", "-m", "not e2e and not bench")
    must("-m", "tests.on_postgresql", "-q", "-n", "auto", "-m", "not e2e and not bench")
    must("-m", "pytest", "-q", "-m", "e2e")


def faults(arguments: list[str]) -> None:
    """Kills, broken mail servers and moved clocks, at their full figures, which it prints. Takes many minutes."""
    install("requirements-dev.txt")
    machine_packages()
    if arguments:
        sys.exit(python("-m", "pytest", "-q", "-m", "faults", *arguments, BOWOUT_FAULTS="full"))
    # A silent server costs time and no work, so many may be silent at once; kills have the machine to themselves.
    waiting = "tests/faults/test_mail_server.py"
    must("-m", "pytest", "-q", "-n", "6", waiting, BOWOUT_FAULTS="full")
    must("-m", "pytest", "-q", "tests/faults", "--ignore", waiting, BOWOUT_FAULTS="full")


def check() -> None:
    """Everything that can be said about the code without running it."""
    install("requirements-dev.txt")
    production = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ENV_FILE": os.devnull,
        "LOCAL": "0",
        "SECRET_KEY": "only-to-check-the-production-settings-0123456789-abcdefghij",
        "SITE_URL": "https://jobs.example.org",
        "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    }
    must("-m", "ruff", "check", ".")
    must("-m", "ruff", "format", "--check", ".")
    must("-m", "mypy", ".")
    must("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")
    must("-m", "djlint", "templates", "--lint", "--quiet")
    must("manage.py", "makemigrations", "--check", "--dry-run", **TESTING)
    must("manage.py", "check", "--deploy", "--fail-level", "WARNING", **production)


def main(argv: list[str]) -> None:
    if sys.version_info < (3, 11):
        sys.exit("Bowout needs Python 3.11 or newer.")
    match argv:
        case ["run"]:
            run()
        case ["demo"]:
            prepare()
            address()
            must("manage.py", "demo")
        case ["test", *arguments]:
            test(arguments)
        case ["check"]:
            check()
        case ["e2e"]:
            os.environ["BOWOUT_WALK"] = "full"
            test(["-q", "-m", "e2e"])
        case ["words"]:
            os.environ["BOWOUT_WALK"] = "full"
            test(["-q", "-n", "auto", "tests/declines/test_every_combination.py"])
        case ["faults", *arguments]:
            faults(arguments)
        case ["bench"]:
            install("requirements-dev.txt")
            must("-m", "tests.bench")
        case ["screenshots"]:
            os.environ["BOWOUT_SCREENSHOTS"] = "docs/pictures"
            test(["-q", "-m", "e2e", "tests/e2e/test_pictures.py"])
        case ["install"]:
            install("requirements.txt")
        case ["install", "dev"]:
            install("requirements-dev.txt")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
