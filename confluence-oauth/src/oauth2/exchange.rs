//! The grants: one request to the token endpoint each.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use ::oauth2::basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse};
use ::oauth2::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret, EndpointNotSet, EndpointSet,
    HttpRequest, HttpResponse, PkceCodeVerifier, RedirectUrl, RefreshToken, Scope, StandardRevocableToken,
    TokenUrl,
};
use bytes::Bytes;
use url::Url;

use super::refusal::{self, Grant};
use super::response::{LenientResponse, TokenResponse};
use crate::error::{Error, Result};
use crate::exchange::{HttpExchange, failed};
use crate::properties::Callback;
use crate::properties::Deployment;
use crate::provider::Provider;
use crate::secret::Secret;

type Client = ::oauth2::Client<
    BasicErrorResponse,
    LenientResponse,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// Asks one authorization server on behalf of one application.
pub(crate) struct TokenEndpoint<'a> {
    pub(crate) provider: &'a Provider,
    pub(crate) client_id: &'a str,
    pub(crate) client_secret: Option<&'a Secret>,
    pub(crate) callback: &'a Callback,
    pub(crate) http: &'a dyn HttpExchange,
}

impl TokenEndpoint<'_> {
    /// RFC 6749, section 6.
    pub(crate) async fn refresh(&self, token: &Secret) -> Result<TokenResponse> {
        let client = self.client(&self.provider.refresh)?;
        let token = RefreshToken::new(token.expose().to_owned());
        let mut request = client.exchange_refresh_token(&token);
        if self.provider.deployment == Deployment::DataCenter {
            // Data Center validates it here too, and answers without a reason when it is missing.
            request = request.add_extra_param("redirect_uri", self.callback.as_str());
        }
        let client = self.redacting(Grant::Refresh, &[token.secret()]);
        let answer = request.request_async(&client).await;
        client.outcome(answer.ok())
    }

    /// RFC 6749, section 4.1.3, with the verifier of RFC 7636.
    pub(crate) async fn code(
        &self,
        code: &str,
        verifier: Option<&Secret>,
        redirect: &str,
    ) -> Result<TokenResponse> {
        let client = self.client(&self.provider.token)?;
        let redirect = RedirectUrl::new(redirect.to_owned())
            .map_err(|_| Error::config("CallbackURL", "is not an address"))?;
        let client = client.set_redirect_uri(redirect);
        let mut request = client.exchange_code(AuthorizationCode::new(code.to_owned()));
        if let Some(verifier) = verifier {
            request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()));
        }
        let client = self.redacting(Grant::Code, &[code, verifier.map_or("", Secret::expose)]);
        let answer = request.request_async(&client).await;
        client.outcome(answer.ok())
    }

    /// RFC 6749, section 4.4.
    pub(crate) async fn client_credentials(&self, scopes: &[String]) -> Result<TokenResponse> {
        let client = self.client(&self.provider.token)?;
        let mut request = client.exchange_client_credentials();
        if self.provider.deployment == Deployment::DataCenter {
            request = request.add_scopes(scopes.iter().cloned().map(Scope::new));
        }
        let client = self.redacting(Grant::ClientCredentials, &[]);
        let answer = request.request_async(&client).await;
        client.outcome(answer.ok())
    }

    fn client(&self, url: &Url) -> Result<Client> {
        let token_url = TokenUrl::new(url.to_string());
        let token_url = token_url.map_err(|_| Error::config("OAuthAccessTokenURL", "is not an address"))?;
        let client = ::oauth2::Client::new(ClientId::new(self.client_id.to_owned()))
            .set_auth_type(AuthType::RequestBody)
            .set_token_uri(token_url);
        Ok(match self.client_secret {
            Some(secret) => client.set_client_secret(ClientSecret::new(secret.expose().to_owned())),
            None => client,
        })
    }

    fn redacting(&self, grant: Grant, sent: &[&str]) -> RedactingClient<'_> {
        let secrets = sent.iter().copied().chain(self.client_secret.map(Secret::expose));
        let secrets = secrets.filter(|text| !text.is_empty()).map(Secret::from).collect();
        let deployment = self.provider.deployment;
        RedactingClient { http: self.http, grant, deployment, secrets, refused: Mutex::new(None) }
    }
}

/// Stands between the `oauth2` crate and the network: that crate sees good answers only, because its errors
/// hold what it could not read, tokens included.
struct RedactingClient<'a> {
    http: &'a dyn HttpExchange,
    grant: Grant,
    deployment: Deployment,
    /// What was sent, to be kept out of what the service says in return.
    secrets: Vec<Secret>,
    refused: Mutex<Option<Error>>,
}

/// Says that the reason is in [`RedactingClient::refused`].
#[derive(Debug, thiserror::Error)]
#[error("refused")]
struct Noted;

impl RedactingClient<'_> {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Noted> {
        self.answer(request).await.map_err(|error| {
            *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            Noted
        })
    }

    async fn answer(&self, request: HttpRequest) -> Result<HttpResponse> {
        let answer = self.http.exchange(request.map(Bytes::from)).await;
        let lost = "the token endpoint could not be reached, or its answer was lost";
        let answer = answer.map_err(|source| failed(lost, source))?;
        let good =
            answer.status().is_success() && serde_json::from_slice::<LenientResponse>(answer.body()).is_ok();
        if !good {
            return Err(refusal::classify(&answer, self.grant, self.deployment, &self.secrets));
        }
        Ok(http::Response::new(answer.into_body().to_vec()))
    }

    fn outcome(self, answer: Option<LenientResponse>) -> Result<TokenResponse> {
        let refused = self.refused.into_inner().unwrap_or_else(PoisonError::into_inner);
        match (answer, refused) {
            (Some(answer), _) => Ok(TokenResponse::from(&answer)),
            (None, Some(refused)) => Err(refused),
            (None, None) => Err(Error::transient("the token endpoint could not be asked")),
        }
    }
}

impl<'c> AsyncHttpClient<'c> for RedactingClient<'_> {
    type Error = Noted;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Noted>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
