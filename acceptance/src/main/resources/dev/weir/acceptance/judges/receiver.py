"""A customer's server: verifies what it is sent with the library standardwebhooks, and says 500 to some first tries.

Arguments: a file whose first line is the secret in place, and a file to which a line of JSON is added for each request.
"""

import hashlib
import http.server
import json
import sys
import threading

from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

secrets, heard = sys.argv[1:3]
lock = threading.Lock()
tries = {}


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        name = self.headers.get("webhook-id", "")
        with open(secrets) as file:
            secret = file.readline().strip()
        try:
            Webhook(secret).verify(body, dict(self.headers))
            verified = True
        except WebhookVerificationError:
            verified = False
        with lock:
            tries[name] = tries.get(name, 0) + 1
            first = tries[name] == 1
            refuse = verified and first and int(hashlib.sha256(name.encode()).hexdigest(), 16) % 3 == 0
            status = 500 if refuse else 204 if verified else 401
            line = {
                "id": name,
                "time": int(self.headers.get("webhook-timestamp", "0")),
                "signatures": len(self.headers.get("webhook-signature", "").split()),
                "verified": verified,
                "status": status,
                "secret": hashlib.sha256(secret.encode()).hexdigest(),
                "body": hashlib.sha256(body).hexdigest(),
                "type": json.loads(body).get("type") if verified else None,
                "job": json.loads(body).get("jobId") if verified else None,
            }
            with open(heard, "a") as file:
                file.write(json.dumps(line) + "\n")
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
print(f"listens at 127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
