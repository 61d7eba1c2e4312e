"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from config.languages import keep_language_by_thread, leave_out_empty_catalogues
from config.soundness import refuse_unsound

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
leave_out_empty_catalogues()
keep_language_by_thread()
refuse_unsound()
