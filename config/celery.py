"""The worker on several machines, where CELERY_BROKER_URL is set: `celery -A config worker`, `celery -A config beat`.

Nothing else imports this: without a broker Bowout never loads Celery. What beat sends are mere ticks. The work
and its state are in the database, so a tick that is lost, late or delivered twice does no harm.
"""

import os

from celery import Celery
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
EVERY_SECONDS = 1.0
# Longer than clocks of two machines are apart that the doctor still calls right: a tick that is old on arrival is
# thrown away, and with it all work.
KEEPS_SECONDS = 10.0

if not settings.CELERY_BROKER_URL:
    raise ImproperlyConfigured(
        "CELERY_BROKER_URL is not set, so there is nothing to do for Celery. `manage.py worker` needs no broker."
    )

app = Celery("bowout", broker=settings.CELERY_BROKER_URL, include=["config.tasks"])
app.conf.update(
    # A tick counts as done when its work is: that of a worker that was killed goes to another.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_default_queue="bowout",
    worker_prefetch_multiplier=1,
    # For as long as it takes: a broker that restarts is no reason to end.
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    # A mail that is being handed over is finished, whatever becomes of the broker.
    worker_cancel_long_running_tasks_on_connection_loss=False,
    # When Redis hands out a tick again that nobody acknowledged. By then it has expired, and goes.
    broker_transport_options={"visibility_timeout": 300},
    beat_schedule={
        # `expires`: workers that come back after a night must not face a night of ticks.
        half: {"task": f"bowout.{half}", "schedule": EVERY_SECONDS, "options": {"expires": KEEPS_SECONDS}}
        for half in ("plan", "send")
    },
    beat_schedule_filename=str(settings.VAR_DIR / "celerybeat"),
    timezone="UTC",
)
