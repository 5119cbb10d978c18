//! The properties that this crate understands.

use super::Property;

/// Every connection string property of this crate, in the order in which a person reads of them: the site, who logs in, the tokens, the
/// key that signs, single endpoints.
pub static PROPERTIES: &[Property] = &[
    Property::new("URL", "The URL of the site, with or without `/wiki`; on Data Center with its context path.")
        .example("https://example.atlassian.net"),
    Property::new("Deployment", "`Cloud` or `DataCenter`, where the host does not show it.")
        .default("`Auto`: hosts of Atlassian are Cloud, all others Data Center")
        .example("DataCenter"),
    Property::new("CloudId", "The cloud id of the site behind Atlassian's gateway, for OAuth and scoped API tokens.")
        .default("with OAuth it is looked up by `URL`")
        .variables(&["ATLASSIAN_OAUTH_CLOUD_ID"])
        .example("11223344-a1b2-4c3d-8e5f-112233445566"),
    Property::new("GatewayURL", "Atlassian's gateway, where it is another one.")
        .default("`https://api.atlassian.com`; that of the government cloud for its sites")
        .example("https://api.atlassian-us-gov-mod.com"),
    Property::new("AllowHttp", "`true`: the site may be reached over plain http, where everybody on the way reads along.")
        .default("`false`: https, or this machine")
        .example("true"),
    Property::new(
        "InitiateOAuth",
        "Who gets and who refreshes the token: `OFF`, `REFRESH` or `GETANDREFRESH`.",
    )
    .default("`GETANDREFRESH`")
    .example("REFRESH"),
    Property::new(
        "OAuthVersion",
        "`2.0`, or `1.0` for an application link of Data Center that signs with RSA-SHA1.",
    )
    .default("`2.0`")
    .example("1.0"),
    Property::new("OAuthGrantType", "`CODE` (authorization code) for users who log in, `CLIENT` (client credentials) for a service account.")
        .default("`CODE`")
        .example("CLIENT"),
    Property::new("OAuthClientId", "The client id of the application; the consumer key of OAuth 1.0a.")
        .variables(&["ATLASSIAN_OAUTH_CLIENT_ID"])
        .example("my-client-id"),
    Property::new("OAuthClientSecret", "The client secret of the application.")
        .secret()
        .variables(&["ATLASSIAN_OAUTH_CLIENT_SECRET"])
        .example("env:CLIENT_SECRET"),
    Property::new("Scope", "The scopes that a login asks for, separated by spaces or commas.")
        .variables(&["ATLASSIAN_OAUTH_SCOPE"])
        .default("on Cloud those of every toolset, on Data Center `WRITE`, or `READ` with `ReadOnly`")
        .example("read:page:confluence write:page:confluence"),
    Property::new(
        "CallbackURL",
        "The redirect URI (callback URL), as registered with the application.",
    )
    .default("`http://localhost:33333`")
    .variables(&["ATLASSIAN_OAUTH_REDIRECT_URI"])
    .example("http://localhost:8765/callback"),
    Property::new(
        "OAuthVerifier",
        "The authorization code, the OAuth 1.0a verifier, or the whole redirect URL; used once.",
    )
    .secret()
    .example("env:LOGIN_ANSWER"),
    Property::new("OAuthSettingsLocation", "Where tokens are kept: a file, `keyring://`, `postgres://` or `memory://`.")
        .default("`confluence/oauth.json` in the user's configuration folder")
        .example("keyring://confluence")
        .file(),
    Property::new(
        "OAuthSettingsKey",
        "Where the key is that encrypts the file of tokens: `keyring://NAME`, `env:VARIABLE` or `file:PATH`.",
    )
    .default("the file is not encrypted, and private to its owner")
    .example("file:/run/secrets/token-key")
    .file(),
    Property::new("OAuthAccessToken", "An access token that was obtained elsewhere.")
        .secret()
        .variables(&["ATLASSIAN_OAUTH_ACCESS_TOKEN"])
        .example("env:ACCESS_TOKEN"),
    Property::new("OAuthRefreshToken", "A refresh token that was obtained elsewhere; it seeds the store once.")
        .secret()
        .example("env:REFRESH_TOKEN"),
    Property::new("OAuthExpiresIn", "How many seconds `OAuthAccessToken` lives from `OAuthTokenTimestamp`; `-1` for ever.").example("3600"),
    Property::new("OAuthTokenTimestamp", "When `OAuthAccessToken` was issued, in milliseconds since 1970.")
        .example("1767225600000"),
    Property::new("CertificateStore", "The private key that signs OAuth 1.0a requests: a file, or its content.")
        .secret()
        .file()
        .example("/etc/confluence/key.pem"),
    Property::new("CertificateStoreType", "The format of `CertificateStore`, such as `PFXFILE`.")
        .default("follows from the content")
        .example("PEMKEY_FILE"),
    Property::new("CertificateStorePassword", "The password of `CertificateStore`, and of the key in it.")
        .secret()
        .example("env:STORE_PASSWORD"),
    Property::new("CertificateKeyPassword", "The password of the key in a Java keystore, where it has its own.")
        .default("`CertificateStorePassword`")
        .secret()
        .example("env:KEY_PASSWORD"),
    Property::new("CertificateSubject", "Which key of several: the subject of its certificate, a part of it, or `*`.")
        .default("the only one")
        .example("CN=confluence"),
    Property::new("OAuthAccessTokenSecret", "The secret that came with an access token of OAuth 1.0a.")
        .secret()
        .example("env:TOKEN_SECRET"),
    Property::new("AuthToken", "The request token (temporary credential) of an OAuth 1.0a login that was begun elsewhere.")
        .secret()
        .example("env:REQUEST_TOKEN"),
    Property::new("AuthKey", "The secret of `AuthToken`; RSA-SHA1 makes no use of it.")
        .secret()
        .example("env:REQUEST_SECRET"),
    Property::new("OAuthAuthorizationURL", "The authorization endpoint (RFC 6749), if not the deployment's own.")
        .example("https://login.example.com/authorize"),
    Property::new("OAuthAccessTokenURL", "The token endpoint, if not the deployment's own.")
        .example("https://login.example.com/token"),
    Property::new("OAuthRefreshTokenURL", "The token endpoint for refresh requests.")
        .default("`OAuthAccessTokenURL`")
        .example("https://login.example.com/token"),
    Property::new("OAuthRequestTokenURL", "The temporary credential endpoint of OAuth 1.0a (RFC 5849).")
        .example("https://wiki.example.com/plugins/servlet/oauth/request-token"),
];
