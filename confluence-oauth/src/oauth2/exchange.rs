//! The grants: one request to the token endpoint each.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use ::oauth2::basic::{BasicClient, BasicErrorResponse, BasicTokenResponse};
use ::oauth2::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret, EndpointNotSet, EndpointSet,
    HttpRequest, HttpResponse, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope,
    TokenUrl,
};
use bytes::Bytes;
use url::Url;
use zeroize::Zeroizing;

use super::refusal::{self, Endpoint, Grant};
use super::response::TokenResponse;
use crate::error::{Error, Result};
use crate::exchange::{ExchangeError, HttpExchange, failed};
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

/// A client of the crate `oauth2` that knows the token endpoint and nothing else.
type Client = BasicClient<EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

impl TokenEndpoint<'_> {
    /// RFC 6749, section 6.
    pub(crate) async fn refresh(&self, token: &Secret) -> Result<TokenResponse> {
        let client = self.client(&self.provider.refresh);
        let refresh_token = RefreshToken::new(token.expose().to_owned());
        let mut request = client.exchange_refresh_token(&refresh_token);
        if self.provider.deployment == Deployment::DataCenter {
            // Data Center validates it here too, and answers without a reason when it is missing.
            request = request.add_extra_param("redirect_uri", self.callback.as_str());
        }
        let answer = request.request_async(&Seam(self.http)).await;
        drop(Zeroizing::new(refresh_token.into_secret()));
        self.read(answer, Grant::Refresh, &[token])
    }

    /// RFC 6749, section 4.1.3, with the verifier of RFC 7636.
    pub(crate) async fn code(
        &self,
        code: &str,
        verifier: Option<&Secret>,
        redirect: &str,
    ) -> Result<TokenResponse> {
        let redirect = RedirectUrl::new(redirect.to_owned())
            .map_err(|_| Error::config("CallbackURL", "is not a URL"))?;
        let client = self.client(&self.provider.token).set_redirect_uri(redirect);
        let mut request = client.exchange_code(AuthorizationCode::new(code.to_owned()));
        if let Some(verifier) = verifier {
            request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()));
        }
        let answer = request.request_async(&Seam(self.http)).await;
        let code = Secret::from(code);
        let sent: Vec<&Secret> = verifier.into_iter().chain([&code]).collect();
        self.read(answer, Grant::Code, &sent)
    }

    /// RFC 6749, section 4.4.
    pub(crate) async fn client_credentials(&self, scopes: &[String]) -> Result<TokenResponse> {
        let client = self.client(&self.provider.token);
        let mut request = client.exchange_client_credentials();
        if self.provider.deployment == Deployment::DataCenter {
            request = request.add_scopes(scopes.iter().cloned().map(Scope::new));
        }
        let answer = request.request_async(&Seam(self.http)).await;
        self.read(answer, Grant::ClientCredentials, &[])
    }

    /// The application, with its credentials in the form (RFC 6749, section 2.3.1): Atlassian takes them nowhere else.
    fn client(&self, url: &Url) -> Client {
        let client = BasicClient::new(ClientId::new(self.client_id.to_owned()))
            .set_auth_type(AuthType::RequestBody)
            .set_token_uri(TokenUrl::from_url(url.clone()));
        match self.client_secret {
            Some(secret) => client.set_client_secret(ClientSecret::new(secret.expose().to_owned())),
            None => client,
        }
    }

    /// Reads what came back. `sent` is kept out of what the service says in return.
    fn read(&self, outcome: Outcome, grant: Grant, sent: &[&Secret]) -> Result<TokenResponse> {
        let Err(RequestTokenError::Request(Unread(answer))) = outcome else {
            return Err(Error::transient("the token endpoint could not be asked"));
        };
        let lost = "the token endpoint could not be reached, or its answer was lost";
        let answer = answer.map_err(|source| failed(lost, source))?;
        let token = TokenResponse::read(answer.body()).filter(|_| answer.status().is_success());
        token.ok_or_else(|| {
            let secrets = sent.iter().copied().chain(self.client_secret).cloned();
            let secrets: Vec<Secret> = secrets.filter(|secret| !secret.is_empty()).collect();
            refusal::classify(&answer, self.endpoint(grant), grant, self.provider.deployment, &secrets)
        })
    }

    fn endpoint(&self, grant: Grant) -> Endpoint<'_> {
        let Provider { token, refresh, .. } = self.provider;
        match grant {
            Grant::Refresh if refresh != token => Endpoint { url: refresh, property: "OAuthRefreshTokenURL" },
            _ => Endpoint { url: token, property: "OAuthAccessTokenURL" },
        }
    }
}

/// What a request of the crate `oauth2` gives over [`Seam`].
type Outcome = Result<BasicTokenResponse, RequestTokenError<Unread, BasicErrorResponse>>;

/// Stands between the crate `oauth2`, which writes the request, and the network.
struct Seam<'a>(&'a dyn HttpExchange);

/// What came back, in the place of a failure, which that crate hands on as it is: its tokens are not wiped, it needs the
/// `token_type` that Atlassian leaves out, and its errors hold what it could not read, tokens included.
struct Unread(Result<http::Response<Bytes>, ExchangeError>);

impl fmt::Debug for Unread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Unread")
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the answer was not read")
    }
}

impl std::error::Error for Unread {}

impl<'c> AsyncHttpClient<'c> for Seam<'_> {
    type Error = Unread;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unread>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        let request = request.map(|form| Bytes::from_owner(Zeroizing::new(form)));
        Box::pin(async move { Err(Unread(self.0.exchange(request).await)) })
    }
}
