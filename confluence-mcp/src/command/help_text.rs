//! What `--help` and the manual teach behind the options.

/// What belongs into a connection, and what is done with one.
pub(super) const PROGRAM: &str = "\
Connection strings, by how you log in:
  Cloud, an API token
    URL=https://example.atlassian.net;AuthScheme=APIToken;User=me@example.com;APIToken=env:MY_TOKEN
  Cloud, an API token with scopes: CloudId is what /_edge/tenant_info of the site shows
    URL=https://example.atlassian.net;CloudId=...;AuthScheme=APIToken;User=me@example.com;APIToken=env:MY_TOKEN
  Cloud, OAuth 2.0: then `confluence-mcp login`
    URL=https://example.atlassian.net;OAuthClientId=...;OAuthClientSecret=env:MY_SECRET
  Cloud, a service account
    URL=https://example.atlassian.net;OAuthGrantType=CLIENT;OAuthClientId=...;OAuthClientSecret=env:MY_SECRET
  Data Center, a personal access token
    URL=https://wiki.example.com/confluence;AuthScheme=PAT;PAT=env:MY_PAT
  Data Center, OAuth 2.0: then `confluence-mcp login`
    URL=https://wiki.example.com/confluence;OAuthClientId=...;OAuthClientSecret=env:MY_SECRET
  Data Center, OAuth 1.0a: then `confluence-mcp login`
    URL=https://wiki.example.com/confluence;OAuthVersion=1.0;OAuthClientId=...;CertificateStore=key.pem
  Data Center, a user name and a password
    URL=https://wiki.example.com/confluence;AuthScheme=Basic;User=me;Password=env:MY_PASSWORD

Each property may come from the environment (CONFLUENCE_URL, CONFLUENCE_AUTH_SCHEME, ..., and
CONFLUENCE_PAT_FILE for a secret in a file) or from a profile, one a line. Other users of a machine
see command lines: give a secret as env:VARIABLE. ReadOnly=true forbids every change,
Spaces=DOCS,OPS allows these spaces only.

Examples:
  confluence-mcp init --client cursor     asks for a connection, tests and saves it
  confluence-mcp init --client vscode     configures a further client for the same connection
  confluence-mcp doctor                   says what is wrong when something is
  confluence-mcp serve --read-only        serves the saved connection, as clients start it
  confluence-mcp serve --http 127.0.0.1:8080
                                          over HTTP: see `confluence-mcp serve --help`";

/// The ways from nothing to a client that has a server.
pub(super) const INIT: &str = "\
Examples:
  confluence-mcp init --client cursor
      asks for the URL and the login, tests them, and configures Cursor
  confluence-mcp init --client claude-code,vscode -- --read-only
      configures two clients, for which nothing can be changed
  confluence-mcp init --client cursor --save work --name confluence-work
      a second site beside the first
  confluence-mcp init --connection \"URL=https://wiki.example.com;AuthScheme=PAT;PAT=env:MY_PAT\"
      asks nothing, and prints the configuration for any other client; `confluence-mcp --help` shows the connection string of each way to log in";
