FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/app/var
WORKDIR /app
RUN useradd --system --create-home --uid 10001 sidenote && install -d -o sidenote /app/var /app/var/exports

COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt

COPY manage.py Procfile ./
COPY bin bin
COPY config config
COPY apps apps
COPY templates templates
COPY static static
# The static files are gathered as in production; what is set is for this one command.
RUN SITE_URL=https://sidenote.example SECRET_KEY=while-building DATABASE_URL=sqlite:////tmp/none \
    SOURCE_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= EMAIL_URL=smtp://mail.example:25 \
    python manage.py collectstatic --no-input

USER sidenote
EXPOSE 8000
CMD ["sh", "-c", "exec gunicorn config.wsgi --bind 0.0.0.0:${PORT:-8000} --workers 2 --threads 4 --worker-tmp-dir /dev/shm --no-control-socket"]
