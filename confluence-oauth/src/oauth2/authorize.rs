//! The authorization request: RFC 6749, section 4.1.1, with PKCE of RFC 7636.

use base64::prelude::*;
use sha2::{Digest as _, Sha256};
use url::Url;
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::properties::{Callback, Deployment};
use crate::provider::Provider;
use crate::secret::Secret;

/// A login that was begun: the address to open, and what its answer is checked with.
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
    // RFC 6749, section 10.12, and RFC 7636, section 4.1.
    let (state, verifier) = (random()?, random()?);
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose()));
    let mut url = provider.authorize.clone();
    let mut query = url.query_pairs_mut();
    query.append_pair("response_type", "code");
    query.append_pair("client_id", client_id);
    query.append_pair("state", state.expose());
    // Cloud ignores the challenge, which is harmless; Data Center checks it.
    query.append_pair("code_challenge", &challenge);
    query.append_pair("code_challenge_method", "S256");
    query.append_pair("redirect_uri", callback.as_str());
    if !scopes.is_empty() {
        query.append_pair("scope", &scopes.join(" "));
    }
    if provider.deployment == Deployment::Cloud {
        query.append_pair("audience", &audience(provider));
        query.append_pair("prompt", "consent");
    }
    drop(query);
    Ok(AuthorizationRequest { url, state, code_verifier: Some(verifier) })
}

/// What nobody guesses: 256 bits, in characters that both parameters allow.
fn random() -> Result<Secret> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *bytes).map_err(|_| Error::transient("the system gives no random numbers"))?;
    Ok(Secret::new(BASE64_URL_SAFE_NO_PAD.encode(bytes.as_slice())))
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
