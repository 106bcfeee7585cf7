"""The host of our releases, as runners reach it: github.com behind a proxy, and the storage that it redirects to.

A runner's own settings lead here, as they lead through any company's proxy: HTTPS_PROXY, and CURL_CA_BUNDLE for its
certificate. So what is under test asks for the addresses that it asks for anywhere, and checks what it checks anywhere.
"""
import contextlib, http.server, os, pathlib, shutil, ssl, subprocess, tempfile, threading

HERE = pathlib.Path(__file__).resolve().parent.parent
STORAGE = "release-assets.githubusercontent.com"


class Reply:
    """An answer: status, body, headers; `cut` leaves out the end of a body that was announced whole."""

    def __init__(self, status, body=b"", cut=0, **headers):
        self.status, self.body, self.cut, self.headers = status, body, cut, headers


class Releases:
    """Answers by address: `at["https://github.com/…"]` is a Reply, or a list of which each serves once; else 404."""

    def __init__(self, folder):
        self.folder, self.at, self.asked = pathlib.Path(folder), {}, []
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=releases", "-keyout", key,
             "-out", certificate, "-addext", f"subjectAltName=DNS:github.com,DNS:{STORAGE}"], check=True, capture_output=True)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate, key)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler(tls))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        proxy = f"http://127.0.0.1:{self.server.server_port}"
        self.environment = {"HTTPS_PROXY": proxy, "https_proxy": proxy, "CURL_CA_BUNDLE": str(certificate)}

    def handler(releases, tls):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version, site = "HTTP/1.1", ""

            def do_CONNECT(self):
                self.site = self.path.rsplit(":", 1)[0]
                self.send_response(200)
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.connection = tls.wrap_socket(self.connection, server_side=True)
                    self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
                    return
                self.close_connection = True

            def do_GET(self):
                address = f"https://{self.site}{self.path}" if self.site else self.path
                releases.asked.append(address)
                found = releases.at.get(address, Reply(404, b"Not Found"))
                reply = found.pop(0) if isinstance(found, list) else found
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body[: len(reply.body) - reply.cut])
                self.close_connection = True

            def log_message(self, *_):
                pass

        return Handler

    def publish(self, name, version, programs):
        """A release by the commands of .github/workflows/release.yml; `programs` are folders by target. Its address."""
        with tempfile.TemporaryDirectory(dir=self.folder) as dist:
            for target, program in programs.items():
                subprocess.run([HERE / ".ci/package", "asset", target, program, dist], check=True)
            subprocess.run([HERE / ".ci/package", "sums", dist], check=True)
            base = f"https://github.com/{name}/releases/download/v{version}"
            for file in pathlib.Path(dist).iterdir():
                # As GitHub does it: the file lies elsewhere.
                stored = f"https://{STORAGE}/{version}/{file.name}?sig=x"
                self.at[f"{base}/{file.name}"] = Reply(302, location=stored)
                self.at[stored] = Reply(200, file.read_bytes())
        return base

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def stripped(program, folder):
    """A copy of a program as a release has it: without what only debuggers read. Its folder."""
    folder = pathlib.Path(folder)
    folder.mkdir()
    shutil.copy(program, folder / "followthrough")
    subprocess.run(["strip", folder / "followthrough"], check=False)
    return folder
