//! The authorization request: RFC 6749, section 4.1.1, with PKCE of RFC 7636.

use ::oauth2::basic::BasicClient;
use ::oauth2::{AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, RedirectUrl, Scope};
use url::Url;

use crate::error::{Error, Result};
use crate::properties::{Callback, Deployment};
use crate::provider::Provider;
use crate::secret::Secret;

/// Bytes of chance in `state`: as many as the code verifier has (RFC 7636, section 7.1, asks for 256 bits).
const STATE_BYTES: u32 = 32;

/// A login that was begun: the URL to open, and what its answer is checked with.
pub(crate) struct AuthorizationRequest {
    pub(crate) url: Url,
    pub(crate) state: Secret,
    /// What proves at the end that both ends are one program; of OAuth 1.0a, the temporary secret.
    pub(crate) code_verifier: Option<Secret>,
}

/// Begins a login.
pub(crate) fn begin(
    provider: &Provider,
    client_id: &str,
    callback: &Callback,
    scopes: &[String],
) -> Result<AuthorizationRequest> {
    let redirect = RedirectUrl::new(callback.as_str().to_owned());
    let redirect = redirect.map_err(|_| Error::config("CallbackURL", "is not a URL"))?;
    let client = BasicClient::new(ClientId::new(client_id.to_owned()))
        .set_auth_uri(AuthUrl::from_url(provider.authorize.clone()))
        .set_redirect_uri(redirect);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    // Cloud ignores the challenge, which is harmless; Data Center checks it.
    let mut request = client
        .authorize_url(|| CsrfToken::new_random_len(STATE_BYTES))
        .add_scopes(scopes.iter().cloned().map(Scope::new))
        .set_pkce_challenge(challenge);
    if provider.deployment == Deployment::Cloud {
        request =
            request.add_extra_param("audience", audience(provider)).add_extra_param("prompt", "consent");
    }
    let (url, state) = request.url();
    let code_verifier = Some(Secret::new(verifier.into_secret()));
    Ok(AuthorizationRequest { url, state: Secret::new(state.into_secret()), code_verifier })
}

/// The gateway's own name; one that stands in for it, such as a test's, is asked for under the usual name.
fn audience(provider: &Provider) -> String {
    let host = provider.gateway.host_str().filter(|host| host.starts_with("api."));
    host.unwrap_or("api.atlassian.com").to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::properties::{OAuthProperties, SiteProperties};

    fn query(site: &str) -> HashMap<String, String> {
        let site = SiteProperties::new(Url::parse(site).unwrap());
        let provider = Provider::new(&site, &OAuthProperties::default()).unwrap();
        let scopes = ["read:page:confluence".to_owned(), "offline_access".to_owned()];
        begin(&provider, "id", &Callback::default(), &scopes)
            .unwrap()
            .url
            .query_pairs()
            .into_owned()
            .collect()
    }

    #[test]
    fn cloud_is_asked_with_audience_and_consent() {
        let query = query("https://x.atlassian.net");
        for (name, value) in [
            ("audience", "api.atlassian.com"),
            ("prompt", "consent"),
            ("response_type", "code"),
            ("client_id", "id"),
            ("redirect_uri", "http://localhost:33333"),
            ("scope", "read:page:confluence offline_access"),
            ("code_challenge_method", "S256"),
        ] {
            assert_eq!(query.get(name).map(String::as_str), Some(value));
        }
        assert!(query["state"].len() >= 43 && query["code_challenge"].len() == 43);
    }

    #[test]
    fn data_center_is_asked_without_them_and_with_pkce() {
        let query = query("https://example.com");
        assert!(!query.contains_key("audience") && !query.contains_key("prompt"));
        assert_eq!(query["code_challenge_method"], "S256");
    }
}
