//! Which sites a token reaches, and the cloud id that requests need.

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use url::Url;

use crate::error::{Error, ErrorKind, Result};
use crate::exchange::{failed, leads_to};
use crate::properties::Deployment;
use crate::properties::GrantType;
use crate::provider::{below, normalized};
use crate::retry_after::retry_after;
use crate::session::{AccessToken, Inner, Session};

/// A site that the user gave access to: `GET {gateway}/oauth/token/accessible-resources`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Resource {
    /// The cloud id.
    pub id: String,
    /// The site's URL.
    pub url: Url,
    /// The site's name.
    #[serde(default)]
    pub name: String,
    /// What was granted there.
    #[serde(default)]
    pub scopes: Vec<String>,
}

#[derive(Deserialize)]
struct TenantInfo {
    #[serde(rename = "cloudId")]
    cloud_id: String,
}

impl Session {
    /// The cloud id of the site: given, stored with the token, or asked for once.
    ///
    /// # Errors
    /// The site is not on Cloud, was not granted, or cannot be asked.
    pub async fn cloud_id(&self) -> Result<String> {
        self.0.require_cloud()?;
        if let Some(id) = self.0.cloud_id.get() {
            return Ok(id.clone());
        }
        if let Some(id) = self.0.store.load(&self.0.key).await?.and_then(|entry| entry.record.cloud_id) {
            return Ok(self.0.cloud_id.get_or_init(|| async { id }).await.clone());
        }
        self.0.cloud_id.get_or_try_init(|| self.discover()).await.cloned()
    }

    /// The site among those that the login gave access to, matched by `CloudId` where that is given, else by its
    /// URL, and never by its place. Of several products there the one counts whose scopes are asked for.
    ///
    /// # Errors
    /// [`ErrorKind::SiteNotGranted`] with those that were; or the service cannot be asked. A service account
    /// has no such list: use [`cloud_id`](Session::cloud_id).
    pub async fn resource(&self) -> Result<Resource> {
        self.0.require_cloud()?;
        self.0.granted(&self.access_token().await?).await
    }

    async fn discover(&self) -> Result<String> {
        match self.0.properties.grant {
            GrantType::ClientCredentials => self.0.tenant().await,
            GrantType::AuthorizationCode => Ok(self.resource().await?.id),
        }
    }
}

impl Inner {
    fn require_cloud(&self) -> Result<()> {
        match self.provider.deployment {
            Deployment::Cloud => Ok(()),
            Deployment::DataCenter => Err(Error::new(ErrorKind::Unsupported, "Data Center has no cloud ids")),
        }
    }

    /// The site among those that this token reaches.
    pub(crate) async fn granted(&self, token: &AccessToken) -> Result<Resource> {
        let url = below(&self.provider.gateway, "oauth/token/accessible-resources")?;
        let sites: Vec<Resource> = self.get(&url, Some(token)).await?;
        let (matching, others): (Vec<_>, Vec<_>) = sites.into_iter().partition(|site| self.is_here(site));
        match matching.iter().find(|site| self.is_of_product(&site.scopes)).or(matching.first()) {
            Some(site) if self.is_of_product(&site.scopes) || !self.asks_for_confluence() => Ok(site.clone()),
            Some(site) => {
                let message = format!(
                    "Scope: the login granted nothing of Confluence at {}, only: {}",
                    site.url,
                    site.scopes.join(" ")
                );
                Err(Error::new(ErrorKind::SiteNotGranted, message).on_property("Scope"))
            }
            None => Err(self.not_granted(&others)),
        }
    }

    fn not_granted(&self, others: &[Resource]) -> Error {
        let told = |site: &Resource| format!("{} (CloudId={})", site.url, site.id);
        let listed = match others.is_empty() {
            true => "none".to_owned(),
            false => others.iter().map(told).collect::<Vec<_>>().join(", "),
        };
        let (property, wanted, advice) = match &self.given_cloud_id {
            Some(id) => ("CloudId", format!("the site with CloudId={id}"), "correct CloudId"),
            None => (
                "URL",
                self.provider.site.to_string(),
                "if it is one of these under another URL, add its CloudId",
            ),
        };
        let message = format!(
            "the login gave no access to {wanted}; it did to: {listed}. Log in and choose the site; {advice}"
        );
        let others = others.iter().map(|site| site.url.to_string()).collect();
        Error::new(ErrorKind::SiteNotGranted, message).on_property(property).among(others)
    }

    /// The cloud id of a site, for which no token is needed.
    async fn tenant(&self) -> Result<String> {
        let url = below(&self.provider.site, "_edge/tenant_info")?;
        Ok(self.get::<TenantInfo>(&url, None).await?.cloud_id)
    }

    /// Whether a site is ours: by its id where `CloudId` gives one, since a site has several URLs.
    fn is_here(&self, site: &Resource) -> bool {
        match &self.given_cloud_id {
            Some(id) => *id == site.id,
            None => normalized(&site.url, Deployment::Cloud) == self.provider.site,
        }
    }

    async fn get<T: DeserializeOwned>(&self, url: &Url, token: Option<&AccessToken>) -> Result<T> {
        let mut request = Request::get(url.as_str()).header(header::ACCEPT, "application/json");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, token.header());
        }
        let request = request.body(Bytes::new()).map_err(|_| Error::config("URL", "is not a URL"))?;
        let shown = format!("{}{}", crate::provider::origin(url), url.path());
        let lost = format!("{shown} could not be reached, or its answer was lost");
        let answer = self.http.exchange(request).await.map_err(|source| failed(&lost, source))?;
        let status = answer.status();
        if !status.is_success() {
            return Err(self.unhelpful(&shown, &answer, token));
        }
        serde_json::from_slice(answer.body())
            .map_err(|_| Error::transient(format!("{shown} sent an unexpected response")))
    }

    fn unhelpful(&self, url: &str, answer: &Response<Bytes>, token: Option<&AccessToken>) -> Error {
        let status = answer.status();
        let message = format!("{url} answered HTTP {}{}", status.as_u16(), leads_to(answer));
        let passing = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
        let kind = if passing { ErrorKind::Transient } else { ErrorKind::TokenEndpoint };
        let error = Error::new(kind, message).answered(status, None).after(retry_after(answer.headers()));
        match token {
            _ if passing => error,
            // The site itself was asked.
            None => error.noting("is URL that of a site on Cloud?").on_property("URL"),
            Some(token) if status == StatusCode::UNAUTHORIZED && self.is_given(token) => error
                .noting("OAuthAccessToken has expired, was revoked, or is not one of Atlassian's")
                .on_property("OAuthAccessToken"),
            Some(_) => error,
        }
    }
}
