"""An OAuth 1.0a provider on oauthlib: three legs, session handles, a clock that may be ahead.

Arguments: the public key, by how many seconds the clock is ahead. Prints its port.
"""

import json
import secrets
import sys
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from oauthlib.common import Request
from oauthlib.oauth1 import SIGNATURE_RSA, AccessTokenEndpoint, RequestTokenEndpoint, RequestValidator, ResourceEndpoint
from oauthlib.oauth1.rfc5849.endpoints.base import BaseEndpoint

PUBLIC, AHEAD = open(sys.argv[1]).read(), int(sys.argv[2])
TEMPORARY, TOKENS, USED = {}, {}, set()
COUNTS = {"request-token": 0, "access-token": 0, "renewals": 0, "refused": 0, "resources": 0}


class Validator(RequestValidator):
    allowed_signature_methods = (SIGNATURE_RSA,)
    enforce_ssl = False
    timestamp_lifetime = 10**9
    client_key_length = access_token_length = request_token_length = nonce_length = verifier_length = (1, 100)
    dummy_client = dummy_request_token = dummy_access_token = "nobody"
    problem = None

    def check_request_token(self, token): return True
    def check_access_token(self, token): return True
    def get_rsa_key(self, client_key, request): return PUBLIC
    def validate_client_key(self, client_key, request): return client_key == "consumer"
    def validate_request_token(self, client_key, token, request): return token in TEMPORARY
    def validate_access_token(self, client_key, token, request): return token in TOKENS
    def validate_redirect_uri(self, client_key, redirect_uri, request): return True
    def validate_requested_realms(self, client_key, realms, request): return True
    def validate_realms(self, client_key, token, request, uri=None, realms=None): return True
    def validate_verifier(self, client_key, token, verifier, request):
        return TEMPORARY.get(token, {}).get("verifier") == verifier
    def get_default_realms(self, client_key, request): return []
    def get_realms(self, token, request): return []
    def get_redirect_uri(self, token, request): return TEMPORARY[token]["callback"]
    def invalidate_request_token(self, client_key, token, request): TEMPORARY.pop(token)

    def validate_timestamp_and_nonce(self, client_key, timestamp, nonce, request, request_token=None, access_token=None):
        late = abs(int(timestamp) - time.time() - AHEAD) > 300
        again = (timestamp, nonce) in USED
        USED.add((timestamp, nonce))
        self.problem = "timestamp_refused" if late else "nonce_used" if again else None
        return not (late or again)

    def save_request_token(self, token, request):
        TEMPORARY[token["oauth_token"]] = {"callback": request.redirect_uri}

    def save_access_token(self, token, request):
        token.update(issued())
        TOKENS[token["oauth_token"]] = token["oauth_session_handle"]


def issued():
    return {"oauth_expires_in": "3600", "oauth_session_handle": secrets.token_hex(12)}


validator = Validator()
requests, accesses, resources = RequestTokenEndpoint(validator), AccessTokenEndpoint(validator), ResourceEndpoint(validator)


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_): pass
    def date_time_string(self, timestamp=None): return formatdate(time.time() + AHEAD, usegmt=True)

    def answer(self, status, body, headers=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        body = (body or "").encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, default):
        COUNTS["refused"] += 1
        self.answer(401, urlencode({"oauth_problem": validator.problem or default}))

    @property
    def address(self): return f"http://{self.headers['Host']}{self.path}"

    def do_POST(self):
        step, headers = urlsplit(self.path).path.rsplit("/", 1)[1], {"Authorization": self.headers.get("Authorization", "")}
        validator.problem = None
        if step == "request-token":
            _, body, status = requests.create_request_token_response(self.address, "POST", "", headers)
        elif "oauth_session_handle" in headers["Authorization"]:
            return self.renew(headers)
        else:
            _, body, status = accesses.create_access_token_response(self.address, "POST", "", headers)
        if status != 200:
            return self.refuse("signature_invalid")
        COUNTS[step] += 1
        self.answer(200, body)

    def renew(self, headers):
        valid, request = resources.validate_protected_resource_request(self.address, "POST", "", headers)
        handle = dict(request.params or []).get("oauth_session_handle") if request else None
        if not valid:
            return self.refuse("token_rejected")
        if TOKENS.get(request.resource_owner_key) != handle:
            return self.refuse("token_rejected")
        TOKENS.pop(request.resource_owner_key)
        token = {"oauth_token": secrets.token_hex(12), "oauth_token_secret": "s", **issued()}
        TOKENS[token["oauth_token"]] = token["oauth_session_handle"]
        COUNTS["renewals"] += 1
        self.answer(200, urlencode(token))

    def do_GET(self):
        parts = urlsplit(self.path)
        if parts.path.endswith("/oauth/authorize"):
            token = parse_qs(parts.query)["oauth_token"][0]
            TEMPORARY[token]["verifier"] = secrets.token_hex(4)
            back = urlencode({"oauth_token": token, "oauth_verifier": TEMPORARY[token]["verifier"]})
            return self.answer(302, "", {"Location": f"{TEMPORARY[token]['callback']}?{back}"})
        if parts.path == "/counts":
            return self.answer(200, json.dumps(COUNTS))
        if not self.headers.get("Authorization"):
            return self.answer(200, "log in")
        validator.problem = None
        headers = {"Authorization": self.headers["Authorization"]}
        valid, _ = resources.validate_protected_resource_request(self.address, "GET", "", headers)
        if not valid:
            return self.refuse("token_rejected")
        COUNTS["resources"] += 1
        self.answer(200, "{}")


server = HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
