//! Which sites a token reaches, and the cloud id that requests need.

use bytes::Bytes;
use http::{Request, header};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use url::Url;

use crate::error::{Error, ErrorKind, Result};
use crate::exchange::failed;
use crate::properties::Deployment;
use crate::properties::GrantType;
use crate::provider::{below, normalized};
use crate::session::{AccessToken, Inner, Session};

/// A site that the user gave access to: `GET {gateway}/oauth/token/accessible-resources`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Resource {
    /// The cloud id.
    pub id: String,
    /// The site's address.
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

    /// The site among those that the login gave access to, matched by its address and never by its place.
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
            GrantType::Client => self.0.tenant().await,
            GrantType::Code => Ok(self.resource().await?.id),
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
        let (mut matching, others): (Vec<_>, Vec<_>) =
            sites.into_iter().partition(|site| self.is_here(&site.url));
        let of_confluence = |site: &Resource| {
            // Where the list says nothing of scopes, the requests will tell.
            site.scopes.is_empty() || site.scopes.iter().any(|scope| scope.contains("confluence"))
        };
        if let Some(site) = matching.iter().find(|site| !of_confluence(site)) {
            let message = format!(
                "Scope: the login granted nothing of Confluence at {}, only: {}",
                site.url,
                site.scopes.join(" ")
            );
            return Err(Error::new(ErrorKind::SiteNotGranted, message).on_property("Scope"));
        }
        matching.pop().ok_or_else(|| {
            let others: Vec<String> = others.iter().map(|site| site.url.to_string()).collect();
            let listed = if others.is_empty() { "none".to_owned() } else { others.join(", ") };
            let site = &self.provider.site;
            let message = format!(
                "the login gave no access to {site}; it did to: {listed}. Log in and choose the site"
            );
            Error::new(ErrorKind::SiteNotGranted, message).on_property("URL").among(others)
        })
    }

    /// The cloud id of a site, for which no token is needed.
    async fn tenant(&self) -> Result<String> {
        let url = below(&self.provider.site, "_edge/tenant_info")?;
        Ok(self.get::<TenantInfo>(&url, None).await?.cloud_id)
    }

    fn is_here(&self, site: &Url) -> bool {
        normalized(site, Deployment::Cloud) == self.provider.site
    }

    async fn get<T: DeserializeOwned>(&self, url: &Url, token: Option<&AccessToken>) -> Result<T> {
        let mut request = Request::get(url.as_str()).header(header::ACCEPT, "application/json");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, token.header());
        }
        let request = request.body(Bytes::new()).map_err(|_| Error::config("URL", "is not an address"))?;
        let shown = format!("{}{}", crate::provider::origin(url), url.path());
        let lost = format!("{shown} could not be reached, or its answer was lost");
        let answer = self.http.exchange(request).await.map_err(|source| failed(&lost, source))?;
        let status = answer.status();
        if !status.is_success() {
            return Err(self.unhelpful(&shown, status));
        }
        serde_json::from_slice(answer.body())
            .map_err(|_| Error::transient(format!("{shown} answered what is no JSON of this kind")))
    }

    fn unhelpful(&self, url: &str, status: http::StatusCode) -> Error {
        let message = format!("{url} answered HTTP {}", status.as_u16());
        let passing = status.is_server_error() || status == http::StatusCode::TOO_MANY_REQUESTS;
        let kind = if passing { ErrorKind::Transient } else { ErrorKind::TokenEndpoint };
        Error::new(kind, message).answered(status.as_u16(), None)
    }
}
