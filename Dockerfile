FROM python:3.11-slim-bookworm

WORKDIR /opt/vanthu
ENV PYTHONUNBUFFERED=1 OMP_THREAD_LIMIT=1 VANTHU_DATA_DIRECTORY=/var/lib/vanthu VANTHU_HOST=0.0.0.0 \
    NUMBA_CACHE_DIR=/var/cache/vanthu

# The same steps as on a bare machine; chromium and postgresql serve the tests only.
COPY Makefile requirements.lock pyproject.toml README.md ./
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends make \
    && make system PACKAGES="tesseract-ocr tesseract-ocr-vie tesseract-ocr-eng ghostscript poppler-utils fonts-liberation fonts-dejavu-core" \
    && rm -rf /var/lib/apt/lists/*
COPY service service
COPY extractors extractors
COPY models models
RUN make install
COPY samples samples

RUN useradd --system --create-home vanthu && install -d -o vanthu /var/lib/vanthu /var/cache/vanthu
USER vanthu
# The first reading compiles what is compiled; kept here, no container has to do it again.
RUN .venv/bin/vanthu read samples/nghe-an-2022/scan.pdf
VOLUME /var/lib/vanthu
EXPOSE 8080
ENTRYPOINT [".venv/bin/vanthu"]
CMD ["serve"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD [".venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
