//! Properties that a program sets itself, without a connection string.

use url::Url;

use super::{
    Callback, CertificateProperties, GrantType, InitiateOAuth, KeyLocation, Lifetime, OAuthProperties,
    OAuthVersion, SettingsLocation, few_enough, is_scope,
};
use crate::error::{Error, Result};
use crate::secret::Secret;

/// Setting them by types, for a program that has them from elsewhere than a connection string: nothing is looked up in the
/// environment or in files.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use confluence_oauth::{
///     GrantType, OAuthProperties, Secret, Session, SessionOptions, SettingsLocation, SiteProperties,
/// };
///
/// let properties = OAuthProperties::default()
///     .with_grant(GrantType::ClientCredentials)
///     .with_client("abc", Secret::new("from the vault"))
///     .with_location(SettingsLocation::Memory("nightly-export".to_owned()));
/// let site = SiteProperties::new("https://example.atlassian.net".parse()?);
/// let session = Session::open(SessionOptions::new(properties, site))?;
/// # drop(session);
/// # Ok(())
/// # }
/// ```
impl OAuthProperties {
    /// Who obtains and who refreshes the token: `InitiateOAuth`.
    #[must_use]
    pub fn with_initiate(self, initiate: InitiateOAuth) -> Self {
        Self { initiate, ..self }
    }

    /// The OAuth version: `OAuthVersion`.
    #[must_use]
    pub fn with_version(self, version: OAuthVersion) -> Self {
        Self { version, ..self }
    }

    /// How a token is obtained: `OAuthGrantType`.
    #[must_use]
    pub fn with_grant(self, grant: GrantType) -> Self {
        Self { grant, ..self }
    }

    /// The application: `OAuthClientId` and `OAuthClientSecret`.
    #[must_use]
    pub fn with_client(self, id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self { client_secret: Some(secret.into()), ..self.with_client_id(id) }
    }

    /// The application where it has no secret, or the consumer key of OAuth 1.0a: `OAuthClientId` alone.
    #[must_use]
    pub fn with_client_id(self, id: impl Into<String>) -> Self {
        Self { client_id: Some(id.into()), ..self }
    }

    /// A token that was obtained elsewhere: `OAuthAccessToken`, with `OAuthExpiresIn` and `OAuthTokenTimestamp`.
    ///
    /// ```
    /// use std::time::SystemTime;
    ///
    /// use confluence_oauth::{Lifetime, OAuthProperties};
    ///
    /// // As a token endpoint has just answered them:
    /// let (token, expires_in) = ("obtained elsewhere", 3600);
    /// let lifetime = Lifetime::Seconds { seconds: expires_in, issued_at: SystemTime::now() };
    /// let properties = OAuthProperties::default().with_access_token(token, lifetime);
    /// # drop(properties);
    /// ```
    #[must_use]
    pub fn with_access_token(self, token: impl Into<Secret>, lifetime: Lifetime) -> Self {
        Self { access_token: Some(token.into()), lifetime, ..self }
    }

    /// A refresh token that was obtained elsewhere: `OAuthRefreshToken`.
    #[must_use]
    pub fn with_refresh_token(self, token: impl Into<Secret>) -> Self {
        Self { refresh_token: Some(token.into()), ..self }
    }

    /// What a login ended with, which is used once: `OAuthVerifier`. It is the URL that the browser was sent to, or the code.
    #[must_use]
    pub fn with_verifier(self, verifier: impl Into<Secret>) -> Self {
        Self { verifier: Some(verifier.into()), ..self }
    }

    /// The temporary token of an OAuth 1.0a login that was begun elsewhere, which a verifier alone is then of: `AuthToken`.
    #[must_use]
    pub fn with_auth_token(self, token: impl Into<Secret>) -> Self {
        Self { auth_token: Some(token.into()), ..self }
    }

    /// Where users log in, if not at the deployment's own endpoint: `OAuthAuthorizationURL`.
    #[must_use]
    pub fn with_authorization_url(self, url: Url) -> Self {
        Self { authorization_url: Some(url), ..self }
    }

    /// Where tokens are had, if not at the deployment's own endpoint: `OAuthAccessTokenURL`.
    #[must_use]
    pub fn with_access_token_url(self, url: Url) -> Self {
        Self { access_token_url: Some(url), ..self }
    }

    /// Where tokens are refreshed, if not where they are had: `OAuthRefreshTokenURL`.
    #[must_use]
    pub fn with_refresh_token_url(self, url: Url) -> Self {
        Self { refresh_token_url: Some(url), ..self }
    }

    /// Where a login of OAuth 1.0a begins, if not at the deployment's own endpoint: `OAuthRequestTokenURL`.
    #[must_use]
    pub fn with_request_token_url(self, url: Url) -> Self {
        Self { request_token_url: Some(url), ..self }
    }

