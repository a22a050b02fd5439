# Any Debian or Ubuntu with Python 3.11 or newer will do as the base.
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS python
# A base that has Python already needs nothing from apt.
RUN python3 -c "import venv, ensurepip" 2>/dev/null \
    || { apt-get update \
         && apt-get install -y --no-install-recommends python3 python3-venv ca-certificates tzdata \
         && rm -rf /var/lib/apt/lists/*; }

FROM python AS build
WORKDIR /src
RUN python3 -m venv /opt/lychgate && python3 -m venv /opt/npm
COPY requirements.lock requirements-npm.lock ./
RUN /opt/lychgate/bin/pip install --no-cache-dir --require-hashes --no-deps --requirement requirements.lock
RUN /opt/npm/bin/pip install --no-cache-dir --require-hashes --requirement requirements-npm.lock
COPY . .
# The assets are made in the source tree, so that the package that is built from it carries them. npm trusts the
# authorities that the system trusts, as pip does: behind some councils' proxies nothing else works.
RUN NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt PATH="$PATH:/opt/npm/bin" /opt/lychgate/bin/python -m gateway.console.assets \
    && /opt/lychgate/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python
COPY --from=build /opt/lychgate /opt/lychgate
COPY --from=build /src/config.example.toml /etc/lychgate/config.example.toml
RUN useradd --system --uid 10025 --home-dir /data --shell /usr/sbin/nologin lychgate \
    && install -d -o lychgate -g lychgate -m 0700 /data
ENV PATH="/opt/lychgate/bin:$PATH" \
    LYCHGATE_CONFIG=/etc/lychgate/config.toml \
    PYTHONUNBUFFERED=1
USER lychgate
WORKDIR /data
VOLUME /data
EXPOSE 2525 2526 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s CMD ["lychgate", "healthcheck"]
CMD ["lychgate", "run"]
