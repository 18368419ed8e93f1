# One static binary, the certificates it trusts, and two folders it may write to.

FROM --platform=$BUILDPLATFORM golang:1.26.9-bookworm AS build
WORKDIR /src

# Modules change seldom: a layer of their own.
COPY go.mod go.sum ./
RUN go mod download

COPY . .
ARG TARGETOS
ARG TARGETARCH
ARG VERSION=dev
RUN --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -ldflags "-s -w -X main.version=$VERSION" \
    -o /out/residency-assist ./cmd/residency-assist
RUN install -d -m 0700 /out/writable/data /out/writable/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/residency-assist /residency-assist
# /data is for an embedded database (STORAGE_URL=sqlite:/data/residency.db): mount
# a volume there. With Redis the whole file system may be read-only, save /tmp.
COPY --from=build --chown=65532:65532 /out/writable/ /

USER 65532:65532
WORKDIR /data
# /healthz, /readyz, and the webhooks, where there are any.
EXPOSE 8080
# There is no shell in here: the program asks itself whether it lives.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/residency-assist", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/residency-assist"]
CMD ["serve"]
