"""Signs and verifies the requests on standard input with oauthlib; prints how many agree."""

import json
import sys

from oauthlib.common import Request, safe_string_equals, unquote
from oauthlib.oauth1 import SIGNATURE_RSA, SIGNATURE_TYPE_AUTH_HEADER, Client
from oauthlib.oauth1.rfc5849 import signature, utils

work = json.load(sys.stdin)
private, public = open(work["private"]).read(), open(work["public"]).read()



agreed = 0
for number, one in enumerate(work["requests"]):
    method, url, header = one["method"], one["url"], one["header"]
    given = dict(utils.parse_authorization_header(header))
    given = {name: unquote(value) for name, value in given.items()}
    ours = given["oauth_signature"]

    # Theirs to ours: oauthlib signs the same request with the same nonce and timestamp.
    client = Client(
        given["oauth_consumer_key"],
        resource_owner_key=given["oauth_token"],
        signature_method=SIGNATURE_RSA,
        signature_type=SIGNATURE_TYPE_AUTH_HEADER,
        rsa_key=private,
        nonce=given["oauth_nonce"],
        timestamp=given["oauth_timestamp"],
    )
    _, headers, _ = client.sign(url, http_method=method)
    theirs = dict(utils.parse_authorization_header(headers["Authorization"]))
    theirs = unquote(theirs["oauth_signature"])

    # Ours to theirs: oauthlib verifies what we signed, over the base string that it makes itself.
    parameters = signature.collect_parameters(
        uri_query=url.partition("?")[2], headers={"Authorization": header}, exclude_oauth_signature=True
    )
    base = signature.signature_base_string(
        method, signature.base_string_uri(url), signature.normalize_parameters(parameters)
    )
    request = Request(url, http_method=method)
    request.params, request.signature = parameters, ours
    verified = signature.verify_rsa_sha1(request, public)
    again = base == one["base"]
    if not (safe_string_equals(ours, theirs) and verified and again):
        print(f"request {number}: {method} {url}\nours   {ours}\ntheirs {theirs}\nverified {verified}", file=sys.stderr)
        print(f"base, here:  {one['base']}\nbase, theirs: {base}", file=sys.stderr)
        sys.exit(1)
    agreed += 1
print(agreed)
