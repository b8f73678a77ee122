# The Collector of collector/otelcol, with its configs.
FROM golang:1.26 AS build
RUN apt-get update -qq && apt-get install -qq --yes --no-install-recommends python3
WORKDIR /source
COPY collector/otelcol collector/otelcol
RUN XDG_CACHE_HOME=/built python3 collector/otelcol/build.py \
 && mv /built/centspan/otelcol-* /otelcol \
 && mkdir -m 700 /queue

FROM busybox:1.37
COPY --from=build /otelcol /otelcol
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY collector/otelcol/*.yaml /etc/otelcol/
# A new volume takes the owner of the folder it is mounted on.
COPY --from=build --chown=10001:10001 /queue /queue
USER 10001:10001
ENTRYPOINT ["/otelcol"]
CMD ["--config=/etc/otelcol/gateway.yaml", "--config=/etc/otelcol/content.yaml"]
