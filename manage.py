#!/usr/bin/env python
"""Django's command line for Bowout."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # A setting is named and said to be wrong; forty lines of our code above that help nobody.
        sys.exit(f"{error}")