    /// The scopes to ask for: `Scope`. On Cloud those of a service account are chosen where its credentials are made.
    ///
    /// # Errors
    /// There are more than a login may ask for, or one is no scope.
    pub fn with_scope<S: Into<String>>(self, scope: impl IntoIterator<Item = S>) -> Result<Self> {
        let scope: Vec<String> = scope.into_iter().map(Into::into).collect();
        few_enough(&scope).map_err(|why| Error::config("Scope", why))?;
        if let Some(wrong) = scope.iter().find(|scope| !is_scope(scope)) {
            let why = format!("{wrong:?} is not a scope: RFC 6749, section 3.3");
            return Err(Error::config("Scope", why));
        }
        Ok(Self { scope, ..self })
    }

    /// Where tokens are kept: `OAuthSettingsLocation`.
    #[must_use]
    pub fn with_location(self, location: SettingsLocation) -> Self {
        Self { location, ..self }
    }

    /// Where the key is that encrypts the stored tokens: `OAuthSettingsKey`.
    #[must_use]
    pub fn with_key(self, key: KeyLocation) -> Self {
        Self { key: Some(key), ..self }
    }

    /// The key that signs requests of OAuth 1.0a: `CertificateStore` and its neighbours.
    #[must_use]
    pub fn with_certificate(self, certificate: CertificateProperties) -> Self {
        Self { certificate, ..self }
    }

    /// Where the browser returns to: `CallbackURL`.
    #[must_use]
    pub fn with_callback(self, callback: Callback) -> Self {
        Self { callback, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection_string::ConnectionString;

    #[test]
    fn what_is_set_is_what_a_string_says() {
        let mut string = ConnectionString::parse(
            "InitiateOAuth=REFRESH;OAuthGrantType=CLIENT;OAuthClientId=id;OAuthClientSecret=s;OAuthAccessToken=t;\
             OAuthExpiresIn=60;OAuthTokenTimestamp=5000;OAuthRefreshToken=r;OAuthVerifier=v;AuthToken=a;\
             OAuthAuthorizationURL=https://a.example/;OAuthAccessTokenURL=https://t.example/;\
             OAuthRefreshTokenURL=https://r.example/;OAuthRequestTokenURL=https://q.example/;Scope=read:page:confluence;OAuthSettingsLocation=memory://x;\
             CallbackURL=http://127.0.0.1:8080/back;CertificateStore=/k.p12;CertificateStorePassword=p;\
             CertificateSubject=*;CertificateKeyPassword=k;CertificateStoreType=PFXFILE",
        );
        let read = OAuthProperties::take_from(string.as_mut().unwrap()).unwrap();
        let certificate = CertificateProperties::new("/k.p12")
            .with_store_type(crate::CertificateStoreType::PfxFile)
            .with_password("p")
            .with_key_password("k")
            .with_subject("*");
        let set = OAuthProperties::default()
            .with_initiate(InitiateOAuth::Refresh)
            .with_grant(GrantType::ClientCredentials)
            .with_client("id", "s")
            .with_access_token(
                "t",
                Lifetime::Seconds { seconds: 60, issued_at: crate::clock::system_time(5000) },
            )
            .with_verifier("v")
            .with_auth_token("a")
            .with_authorization_url("https://a.example/".parse().unwrap())
            .with_access_token_url("https://t.example/".parse().unwrap())
            .with_refresh_token_url("https://r.example/".parse().unwrap())
            .with_request_token_url("https://q.example/".parse().unwrap())
            .with_refresh_token("r")
            .with_scope(["read:page:confluence"])
            .unwrap()
            .with_location(SettingsLocation::Memory("x".to_owned()))
            .with_callback("http://127.0.0.1:8080/back".parse().unwrap())
            .with_certificate(certificate);
        let shown = |properties: &OAuthProperties| {
            let secrets = [
                &properties.client_secret,
                &properties.access_token,
                &properties.refresh_token,
                &properties.verifier,
                &properties.auth_token,
            ];
            let certificate = &properties.certificate;
            let kept = [certificate.store(), certificate.password(), certificate.key_password()];
            let exposed = secrets.map(|secret| secret.as_ref().unwrap().expose().to_owned());
            let of_certificate = kept.map(|secret| secret.unwrap().expose().to_owned());
            format!("{properties:?} {exposed:?} {of_certificate:?}")
        };
        assert_eq!(shown(&set), shown(&read));
    }

    #[test]
    fn what_is_no_scope_is_refused() {
        let error = OAuthProperties::default().with_scope(["two words"]).unwrap_err();
        assert_eq!(error.property(), Some("Scope"));
        assert!(OAuthProperties::default().with_scope(vec!["s"; 50]).is_err());
    }
}
