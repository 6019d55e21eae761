# Materia as one small image: run as a user of its own, data on a volume.
# `--build-arg PYTHON_IMAGE=python:3.11-slim@sha256:…` pins what it begins from.
ARG PYTHON_IMAGE=python:3.11-slim
FROM ${PYTHON_IMAGE} AS build
WORKDIR /src
RUN python -m venv /opt/materia
COPY requirements requirements
# `--build-arg LIBRARIES=optional` adds what MATERIA_RATE_LIMIT_STORE and MATERIA_TRACES_URL need.
ARG LIBRARIES=run
RUN /opt/materia/bin/pip install --no-cache-dir --require-hashes -r requirements/${LIBRARIES}.txt
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY migrations migrations
COPY seed seed
RUN /opt/materia/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM ${PYTHON_IMAGE}
RUN groupadd --gid 10001 materia \
 && useradd --uid 10001 --gid materia --home-dir /data --no-create-home --shell /usr/sbin/nologin materia \
 && install -d -o materia -g materia /data
COPY --from=build /opt/materia /opt/materia
ENV PATH=/opt/materia/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MATERIA_HOST=0.0.0.0 \
    MATERIA_PORT=8000 \
    MATERIA_DATABASE_URL=sqlite:////data/materia.db
USER materia
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"MATERIA_PORT\"]}/readyz', timeout=4)"]
CMD ["materia", "serve"]
