//! Connections that cannot be, and what has to be said of each.

/// What is refused when the server starts, and when the doctor looks.
pub(super) const AT_THE_START: &[(&str, &str)] = &[
    ("URL=https://x.example;InitiateOAuth=OFF", "OAuthAccessToken"),
    ("URL=https://x.example;AuthScheme=OAuth", "OAuthClientId"),
    ("URL=https://x.atlassian.net;OAuthClientId=a", "OAuthClientSecret"),
    ("URL=https://x.atlassian.net;OAuthVersion=1.0;OAuthClientId=a", "OAuthVersion"),
    ("URL=https://x.example;OAuthVersion=1.0;OAuthClientId=a", "CertificateStore"),
    ("URL=https://x.example;OAuthClientId=a;CallbackURL=no-address", "CallbackURL"),
    ("URL=https://x.example;AuthScheme=PAT;PAT=env:NO_SUCH_TOKEN", "PAT"),
    ("URL=https://x.example;PAT='canary-7a1c\nx'", "PAT"),
    ("URL=https://x.example;User=a:b;Password=canary-7a1c", "User"),
    ("URL=https://x.example;PAT=canary-7a1c;APIToken=canary-7a1c", "AuthScheme"),
    ("URL=https://x.example;APIToken=canary-7a1c", "User"),
    ("URL=https://x.example;User=me", "APIToken"),
    ("URL=http://x.example;PAT=canary-7a1c", "AllowHttp"),
    ("URL=http://x.example;OAuthClientId=a", "AllowHttp"),
    (
        "URL=http://x.example;AllowHttp=true;OAuthClientId=a;OAuthAccessTokenURL=http://login.example/token",
        "OAuthAccessTokenURL: credentials are sent over https only",
    ),
    ("URL=https://x.example;PAT=canary-7a1c;SSLServerCert=/no/such/file", "SSLServerCert"),
    ("URL=https://x.example;PAT=canary-7a1c;SSLServerCert=*", "SSLServerCert"),
    ("URL=https://x.example;PAT=canary-7a1c;SSLClientCert=/no/such/file", "SSLClientCert"),
    ("URL=https://x.example;OAuthClientId=a;OAuthSettingsLocation=keyring:x", "OAuthSettingsLocation"),
    ("URL=https://x.example;PAT=canary-7a1c;CustomHeaders=canary-7a1c", "CustomHeaders"),
    ("URL=https://x.example;PAT=canary-7a1c;Spaces=','", "Spaces"),
    ("Usr=me;URL=https://x.example;Password=canary-7a1c", "did you mean User?"),
    // A name that is misspelt is told before what is missing for it.
    ("Urll=https://x.example;PAT=canary-7a1c", "Urll: there is no such property; did you mean URL?"),
    ("Server=https://x.example;PAT=canary-7a1c", "Server: there is no such property; did you mean URL?"),
    ("URL=https://x.example;PTA=canary-7a1c", "did you mean PAT?"),
    ("URL=https://x.example;ClientSecret=canary-7a1c", "did you mean OAuthClientSecret?"),
    ("URL=https://x.atlassian.net;User=me;APIToken=canary-7a1c;Tz=UTC", "did you mean Timezone?"),
    ("DSN=wiki;URL=https://x.example;PAT=canary-7a1c", "DSN: the data sources"),
    // Addresses that are none of a site.
    ("URL=x.example;PAT=canary-7a1c", "URL: must be a URL that begins with https://"),
    ("URL=https://https://x.example;PAT=canary-7a1c", "URL: must be one URL"),
    ("URL=https://${HOST}/wiki;PAT=canary-7a1c", "URL: holds a placeholder"),
    ("URL=http://x.atlassian.net;User=me;APIToken=canary-7a1c", "URL: Cloud is reached over https only"),
    (
        "URL=https://id.atlassian.com;User=me;APIToken=canary-7a1c",
        "URL: there is no site at id.atlassian.com",
    ),
    (
        "URL=https://api.atlassian.com/ex/confluence/1122-a1b2;User=me;APIToken=canary-7a1c",
        "CloudId=1122-a1b2 names it",
    ),
    (
        "URL=https://x.atlassian.net;User=me;APIToken=canary-7a1c;CloudId=abc",
        "CloudId: must be the id of the site",
    ),
    (
        "URL=https://x.atlassian.net;User=me;APIToken=canary-7a1c;\
         CloudId=ari:cloud:confluence::site/11223344-a1b2-4c3d-8e5f-112233445566",
        "CloudId: is the id alone: write CloudId=11223344-a1b2-4c3d-8e5f-112233445566",
    ),
    // Credentials that were not filled in, or copied with what is around them.
    ("URL=https://x.example;PAT=${TOKEN}", "PAT: holds a placeholder"),
    ("URL=https://x.example;PAT=<your-token>", "PAT: holds a placeholder"),
    ("URL=https://x.example;PAT={canary-7a1c}", "PAT: is in braces"),
    ("URL=https://x.example;PAT=Bearer canary-7a1c", "PAT: must be the token alone"),
    ("URL=https://x.example;PAT=$TOKEN", "PAT: holds a placeholder"),
    ("URL=https://x.example;PAT=canary-7a1c\u{200b}", "PAT: holds the character U+200B"),
    (
        "URL=https://x.atlassian.net;User=me;APIToken='canary-7a1c '",
        "APIToken: holds a character that no token has",
    ),
    (
        "URL=https://x.example;OAuthClientId=a;OAuthClientSecret=${SECRET}",
        "OAuthClientSecret: holds a placeholder",
    ),
    ("URL=https://x.example;PAT=env:$TOKEN", "PAT: env: takes the bare name"),
    ("URL=https://x.example;PAT=file:/no/such/file", "PAT: the file /no/such/file cannot be read"),
    // Strings in another form.
    ("'URL=https://x.example;PAT=canary-7a1c'", "it begins with a quote"),
    ("{\"URL\": \"https://x.example\", \"PAT\": \"canary-7a1c\"}", "it is JSON: write Name=Value"),
    ("https://x.example", "it is a URL alone: write URL="),
    ("URL=https://x.example,PAT=canary-7a1c,ReadOnly=true", "PAT follows it without a `;`"),
    ("URL=https://x.example&PAT=canary-7a1c", "PAT follows it without a `;`"),
    ("URL=https://x.example PAT=canary-7a1c", "PAT follows it without a `;`"),
    ("URL=https://x.example\\nPAT=canary-7a1c\\nReadOnly=true", "PAT follows it without a `;`"),
    ("URL=https://x.example;PAT=canary-7a1c,ReadOnly=true", "PAT: ReadOnly follows it"),
];
