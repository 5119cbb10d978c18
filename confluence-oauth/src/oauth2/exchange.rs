//! The grants: one request to the token endpoint each.

use bytes::Bytes;
use http::{Request, header};
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use super::refusal::{self, Grant};
use super::response::TokenResponse;
use crate::error::{Error, Result};
use crate::exchange::{HttpExchange, failed};
use crate::properties::{Callback, Deployment};
use crate::provider::Provider;
use crate::secret::Secret;

/// Asks one authorization server on behalf of one application.
pub(crate) struct TokenEndpoint<'a> {
    pub(crate) provider: &'a Provider,
    pub(crate) client_id: &'a str,
    pub(crate) client_secret: Option<&'a Secret>,
    pub(crate) callback: &'a Callback,
    pub(crate) http: &'a dyn HttpExchange,
}

/// Parameters of a form, by name.
type Parameters<'a> = Vec<(&'static str, &'a str)>;

impl TokenEndpoint<'_> {
    /// RFC 6749, section 6.
    pub(crate) async fn refresh(&self, token: &Secret) -> Result<TokenResponse> {
        let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", token.expose())];
        if self.provider.deployment == Deployment::DataCenter {
            // Data Center validates it here too, and answers without a reason when it is missing.
            form.push(("redirect_uri", self.callback.as_str()));
        }
        self.ask(&self.provider.refresh, Grant::Refresh, form, &[token]).await
    }

    /// RFC 6749, section 4.1.3, with the verifier of RFC 7636.
    pub(crate) async fn code(
        &self,
        code: &str,
        verifier: Option<&Secret>,
        redirect: &str,
    ) -> Result<TokenResponse> {
        let mut form = vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect)];
        form.extend(verifier.map(|verifier| ("code_verifier", verifier.expose())));
        let code = Secret::from(code);
        let sent: Vec<&Secret> = verifier.into_iter().chain([&code]).collect();
        self.ask(&self.provider.token, Grant::Code, form, &sent).await
    }

    /// RFC 6749, section 4.4.
    pub(crate) async fn client_credentials(&self, scopes: &[String]) -> Result<TokenResponse> {
        let scopes = scopes.join(" ");
        let mut form = vec![("grant_type", "client_credentials")];
        if self.provider.deployment == Deployment::DataCenter && !scopes.is_empty() {
            form.push(("scope", &scopes));
        }
        self.ask(&self.provider.token, Grant::ClientCredentials, form, &[]).await
    }

    /// Sends the form with the credentials of the application in it (RFC 6749, section 2.3.1), and reads the answer.
    /// `sent` is kept out of what the service says in return.
    async fn ask(
        &self,
        url: &Url,
        grant: Grant,
        form: Parameters<'_>,
        sent: &[&Secret],
    ) -> Result<TokenResponse> {
        let secret = self.client_secret.map(|secret| ("client_secret", secret.expose()));
        let body = encoded(form.into_iter().chain([("client_id", self.client_id)]).chain(secret));
        let request = Request::post(url.as_str())
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body)
            .map_err(|_| Error::config("OAuthAccessTokenURL", "is not an address"))?;
        let lost = "the token endpoint could not be reached, or its answer was lost";
        let answer = self.http.exchange(request).await.map_err(|source| failed(lost, source))?;
        let token = TokenResponse::read(answer.body()).filter(|_| answer.status().is_success());
        token.ok_or_else(|| {
            let secrets = sent.iter().copied().chain(self.client_secret).cloned();
            let secrets: Vec<Secret> = secrets.filter(|secret| !secret.is_empty()).collect();
            refusal::classify(&answer, grant, self.provider.deployment, &secrets)
        })
    }
}

/// `application/x-www-form-urlencoded`, in memory that is wiped.
fn encoded<'a>(form: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Bytes {
    // With room for every byte to be escaped, so that the text never moves and leaves a copy behind.
    let longest = form.clone().map(|(name, value)| name.len() + 3 * value.len() + 2).sum();
    let mut text = Zeroizing::new(String::with_capacity(longest));
    form_urlencoded::Serializer::new(&mut *text).extend_pairs(form);
    Bytes::from_owner(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_escaped_and_never_outgrows_its_room() {
        let form = [("code", "a b+c&d=\u{e9}%"), ("client_id", "")];
        assert_eq!(encoded(form.into_iter()), "code=a+b%2Bc%26d%3D%C3%A9%25&client_id=");
    }
}
