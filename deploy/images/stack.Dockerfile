# centspan's own jobs: migrations, prices, roller, alerts, optimizer. No LLM client is in it.
FROM python:3.13-slim AS build
WORKDIR /source
COPY . .
# The lock's versions, without its hashes: as constraints they bind only what this image needs.
RUN sed -e 's/ \\$//' -e '/^ *--hash/d' requirements.txt > /constraints.txt \
 && python -m venv /opt/centspan \
 && /opt/centspan/bin/pip install --no-cache-dir --disable-pip-version-check -c /constraints.txt '.[stack]'

FROM python:3.13-slim
COPY --from=build /opt/centspan /opt/centspan
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin centspan
USER 10001:10001
ENV PATH=/opt/centspan/bin:$PATH PYTHONDONTWRITEBYTECODE=1
ENTRYPOINT ["centspan"]
CMD ["--help"]
